/** setTimeout takes no more than 31 bits: past that it fires at once. */
export const longestTimerMs = 2 ** 31 - 1;

/** The waits of one client. What wakes the tab ends them early; closing ends them for good. */
export class Pauses {
  readonly #ends = new Map<() => void, { held: boolean }>();
  #closed = false;

  /** Whoever has waited looks here before going on. */
  get closed(): boolean {
    return this.#closed;
  }

  /** A wait that `wake` ends: it was only a guess at when trying again would help. */
  wait(ms: number): Promise<void> {
    return this.#until(ms, false);
  }

  /** A wait that the server asked for: only `close` ends it. */
  hold(ms: number): Promise<void> {
    return ms > 0 ? this.#until(ms, true) : Promise.resolve();
  }

  wake(): void {
    for (const [end, { held }] of [...this.#ends]) if (!held) end();
  }

  close(): void {
    this.#closed = true;
    for (const end of [...this.#ends.keys()]) end();
  }

  #until(ms: number, held: boolean): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#ends.delete(end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(ms, longestTimerMs));
      this.#ends.set(end, { held });
    });
  }
}
