import { RealtimeError } from '../errors.js';
import { Stopwatch } from './stopwatch.js';
import { within } from './within.js';

export interface IssuedToken {
  token: string;
  /** By the server's clock. */
  expiresAt: string;
}

/** Asks the application's own back end for a user token; or the token itself, where nobody can be asked for another. */
export type TokenProvider = string | (() => Promise<string | IssuedToken> | string | IssuedToken);

/** What the hub says of the token that was just presented. */
export interface TokenExpiry {
  expiresAt: string;
  /** Milliseconds that were left when it answered; an older server does not say. */
  expiresInMs?: number;
}

export interface TokenClocks {
  wall?: () => number;
  steady?: () => number;
}

/** A token this close to its end is not worth sending; of one that lives for less than 25 s the last fifth. */
const marginMs = 5_000;

/** A back end that hangs must not hang everything that waits for its token. */
const providerMs = 15_000;

/**
 * The token in use, shared by REST and hub: asked for once however many want it. How long it lives is counted from its
 * receipt, because `expiresAt` is by the server's clock, and this machine's may be wrong by minutes. The hub tells how
 * long a token really has, and by that what time it is there.
 */
export class TokenSource {
  #token: string | undefined;
  #age: Stopwatch | undefined;
  /** From receipt to the end; undefined while nobody has said. */
  #lifetimeMs: number | undefined;
  #asking: Promise<string> | undefined;
  /** The hub's time, once it is known. */
  #hubTime: { at: number; since: Stopwatch } | undefined;

  constructor(
    private readonly provider: TokenProvider,
    private readonly clocks: TokenClocks = {},
  ) {}

  /** Milliseconds left, or undefined while nobody has said. */
  get remainingMs(): number | undefined {
    return this.#lifetimeMs === undefined ? undefined : this.#lifetimeMs - (this.#age?.elapsedMs ?? 0);
  }

  /** Whether what is left is as the hub counts it, and not a guess by this machine's clock. */
  get isCertain(): boolean {
    return this.#hubTime !== undefined && this.#lifetimeMs !== undefined;
  }

  async get(): Promise<string> {
    if (this.#asking) return this.#asking;
    const margin = Math.min(marginMs, (this.#lifetimeMs ?? Infinity) / 5);
    if (this.#token && (this.remainingMs ?? Infinity) > margin) return this.#token;
    return this.renew();
  }

  renew(): Promise<string> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  /** Of a token that the hub was shown. `asked` runs since before that, so that the way to the hub is no part of what is left. */
  learnExpiry(token: string, { expiresAt, expiresInMs }: TokenExpiry, asked: Stopwatch): void {
    const end = Date.parse(expiresAt);
    if (expiresInMs !== undefined) this.#hubTime = { at: end - expiresInMs, since: asked };
    if (token !== this.#token) return;
    this.#age = asked;
    this.#lifetimeMs = expiresInMs ?? this.#until(end);
  }

  /** For `learnExpiry`: started before the call. */
  stopwatch(): Stopwatch {
    return new Stopwatch(this.clocks.wall, this.clocks.steady);
  }

  /** Someone refused it: the next `get` asks for another. */
  refuse(token: string | undefined): void {
    if (token === undefined || token === this.#token) this.#token = undefined;
  }

  async #ask(): Promise<string> {
    const issued = await this.#provided();
    this.#age = this.stopwatch();
    this.#token = typeof issued === 'string' ? issued : issued.token;
    this.#lifetimeMs = typeof issued === 'string' ? undefined : this.#until(Date.parse(issued.expiresAt));
    return this.#token;
  }

  /** What was just received and seems to be over is not: a clock is wrong, and the token good until somebody refuses it. */
  #until(end: number): number | undefined {
    const now = this.#hubTime ? this.#hubTime.at + this.#hubTime.since.elapsedMs : (this.clocks.wall ?? Date.now)();
    return end > now ? end - now : undefined;
  }

  async #provided(): Promise<string | IssuedToken> {
    const { provider } = this;
    let issued: string | IssuedToken | undefined;
    try {
      issued = typeof provider === 'string' ? provider : await within(providerMs, Promise.resolve(provider()), 'token', 'It took too long.');
    } catch {
      // Why is the application's own affair, and may hold what nobody else should read.
      throw new RealtimeError('token', 'The application gave no token.');
    }
    const token: unknown = typeof issued === 'string' ? issued : issued?.token;
    if (typeof token === 'string' && token !== '') return issued;
    throw new RealtimeError('token', 'The application gave something that is no token: a text is wanted, or an object with token and expiresAt.');
  }
}
