export type Unsubscribe = () => void;

/** One event's listeners. A listener that throws is reported and does not keep the others from hearing. */
export class Listeners<T> {
  readonly #all = new Set<(value: T) => void>();

  add(listener: (value: T) => void): Unsubscribe {
    // Wrapped, so that one function added twice is two listeners with two handles.
    const own = (value: T) => listener(value);
    this.#all.add(own);
    return () => void this.#all.delete(own);
  }

  get size(): number {
    return this.#all.size;
  }

  clear(): void {
    this.#all.clear();
  }

  emit(value: T): void {
    for (const listener of [...this.#all]) {
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
