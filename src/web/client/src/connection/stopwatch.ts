/**
 * How long ago something was. The machine's own clock may be set back or forth, and the monotonic one stands still on some
 * machines while they sleep: the one that went further is right, or errs on the side of too late.
 */
export class Stopwatch {
  readonly #wallAt: number;
  readonly #steadyAt: number;

  /** @param wall Milliseconds that anybody may set. @param steady Milliseconds that only ever grow. */
  constructor(
    private readonly wall: () => number = Date.now,
    private readonly steady: () => number = () => performance.now(),
  ) {
    this.#wallAt = wall();
    this.#steadyAt = steady();
  }

  get elapsedMs(): number {
    return Math.max(this.wall() - this.#wallAt, this.steady() - this.#steadyAt);
  }
}
