import type { Problem } from './types.js';

/** Every failure of this library: `code` is for programs, the message for people. */
export class RealtimeError extends Error {
  override readonly name = 'RealtimeError';

  constructor(
    readonly code: string,
    message: string,
    readonly problem?: Problem,
    /** What the server asked for before the next try. */
    readonly retryAfterMs?: number,
    /** Of a mutation that failed: it may have been committed nevertheless, as at least one try had no answer. */
    readonly outcomeUnknown = false,
  ) {
    super(message);
  }

  /** The same failure, of a call that may have taken effect. */
  withOutcomeUnknown(): RealtimeError {
    return new RealtimeError(this.code, this.message, this.problem, this.retryAfterMs, true);
  }

  get status(): number | undefined {
    return this.problem?.status;
  }

  /** The entity's position, where a precondition failed. */
  get position(): string | undefined {
    return this.problem?.position;
  }
}

export function asRealtimeError(thrown: unknown): RealtimeError {
  if (thrown instanceof RealtimeError) return thrown;
  // What fetch throws says nothing useful, and differently in each browser.
  return new RealtimeError('network', 'The server cannot be reached.');
}

export const closedError = (): RealtimeError => new RealtimeError('closed', 'The client was closed.');

/** Of a hub call: it ended without an answer of the hub, so nobody knows what became of it. */
export const isLost = ({ code }: RealtimeError): boolean => code === 'connection' || code === 'network' || code === 'token';

/** Codes of the hub: not the fault of what was asked, and over soon. */
const passing: readonly string[] = ['unavailable', 'overloaded', 'outcome_unknown', 'internal'];

/** Whether the same call may do in a moment. */
export const isPassing = (code: string): boolean => passing.includes(code);

/** A failed hub call's text is `code: sentence`; some hubs put the name of an exception before it. */
export function fromHub(error: unknown): RealtimeError {
  if (error instanceof RealtimeError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const match = /^(?:.*HubException: )?([a-z][a-z0-9_]*): ([\s\S]*)$/.exec(text);
  return match ? new RealtimeError(match[1]!, match[2]!) : new RealtimeError('connection', text);
}
