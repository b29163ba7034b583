import { GoodbyeCode } from '../codes.js';
import { RealtimeError } from '../errors.js';
import { Listeners } from '../listeners.js';
import type { Transport } from './hubLink.js';
import { Pauses } from './pauses.js';
import { Session, type SessionOptions } from './session.js';

/** How far what the page shows can be trusted. */
export type Status =
  /** On its way to being live for the first time. */
  | { state: 'connecting'; since: Date; error?: StatusError }
  /** Everything watched is shown as it is. */
  | { state: 'live'; since: Date; transport?: Transport }
  /** What is shown was true at `since`, when the server was last heard. A new connection is being tried. */
  | { state: 'stale'; since: Date; error?: StatusError }
  /** Nobody is trying any more: `closed` by the page, or sent away with a goodbye's code. */
  | { state: 'offline'; since: Date; code: string; reason: string };

/** Why the last try failed. `code` is one of the errors' or `http_…`; the message is a sentence for people. */
export interface StatusError {
  code: string;
  message: string;
}

export interface ConnectionOptions extends SessionOptions {
  /** Whether the browser's other tabs leave no connection to this one. */
  isCrowded?: () => Promise<boolean>;
  /** How long a link may take to open before that is asked. */
  slowMs?: number;
  /** Told once why there is no connection, each reason once until there is one. Usually the console. */
  warn?: (text: string) => void;
}

/** A link that lasted this long was a good one: the next loss starts over with short waits. */
const stableMs = 5_000;

/** As if it were this try already: a server that dies without a word has thousands of tabs come back, and sends none away in turn. */
const unannounced = 2;

/** However long a server wants to be left alone: an hour later it is asked again. */
const longestHoldMs = 3_600_000;

/**
 * Keeps one link open for ever: a new link for each try, waits with full jitter in between, ends only by `close` or by
 * a goodbye that says so.
 */
export class Connection {
  readonly onStatus = new Listeners<Status>();
  readonly #pauses = new Pauses();
  readonly #warned = new Set<string>();
  #status: Status;
  #session: Session | undefined;

  constructor(private readonly options: ConnectionOptions) {
    this.#status = { state: 'connecting', since: this.#date() };
  }

  get status(): Status {
    return this.#status;
  }

  start(): void {
    void this.#run();
  }

  /** The network changed, or the tab or machine woke up: no reason to sit out a wait, and every reason to look. */
  wake(): void {
    this.#pauses.wake();
    void this.#session?.probe();
  }

  async invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    if (!this.#session?.isOpen) throw new RealtimeError('connection', 'The hub is not connected.');
    return this.#session.invoke<T>(method, ...args);
  }

  async close(): Promise<void> {
    if (this.#pauses.closed) return;
    this.#pauses.close();
    this.#offline('closed', 'Closed by the page.');
    this.onStatus.clear();
    await this.#session?.stop();
  }

  async #run(): Promise<void> {
    for (let attempt = 0; !this.#pauses.closed; ) {
      const session = new Session(this.options, {
        live: () => this.#live(session),
        silent: () => this.#stale(session),
      });
      this.#session = session;
      const slow = setTimeout(() => void this.#explain(session), this.options.slowMs ?? 700);
      await session.run();
      clearTimeout(slow);
      if (this.#pauses.closed) return;
      const { goodbye, lastedMs } = session;
      const comeBackIn = goodbye?.code === GoodbyeCode.tokenExpired ? 0 : goodbye?.reconnectAfterMs;
      if (goodbye && comeBackIn === null) return this.#offline(goodbye.code, goodbye.reason);
      attempt = lastedMs > stableMs ? (goodbye ? 0 : unannounced) : attempt + 1;
      this.#stale(session);
      if (session.failure && !this.#isExplained(session.failure)) this.#say(session.failure);
      await this.#pauses.hold(Math.min(comeBackIn ?? 0, longestHoldMs));
      await this.#pauses.wait(this.options.backoff(attempt));
    }
  }

  #live({ transport }: Session): void {
    this.#warned.clear();
    this.#set({ state: 'live', since: this.#date(), ...(transport && { transport }) });
  }

  /** A link that does not open gives no reason: the browser has it wait for a connection, and says nothing. */
  async #explain(session: Session): Promise<void> {
    if (session.isOpen || !(await this.options.isCrowded?.())) return;
    if (!session.isOpen && session === this.#session && !this.#pauses.closed) this.#say(tooManyTabs());
  }

  #isExplained({ code }: RealtimeError): boolean {
    return code === 'connection' && 'error' in this.#status && this.#status.error?.code === 'too_many_tabs';
  }

  /** A page that stays empty says why, from the first try on. */
  #say({ code, message }: RealtimeError): void {
    const { state, since } = this.#status;
    if (state !== 'connecting' && state !== 'stale') return;
    const error: StatusError = { code, message };
    if (this.#status.error?.code !== code) this.#set({ state, since, error });
    // A page that was live knows what a lost network is; what it shows says since when.
    if (this.#warned.has(code) || (state === 'stale' && (code === 'network' || code === 'connection'))) return;
    this.#warned.add(code);
    (this.options.warn ?? console.warn)(`OrleansRealtime is not connected and tries again: ${message} (${code})`);
  }

  #stale({ heardAt }: Session): void {
    if (this.#status.state === 'live') this.#set({ state: 'stale', since: this.#date(heardAt) });
  }

  #offline(code: string, reason: string): void {
    this.#set({ state: 'offline', since: this.#date(), code, reason });
  }

  #set(status: Status): void {
    this.#status = status;
    this.onStatus.emit(status);
  }

  #date(time = (this.options.now ?? Date.now)()): Date {
    return new Date(time);
  }
}

const tooManyTabs = (): RealtimeError =>
  new RealtimeError('too_many_tabs', 'Other tabs hold all connections that the browser has to this server: close some, or serve WebSockets or HTTP/2.');
