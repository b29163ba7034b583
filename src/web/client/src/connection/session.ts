import type { Backoff } from './backoff.js';
import { GoodbyeCode } from '../codes.js';
import { fromHub, isLost, RealtimeError } from '../errors.js';
import type { HubLink, OpenLink, Transport } from './hubLink.js';
import type { TokenSource } from './token.js';
import { TokenRefresh } from './tokenRefresh.js';
import type { GoodbyeFrame } from '../types.js';
import { within } from './within.js';

export interface SessionOptions {
  open: OpenLink;
  tokens: TokenSource;
  backoff: Backoff;
  /** Every frame except `goodbye`. */
  frames: Record<string, (body: never) => void>;
  /** The link is new: ask for everything that is watched. */
  resume: () => Promise<void>;
  /** The link is the same, but was silent for long: ask whether everything is watched, by position. */
  recheck: () => Promise<void>;
  suspend: () => void;
  now?: () => number;
  /** The server says something every 15 s. After this much silence what is shown no longer counts as live. */
  silenceMs?: number;
  /** How often silence is looked for. A clock that jumped while the machine slept is silence like any other. */
  checkMs?: number;
  /** A link that does not answer within this is dead, whatever the socket says. */
  probeMs?: number;
  /** For a token, the negotiation and the handshake together. */
  startMs?: number;
}

export interface SessionEvents {
  live(): void;
  /** Nothing was heard for too long. */
  silent(): void;
}

/** One link's whole life. Frames and ends that come late find that it is over. */
export class Session {
  readonly #link: HubLink;
  readonly #ended: Promise<void>;
  readonly #startedAt: number;
  readonly #calls = new Set<(error: RealtimeError) => void>();
  #end: () => void = () => {};
  #token: string | undefined;
  #open = false;
  #over = false;
  #probing = false;
  #heardAt: number | undefined;
  #failure: RealtimeError | undefined;
  #goodbye: GoodbyeFrame | undefined;

  constructor(
    private readonly options: SessionOptions,
    private readonly events: SessionEvents,
  ) {
    this.#startedAt = this.#now();
    this.#ended = new Promise((resolve) => {
      this.#end = () => {
        this.#over = true;
        // SignalR rejects them only once its transport has stopped, which may take it minutes.
        for (const lose of this.#calls) lose(new RealtimeError('connection', 'The connection ended.'));
        resolve();
      };
    });
    this.#link = options.open(async () => (this.#token = await options.tokens.get()));
    this.#listen();
  }

  /** When the server was last heard; undefined before the link opened. */
  get heardAt(): number | undefined {
    return this.#heardAt;
  }

  /** How the server ended it, if it said so. */
  get goodbye(): GoodbyeFrame | undefined {
    return this.#goodbye;
  }

  get transport(): Transport | undefined {
    return this.#link.transport;
  }

  /** Why it failed, if it did. */
  get failure(): RealtimeError | undefined {
    return this.#failure;
  }

  get lastedMs(): number {
    return this.#heardAt === undefined ? 0 : this.#now() - this.#startedAt;
  }

  get isOpen(): boolean {
    return this.#open && !this.#over;
  }

  /**
   * A call that was lost ends the link. Where each call is a request of its own, the rest of the connection may live on,
   * and nobody else would notice: the next link asks for everything again.
   */
  async invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    let lose: (error: RealtimeError) => void = () => {};
    const lost = new Promise<never>((_, reject) => (lose = reject));
    this.#calls.add(lose);
    try {
      return await Promise.race([this.#link.invoke<T>(method, ...args), lost]);
    } catch (thrown) {
      const error = fromHub(thrown);
      if (isLost(error) && !this.#over) {
        this.#fail(error);
        this.#end();
      }
      throw error;
    } finally {
      this.#calls.delete(lose);
    }
  }

  /** Ends with the link, however that comes; never fails. */
  async run(): Promise<void> {
    const { tokens, backoff, resume, suspend, startMs = 20_000, checkMs = 5_000 } = this.options;
    const refresh = new TokenRefresh(this.#link, tokens, backoff);
    const check = setInterval(() => void this.#check(), checkMs);
    try {
      await within(startMs, Promise.race([this.#link.start(), this.#ended]), 'connection', 'The hub did not open in time.');
      if (this.#over) return;
      this.#heardAt = this.#now();
      this.#open = true;
      await Promise.race([resume(), this.#ended]);
      if (this.#over) return;
      this.events.live();
      refresh.start();
      await this.#ended;
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#end();
      clearInterval(check);
      refresh.stop();
      suspend();
      // Not awaited: a dead socket may take its time to say goodbye.
      void this.#link.stop().catch(() => {});
    }
  }

  async stop(): Promise<void> {
    this.#end();
    await this.#link.stop();
  }

  /**
   * Finds out whether anyone is still there. A link that was silent for long counts as stale until it has answered and
   * everything on it was asked for again.
   */
  async probe(): Promise<void> {
    if (!this.isOpen || this.#probing) return;
    const { recheck, probeMs = 10_000 } = this.options;
    const askedAt = this.#now();
    const isSilent = this.#isSilent();
    this.#probing = true;
    if (isSilent) this.events.silent();
    try {
      const answer = Promise.race([this.#link.invoke('Watch', []), this.#ended]);
      await within(probeMs, answer, 'connection', 'The hub does not answer.').catch((error: unknown) => {
        // One call at a time: the answer may stand behind a slow one. Anything heard is a sign of life.
        if ((this.#heardAt ?? 0) <= askedAt) throw error;
      });
      if (!isSilent) return;
      await Promise.race([recheck(), this.#ended]);
      if (!this.#over) this.events.live();
    } catch {
      this.#end();
    } finally {
      this.#probing = false;
    }
  }

  async #check(): Promise<void> {
    if (this.#isSilent()) await this.probe();
  }

  #isSilent(): boolean {
    if (this.#heardAt === undefined) return false;
    const silentMs = this.#now() - this.#heardAt;
    // Negative: the clock was set back, and says nothing about how long ago that was.
    return silentMs > (this.options.silenceMs ?? 20_000) || silentMs < 0;
  }

  #listen(): void {
    const link = this.#link;
    link.onClose((error) => {
      if (error) this.#fail(error);
      this.#end();
    });
    link.onHeard(() => {
      if (this.isOpen) this.#heardAt = this.#now();
    });
    for (const [name, handle] of Object.entries(this.options.frames)) {
      link.on(name, (body) => {
        if (!this.#over) handle(body);
      });
    }
    link.on('goodbye', (frame: GoodbyeFrame) => {
      if (this.#over) return;
      this.#goodbye = frame;
      if (frame.code === GoodbyeCode.tokenExpired) this.options.tokens.refuse(this.#token);
      this.#end();
    });
  }

  #fail(thrown: unknown): void {
    const error = fromHub(thrown);
    this.#failure ??= error;
    if (error.status === 401) this.options.tokens.refuse(this.#token);
  }

  #now(): number {
    return (this.options.now ?? Date.now)();
  }
}
