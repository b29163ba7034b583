import type { RealtimeClient, UserPresence, Viewer } from '@orleansrealtime/client';

/** As old as what a page shows may be. */
const readEveryMs = 10_000;

const books = new WeakMap<object, PresenceBook>();

/** Whether users are there. The platform tells nobody when that changes: it is asked, for all that a page shows in one call. */
export class PresenceBook {
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #known = new Map<string, UserPresence>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #isDue = false;

  constructor(private readonly client: Pick<RealtimeClient, 'presence' | 'status' | 'onStatus'>) {
    // It ends with the client, which forgets its listeners then.
    client.onStatus(({ state }) => state === 'live' && this.#readSoon());
  }

  /** The client's only one. */
  static of(client: RealtimeClient): PresenceBook {
    const book = books.get(client) ?? new PresenceBook(client);
    books.set(client, book);
    return book;
  }

  of(user: string): UserPresence | undefined {
    return this.#known.get(user);
  }

  /** Users are read for as long as someone listens. */
  subscribe(user: string, listener: () => void): () => void {
    const own = this.#listeners.get(user) ?? new Set();
    this.#listeners.set(user, own.add(listener));
    // Without a connection it is read as soon as there is one.
    if (this.client.status.state === 'live' && !this.#known.has(user)) this.#readSoon();
    this.#timer ??= setInterval(() => this.#read(), readEveryMs);
    return () => {
      own.delete(listener);
      if (own.size > 0 || !this.#listeners.delete(user)) return;
      // What was true when it was shown last may be wrong when it is shown again.
      this.#known.delete(user);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  /** Whoever looks at something is there: that is told at once, and need not wait to be asked for. */
  saw(viewers: readonly Viewer[]): void {
    for (const { user, status } of viewers) if (this.#known.get(user)?.status !== status) this.#take({ user, status });
  }

  /** A list of users is put up in one go: one call for all of them. */
  #readSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.#read();
    });
  }

  /** Not from a tab that nobody sees. A failure leaves what was known. */
  #read(): void {
    if (document.visibilityState === 'hidden' || this.#listeners.size === 0) return;
    this.client.presence([...this.#listeners.keys()]).then(
      (presences) => presences.forEach((presence) => this.#take(presence)),
      () => {},
    );
  }

  #take(presence: UserPresence): void {
    const { user, status, lastSeen } = presence;
    const listeners = this.#listeners.get(user);
    const known = this.#known.get(user);
    if (!listeners || (known && known.status === status && known.lastSeen === lastSeen)) return;
    this.#known.set(user, presence);
    for (const listener of [...listeners]) listener();
  }
}
