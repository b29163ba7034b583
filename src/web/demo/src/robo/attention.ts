/** A hidden tab is waited for as long as this, */
const hiddenMs = 2 * 60_000;
/** and one that shows, while nobody touches it, as long as this. */
const untouchedMs = 10 * 60_000;

export type Verdict = 'go' | 'wait' | 'end';

/** Whether somebody looks at the page. Times are in milliseconds of one clock. */
export class Attention {
  #touched: number;
  #shown: number;

  constructor(now: number) {
    this.#touched = now;
    this.#shown = now;
  }

  /** Somebody moved the pointer, typed, scrolled. */
  touch(now: number): void {
    this.#touched = now;
  }

  /** To be asked again and again. */
  verdict(now: number, isShown: boolean): Verdict {
    if (isShown) this.#shown = now;
    if (now - this.#shown >= hiddenMs || now - this.#touched >= untouchedMs) return 'end';
    return isShown ? 'go' : 'wait';
  }
}
