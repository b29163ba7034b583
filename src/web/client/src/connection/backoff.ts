/** How long to wait before try number `attempt` (0 is the first). */
export type Backoff = (attempt: number) => number;

/**
 * Full jitter: anywhere between nothing and the doubled bound. After a restart thousands of tabs come back spread over
 * the bound instead of in waves.
 */
export function fullJitter({ baseMs = 300, capMs = 10_000, random = Math.random } = {}): Backoff {
  return (attempt) => random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30));
}
