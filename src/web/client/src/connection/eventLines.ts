/** The lines of an event stream: `data` until an empty line is one message, everything else is passed over. */
export class EventLines {
  #rest: string[] = [];
  #data: string[] = [];

  constructor(private readonly message: (data: string) => void) {}

  /** @param text The next piece, which may end anywhere. */
  take(text: string): void {
    const lines = text.split('\n');
    // Gathered, and joined once: a line of 250 KB may come in a thousand pieces.
    this.#rest.push(lines[0]!);
    for (const next of lines.slice(1)) {
      this.#end(this.#rest.join('').replace(/\r$/, ''));
      this.#rest = [next];
    }
  }

  #end(line: string): void {
    if (line.startsWith('data:')) this.#data.push(line.slice(line[5] === ' ' ? 6 : 5));
    if (line !== '' || this.#data.length === 0) return;
    const data = this.#data.join('\n');
    this.#data = [];
    this.message(data);
  }
}
