/** A piece of the JSON of a frame that is too large for one message on a slow line. */
export interface FramePart {
  /** The frame's name. */
  of: string;
  text: string;
  isLast: boolean;
}

/** Far more than any frame has; past it what comes is no frame. */
const maxLength = 16 * 1024 * 1024;

/** Puts large frames together again. Their parts come in order, and nothing of another frame's in between. */
export class FrameParts {
  #text = '';

  /** @param whole Called with each frame that is there. */
  constructor(private readonly whole: (name: string, body: unknown) => void) {}

  take({ of, text, isLast }: FramePart): void {
    this.#text += text;
    if (this.#text.length > maxLength) throw new RangeError(`A frame '${of}' does not end.`);
    if (!isLast) return;
    const body: unknown = JSON.parse(this.#text);
    this.#text = '';
    this.whole(of, body);
  }
}
