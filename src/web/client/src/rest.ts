import type { Backoff } from './backoff.js';
import { RealtimeError } from './errors.js';
import type { TokenSource } from './token.js';
import type { Problem } from './types.js';

export interface RestOptions {
  /** Up to and including the workspace, without a slash at the end. */
  base: string;
  tokens: TokenSource;
  backoff: Backoff;
  fetch?: typeof fetch;
  /** How long a call may go on trying in all. */
  retryForMs?: number;
  now?: () => number;
}

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  contentType?: string;
  ifMatch?: string;
  ifNoneMatch?: string;
  /** Kept for all tries of one mutation; drawn when absent. */
  idempotencyKey?: string;
}

/**
 * fetch with this API's manners. A mutation carries one idempotency key through all its tries, so trying again after
 * a lost answer or a 503 can only find out what became of it, never do it twice.
 */
export class Rest {
  constructor(private readonly options: RestOptions) {}

  async send<T>(call: Call): Promise<T> {
    const now = this.options.now ?? Date.now;
    const giveUpAt = now() + (this.options.retryForMs ?? 30_000);
    const key = call.method === 'GET' ? undefined : (call.idempotencyKey ?? newKey());
    let refused = false;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#try<T>(call, key);
      } catch (thrown) {
        const error = asRealtimeError(thrown);
        if (error.status === 401 && !refused) {
          refused = true;
          continue;
        }
        const wait = (error.retryAfterMs ?? 0) + this.options.backoff(attempt);
        if (!isTemporary(error) || now() + wait > giveUpAt) throw error;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  async #try<T>(call: Call, key: string | undefined): Promise<T> {
    const token = await this.options.tokens.get();
    const headers: Record<string, string> = { Accept: 'application/json', Authorization: `Bearer ${token}` };
    if (key) headers['Idempotency-Key'] = key;
    if (call.ifMatch) headers['If-Match'] = call.ifMatch === '*' ? '*' : `"${call.ifMatch}"`;
    if (call.ifNoneMatch) headers['If-None-Match'] = call.ifNoneMatch;
    if (call.body !== undefined) headers['Content-Type'] = call.contentType ?? 'application/json';
    const response = await (this.options.fetch ?? fetch)(this.options.base + call.path + queryString(call.query), {
      method: call.method,
      headers,
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    });
    if (response.status === 401) this.options.tokens.refuse(token);
    if (!response.ok) throw await problemOf(response);
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

/** `randomUUID` exists in secure contexts only, and a demo on another machine's plain http address is none. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const isTemporary = ({ code, status }: RealtimeError): boolean =>
  code === 'network' || status === 429 || status === 502 || status === 503 || status === 504;

function asRealtimeError(thrown: unknown): RealtimeError {
  if (thrown instanceof RealtimeError) return thrown;
  // What fetch throws says nothing useful, and differently in each browser.
  return new RealtimeError('network', 'The server cannot be reached.');
}

async function problemOf(response: Response): Promise<RealtimeError> {
  const body = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined;
  const problem: Problem = { ...body, code: body?.code ?? `http_${response.status}`, status: response.status };
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
