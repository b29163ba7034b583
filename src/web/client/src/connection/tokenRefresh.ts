import type { Backoff } from './backoff.js';
import type { HubLink } from './hubLink.js';
import { longestTimerMs } from './pauses.js';
import type { TokenExpiry, TokenSource } from './token.js';

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

  /** Until the hub has told how long the token really has, that is a guess, and presenting the same token again tells. */
  start(): void {
    if (this.tokens.isCertain) this.#schedule();
    else void this.#present(() => this.tokens.get());
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** At four fifths of what is left: late enough to be rare, early enough for a few failures. */
  #schedule(): void {
    const remaining = this.tokens.remainingMs;
    if (remaining !== undefined) this.#after(Math.max(1_000, remaining * 0.8), () => this.tokens.renew());
  }

  #after(ms: number, obtain: () => Promise<string>): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#present(obtain), Math.min(ms, longestTimerMs));
  }

  async #present(obtain: () => Promise<string>): Promise<void> {
    try {
      const token = await obtain();
      if (this.#stopped) return;
      const asked = this.tokens.stopwatch();
      this.tokens.learnExpiry(token, await this.link.invoke<TokenExpiry>('RefreshToken', token), asked);
      this.#failures = 0;
      this.#schedule();
    } catch {
      // Tried again while the old one holds; past that the server says goodbye and the reconnect brings a new token.
      this.#after(this.backoff(++this.#failures), obtain);
    }
  }
}
