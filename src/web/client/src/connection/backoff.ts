/** How long to wait before try number `attempt` (0 is the first). */
export type Backoff = (attempt: number) => number;

/**
 * Full jitter: anywhere between nothing and the doubled bound. After a restart thousands of tabs come back spread over
 * the bound instead of in waves.
 */
export function fullJitter({ baseMs = 300, capMs = 10_000, random = Math.random } = {}): Backoff {
  return (attempt) => random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30));
}

/** A wait that is spread, between half of it and half as long again: what began to wait together does not go on together. */
export const spread = (ms: number, random = Math.random): number => ms * (0.5 + random());
