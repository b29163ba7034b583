import type { Backoff } from '../connection/backoff.js';
import { asRealtimeError, closedError, RealtimeError } from '../errors.js';
import type { Pauses } from '../connection/pauses.js';
import { Stopwatch } from '../connection/stopwatch.js';
import type { TokenSource } from '../connection/token.js';
import { problemIn } from './problem.js';
import { Silence } from './silence.js';

export interface RestOptions {
  /** Up to and including the workspace, without a slash at the end. */
  base: string;
  tokens: TokenSource;
  backoff: Backoff;
  pauses: Pauses;
  fetch?: typeof fetch;
  /** How long one try may hear nothing: a dead connection would take minutes to say that it is one. */
  tryMs?: number;
  now?: () => number;
}

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  /** A question that is too long for an address: it changes nothing, and needs no key. */
  isRead?: boolean;
  contentType?: string;
  ifMatch?: string;
  ifNoneMatch?: string;
  /** Kept for all tries of one mutation; drawn when absent. */
  idempotencyKey?: string;
  /** It is sent also when the page is left for another one meanwhile: that may be what it is about. */
  outlivesPage?: boolean;
}

/** Of a body that is sent nothing is heard until it is there. Bytes per millisecond of the slowest line that is waited for. */
const slowestLine = 2;

/** Browsers refuse more than 65,536 bytes in all that outlives a page; three bytes a character are the most. */
const longestOutliving = 20_000;

export interface Patience {
  /** How long a call goes on trying in all. Time that the machine slept does not count. */
  retryForMs: number;
  /** Throws when there must be no further try. */
  beforeTry?: () => void;
}

/**
 * fetch with this API's manners. A mutation carries one idempotency key through all its tries, so trying again after
 * a lost answer or a 503 can only find out what became of it, never do it twice.
 */
export class Rest {
  constructor(private readonly options: RestOptions) {}

  async send<T>(call: Call, { retryForMs, beforeTry }: Patience = { retryForMs: 30_000 }): Promise<T> {
    const { backoff, pauses, tryMs = 20_000, now } = this.options;
    const key = call.method === 'GET' || call.isRead ? undefined : (call.idempotencyKey ?? newKey());
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    let spentMs = 0;
    let isTokenNew = false;
    let mayHaveHappened = false;
    for (let attempt = 0; ; attempt++) {
      const started = new Stopwatch(now);
      try {
        if (pauses.closed) throw closedError();
        beforeTry?.();
        return await this.#try<T>(call, body, key, tryMs);
      } catch (thrown) {
        const error = asRealtimeError(thrown);
        if (error.status === 401 && !isTokenNew) {
          isTokenNew = true;
          continue;
        }
        if (key && isAmbiguous(error)) mayHaveHappened = true;
        const wait = backoff(attempt);
        spentMs += Math.min(started.elapsedMs, tryMs) + wait + (error.retryAfterMs ?? 0);
        if (!isTemporary(error) || spentMs > retryForMs) {
          throw mayHaveHappened && !isDecisive(error) ? error.withOutcomeUnknown() : error;
        }
        isTokenNew = false;
        await pauses.hold(error.retryAfterMs ?? 0);
        await pauses.wait(wait);
      }
    }
  }

  async #try<T>(call: Call, body: string | undefined, key: string | undefined, tryMs: number): Promise<T> {
    const token = await this.options.tokens.get();
    const headers: Record<string, string> = { Accept: 'application/json', Authorization: `Bearer ${token}` };
    if (key) headers['Idempotency-Key'] = key;
    if (call.ifMatch) headers['If-Match'] = call.ifMatch === '*' ? '*' : `"${call.ifMatch}"`;
    if (call.ifNoneMatch) headers['If-None-Match'] = call.ifNoneMatch;
    if (body !== undefined) headers['Content-Type'] = call.contentType ?? 'application/json';
    const silence = new Silence(tryMs);
    silence.restart((body?.length ?? 0) / slowestLine);
    try {
      const response = await (this.options.fetch ?? fetch)(this.options.base + call.path + queryString(call.query), {
        method: call.method,
        headers,
        signal: silence.signal,
        ...(body !== undefined && { body }),
        ...(call.outlivesPage && (body?.length ?? 0) <= longestOutliving && { keepalive: true }),
      });
      if (response.status === 401) this.options.tokens.refuse(token);
      const text = await silence.read(response);
      if (!response.ok) throw problemOf(response, text);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    } finally {
      silence.stop();
    }
  }
}

/** `randomUUID` exists in secure contexts only, and a demo on another machine's plain http address is none. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const isTemporary = ({ code, status }: RealtimeError): boolean =>
  code === 'network' || code === 'token' || status === 429 || status === 502 || status === 503 || status === 504;

/** The request may have arrived, and what became of it is not known. */
const isAmbiguous = ({ code, status = 0 }: RealtimeError): boolean => code === 'network' || status >= 500;

/**
 * The platform looks up the key before it judges a mutation: one that is refused on its own merits was not committed by
 * an earlier try either, and none is begun later than a server waits for it. A 401, 403 or 429 comes before that, and says
 * nothing about earlier tries.
 */
const isDecisive = ({ code, status = 0 }: RealtimeError): boolean =>
  !code.startsWith('http_') && [400, 404, 405, 412, 413, 415, 422].includes(status);

function problemOf(response: Response, text: string): RealtimeError {
  const problem = problemIn(text, response.status);
  const seconds = Number(response.headers.get('Retry-After'));
  const message = problem.detail ?? problem.title ?? `The server answered ${response.status}.`;
  return new RealtimeError(problem.code, message, problem, seconds > 0 ? seconds * 1000 : undefined);
}

function queryString(query: Call['query']): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) params.set(name, String(value));
  const text = params.toString();
  return text && `?${text}`;
}
