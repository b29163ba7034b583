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
  ) {
    super(message);
  }

  get status(): number | undefined {
    return this.problem?.status;
  }

  /** The entity's position, where a precondition failed. */
  get position(): string | undefined {
    return this.problem?.position;
  }
}

/** A failed hub call's text ends in `code: sentence`, behind whatever SignalR puts before it. */
export function fromHub(error: unknown): RealtimeError {
  const text = error instanceof Error ? error.message : String(error);
  const match = /HubException: ([a-z][a-z0-9_]*): ([\s\S]*)$/.exec(text);
  return match ? new RealtimeError(match[1]!, match[2]!) : new RealtimeError('connection', text);
}
