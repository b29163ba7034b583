/** Ends a request that was silent for too long. Each byte that is heard starts the time anew: a slow line is no dead one. */
export class Silence {
  readonly #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ms: number) {}

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Counts from now. @param moreMs For what is known to take longer, such as sending a large body. */
  restart(moreMs = 0): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#abort.abort(), this.ms + moreMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** An answer's whole text. */
  async read(response: Response): Promise<string> {
    this.restart();
    // Not everywhere can a body be read as it comes.
    if (!response.body) return response.text();
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    let text = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      this.restart();
      text += decoder.decode(part.value, { stream: true });
    }
    return text + decoder.decode();
  }
}
