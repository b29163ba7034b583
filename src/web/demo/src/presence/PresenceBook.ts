import type { RealtimeClient, UserPresence, Viewer } from '@orleansrealtime/client';

/** As old as a status dot may be. */
const readEveryMs = 10_000;

/** Whether the team is there. The platform tells of a card's viewers by itself; of anybody else it is asked, in one call. */
export class PresenceBook {
  readonly #listeners = new Set<() => void>();
  #known = new Map<string, UserPresence>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly client: Pick<RealtimeClient, 'presence'>,
    private readonly users: string[],
  ) {}

  of(user: string): UserPresence | undefined {
    return this.#known.get(user);
  }

  /** It is read for as long as someone listens. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.read(), readEveryMs);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.close();
    };
  }

  /** Not from a tab that nobody sees. A failure leaves what was known: the connection's own line says that it is old. */
  read(): void {
    if (document.visibilityState === 'hidden') return;
    this.client.presence(this.users).then(
      (presences) => {
        this.#known = new Map(presences.map((presence) => [presence.user, presence]));
        this.#tell();
      },
      () => {},
    );
  }

  /** Whoever looks at something is there: that is told at once, and need not wait to be asked for. */
  saw(viewers: readonly Viewer[]): void {
    const news = viewers.filter(({ user, status }) => this.#known.get(user)?.status !== status);
    for (const { user, status } of news) this.#known.set(user, { user, status });
    if (news.length > 0) this.#tell();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
