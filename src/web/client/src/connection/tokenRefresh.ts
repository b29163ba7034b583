import type { Backoff } from './backoff.js';
import type { HubLink } from './hubLink.js';
import { longestTimerMs } from './pauses.js';
import type { TokenSource } from './token.js';

/** Puts a new token in place before the old one ends, so that expiry never costs the connection. */
export class TokenRefresh {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  #failures = 0;

  constructor(
    private readonly link: HubLink,
    private readonly tokens: TokenSource,
    private readonly backoff: Backoff,
  ) {}

  /** A provider that gives a bare string does not say when it ends; presenting the same token again tells. */
  start(): void {
    if (this.tokens.remainingMs === undefined) void this.#present(() => this.tokens.get());
    else this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#stopped) return;
    const remaining = this.tokens.remainingMs;
    if (remaining === undefined) return;
    // At four fifths of what is left: late enough to be rare, early enough for a few failures.
    const wait = this.#failures > 0 ? this.backoff(this.#failures) : Math.max(1_000, remaining * 0.8);
    this.#timer = setTimeout(() => void this.#present(() => this.tokens.renew()), Math.min(wait, longestTimerMs));
  }

  async #present(obtain: () => Promise<string>): Promise<void> {
    try {
      const token = await obtain();
      if (this.#stopped) return;
      const { expiresAt } = await this.link.invoke<{ expiresAt: string }>('RefreshToken', token);
      this.tokens.learnExpiry(expiresAt);
      this.#failures = 0;
    } catch {
      // Tried again while the old one holds; past that the server says goodbye and the reconnect brings a new token.
      this.#failures++;
    }
    this.#schedule();
  }
}
