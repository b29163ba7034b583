import { RealtimeError } from '../errors.js';
import { within } from './within.js';

export interface IssuedToken {
  token: string;
  expiresAt: string;
}

/** Asks the application's own back end for a user token. */
export type TokenProvider = () => Promise<string | IssuedToken>;

/** A token this close to its end is not worth sending. */
const marginMs = 5_000;

/** A back end that hangs must not hang everything that waits for its token. */
const providerMs = 15_000;

/** The token in use, shared by REST and hub: asked for once however many want it. */
export class TokenSource {
  #token: string | undefined;
  #expiresAt: number | undefined;
  #asking: Promise<string> | undefined;

  constructor(
    private readonly provider: TokenProvider,
    private readonly now: () => number = Date.now,
  ) {}

  /** Milliseconds left, or undefined while nobody has said. */
  get remainingMs(): number | undefined {
    return this.#expiresAt === undefined ? undefined : this.#expiresAt - this.now();
  }

  async get(): Promise<string> {
    if (this.#asking) return this.#asking;
    if (this.#token && (this.remainingMs ?? Infinity) > marginMs) return this.#token;
    return this.renew();
  }

  renew(): Promise<string> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  /** Of the token that was just presented: the hub says when it ends. */
  learnExpiry(expiresAt: string): void {
    this.#expiresAt = Date.parse(expiresAt);
  }

  /** Someone refused it: the next `get` asks for another. */
  refuse(token: string | undefined): void {
    if (token === undefined || token === this.#token) this.#token = undefined;
  }

  async #ask(): Promise<string> {
    const issued = await this.#provided();
    this.#token = typeof issued === 'string' ? issued : issued.token;
    this.#expiresAt = typeof issued === 'string' ? undefined : Date.parse(issued.expiresAt);
    return this.#token;
  }

  async #provided(): Promise<string | IssuedToken> {
    const failure = 'The application gave no token.';
    try {
      return await within(providerMs, this.provider(), 'token', failure);
    } catch {
      // Why is the application's own affair, and may hold what nobody else should read.
      throw new RealtimeError('token', failure);
    }
  }
}
