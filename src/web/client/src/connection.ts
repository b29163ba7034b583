import type { Backoff } from './backoff.js';
import { GoodbyeCode } from './codes.js';
import { RealtimeError } from './errors.js';
import type { HubLink, OpenLink } from './hubLink.js';
import { Listeners } from './listeners.js';
import type { TokenSource } from './token.js';
import { TokenRefresh } from './tokenRefresh.js';
import type { GoodbyeFrame } from './types.js';

export interface Status {
  state: 'connecting' | 'live' | 'reconnecting' | 'offline';
  /** When this state began: while reconnecting, what the page shows may be stale since then. */
  since: Date;
  /** Offline only: why nobody is trying any more. */
  code?: string;
  reason?: string;
}

export interface ConnectionOptions {
  open: OpenLink;
  tokens: TokenSource;
  backoff: Backoff;
  /** Every frame except `goodbye`, of the current link only. */
  frames: Record<string, (body: never) => void>;
  /** The link is open: ask again for everything that is watched. */
  resume: () => Promise<void>;
  suspend: () => void;
  now?: () => number;
}

/** A link that lasted this long was a good one: the next loss starts over with short waits. */
const stableMs = 5_000;

/**
 * Keeps one link open for ever: a new link for each try, waits with full jitter in between, ends only by `close` or by
 * a goodbye that says so. Late frames and late ends of an older link find that it is no longer the current one.
 */
export class Connection {
  readonly onStatus = new Listeners<Status>();
  #status: Status;
  #link: HubLink | undefined;
  #open = false;
  #closed = false;
  #wake: () => void = () => {};

  constructor(private readonly options: ConnectionOptions) {
    this.#status = { state: 'connecting', since: this.#time() };
  }

  get status(): Status {
    return this.#status;
  }

  start(): void {
    void this.#run();
  }

  /** The network came back, or the tab to the front: no reason to sit out the wait. */
  wake(): void {
    this.#wake();
  }

  async invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    if (!this.#link || !this.#open) throw new RealtimeError('connection', 'The hub is not connected.');
    return this.#link.invoke<T>(method, ...args);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#wake();
    this.#set({ state: 'offline', code: 'closed', reason: 'Closed by the page.' });
    await this.#link?.stop();
  }

  async #run(): Promise<void> {
    for (let attempt = 0; !this.#closed; ) {
      const { lastedMs, goodbye } = await this.#session();
      if (this.#closed) return;
      const expired = goodbye?.code === GoodbyeCode.tokenExpired;
      if (goodbye && goodbye.reconnectAfterMs === null && !expired) {
        this.#set({ state: 'offline', code: goodbye.code, reason: goodbye.reason });
        return;
      }
      attempt = lastedMs > stableMs ? 0 : attempt + 1;
      if (this.#status.state === 'live') this.#set({ state: 'reconnecting' });
      await this.#wait((goodbye?.reconnectAfterMs ?? 0) + this.options.backoff(attempt));
    }
  }

  /** One link's whole life. */
  async #session(): Promise<{ lastedMs: number; goodbye?: GoodbyeFrame }> {
    const { open, tokens, frames, resume, suspend } = this.options;
    let presented: string | undefined;
    let goodbye: GoodbyeFrame | undefined;
    let openedAt: number | undefined;
    const link = open(async () => (presented = await tokens.get()));
    const ended = new Promise<void>((resolve) => link.onClose(() => resolve()));
    const refresh = new TokenRefresh(link, tokens, this.options.backoff);

    // Current before it is open: the first frames may come in the same packet as the end of the handshake.
    this.#link = link;
    for (const [name, handle] of Object.entries(frames)) {
      link.on(name, (body) => {
        if (this.#link === link) handle(body);
      });
    }
    link.on('goodbye', (frame: GoodbyeFrame) => {
      goodbye = frame;
      if (frame.code === GoodbyeCode.tokenExpired) tokens.refuse(presented);
      void link.stop();
    });

    try {
      await link.start();
      openedAt = this.#now();
      this.#open = true;
      await Promise.race([resume(), ended]);
      if (this.#open && !goodbye && !this.#closed) this.#set({ state: 'live' });
      refresh.start();
      await ended;
    } catch (error) {
      if (statusCodeOf(error) === 401) tokens.refuse(presented);
      await link.stop().catch(() => {});
    } finally {
      refresh.stop();
      this.#open = false;
      this.#link = undefined;
      suspend();
    }
    return { lastedMs: openedAt === undefined ? 0 : this.#now() - openedAt, ...(goodbye && { goodbye }) };
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #set(status: Omit<Status, 'since'>): void {
    this.#status = { ...status, since: this.#time() };
    this.onStatus.emit(this.#status);
  }

  #now(): number {
    return (this.options.now ?? Date.now)();
  }

  #time(): Date {
    return new Date(this.#now());
  }
}

/** SignalR's HttpError carries the status of the negotiation that failed. */
const statusCodeOf = (error: unknown): number | undefined => (error as { statusCode?: number } | undefined)?.statusCode;
