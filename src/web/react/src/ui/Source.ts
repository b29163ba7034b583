import { useSyncExternalStore } from 'react';

/** What a subscription tells, the way React reads it: the value that was told last. It is open for as long as somebody listens. */
export class Source<T> {
  readonly #listeners = new Set<() => void>();
  #value: T;
  #close: () => void = () => {};

  /** @param open Begins to tell, and returns what ends it. It may tell before it returns. */
  constructor(
    initial: T,
    private readonly open: (tell: (value: T) => void) => () => void,
  ) {
    this.#value = initial;
  }

  readonly get = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#close = this.open((value) => this.#tell(value));
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#close();
    };
  };

  #tell(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** @param atServer What is shown where nothing can be known yet: on a server, and in the browser until it has taken over. */
export const useSource = <T>({ subscribe, get }: Pick<Source<T>, 'subscribe' | 'get'>, atServer: T): T =>
  useSyncExternalStore(subscribe, get, () => atServer);
