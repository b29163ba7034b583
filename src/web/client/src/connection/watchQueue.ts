import { fromHub, isLost, type RealtimeError } from '../errors.js';
import type { EntityRef, WatchItem, WatchResult } from '../types.js';

/** The hub's bound for one call. */
export const batchSize = 500;

export interface WatchPort {
  invoke<T>(method: 'Watch' | 'Unwatch', items: WatchItem[]): Promise<T>;
  /** Read when the call leaves, not when it was asked for: the freshest position saves the most. */
  item(key: string): WatchItem | undefined;
  answered(results: WatchResult[]): void;
  /** The hub understood the call and will not do it. */
  refused(keys: string[], error: RealtimeError): void;
}

export const keyOf = ({ type, id }: EntityRef): string => `${type}/${id}`;

/**
 * Gathers what a page asks for in one turn into few calls, and sends one call at a time, so that unwatching and
 * watching again the same entity reach the hub in that order.
 */
export class WatchQueue {
  readonly #watch = new Set<string>();
  readonly #unwatch = new Map<string, EntityRef>();
  readonly #asking = new Set<string>();
  /** What the hub heard of on this link, and may watch. */
  readonly #asked = new Set<string>();
  #connected = false;
  #sending: Promise<void> | undefined;

  constructor(private readonly port: WatchPort) {}

  /** Whether the hub has yet to answer for this entity, or to be asked. */
  isAsking(key: string): boolean {
    return this.#watch.has(key) || this.isUnderWay(key);
  }

  /** Whether it was asked, and has yet to answer. */
  isUnderWay(key: string): boolean {
    return this.#asking.has(key);
  }

  watch(key: string): void {
    this.#watch.add(key);
    this.#flush();
  }

  unwatch(ref: EntityRef): void {
    const key = keyOf(ref);
    this.#watch.delete(key);
    // Asked for and given up within one turn: the hub never hears of it.
    if (!this.#asked.has(key)) return;
    this.#unwatch.set(key, ref);
    this.#flush();
  }

  /** A new link knows nothing: everything is asked for again, and nothing needs unwatching. Fails if the link does. */
  resume(keys: Iterable<string>): Promise<void> {
    this.#connected = true;
    this.#unwatch.clear();
    this.#asked.clear();
    return this.recheck(keys);
  }

  recheck(keys: Iterable<string>): Promise<void> {
    for (const key of keys) this.#watch.add(key);
    return this.#schedule();
  }

  suspend(): void {
    this.#connected = false;
    this.#asking.clear();
  }

  /** A call that was lost has ended its link: the next one asks for everything again. */
  #flush(): void {
    this.#schedule().catch(() => {});
  }

  #schedule(): Promise<void> {
    if (!this.#connected) return Promise.resolve();
    this.#sending ??= Promise.resolve()
      .then(() => this.#drain())
      .finally(() => (this.#sending = undefined));
    return this.#sending;
  }

  async #drain(): Promise<void> {
    while (this.#connected && this.#watch.size + this.#unwatch.size > 0) {
      const gone = [...this.#unwatch.values()].slice(0, batchSize);
      if (gone.length > 0) {
        for (const key of gone.map(keyOf)) {
          this.#unwatch.delete(key);
          this.#asked.delete(key);
        }
        // What the hub refuses to end costs a few frames that find no entry. One that was lost has ended the link: the next starts clean.
        await this.port.invoke('Unwatch', gone).catch(() => {});
        continue;
      }
      const keys = [...this.#watch].slice(0, batchSize);
      for (const key of keys) this.#watch.delete(key);
      await this.#ask(keys);
    }
  }

  async #ask(keys: string[]): Promise<void> {
    const items = keys.map((key) => this.port.item(key)).filter((item) => item !== undefined);
    if (items.length === 0) return;
    for (const key of keys) this.#asking.add(key);
    for (const key of items.map(keyOf)) this.#asked.add(key);
    try {
      const results = await this.port.invoke<WatchResult[]>('Watch', items);
      for (const key of keys) this.#asking.delete(key);
      // One result per item, in order. By the names that were asked for: nothing says that an answer repeats a bad one as it was.
      this.port.answered(items.flatMap(({ type, id }, at) => (results[at] ? [{ ...results[at]!, type, id }] : [])));
    } catch (thrown) {
      for (const key of keys) this.#asking.delete(key);
      const error = fromHub(thrown);
      if (!isLost(error)) return this.port.refused(keys, error);
      for (const key of keys) this.#watch.add(key);
      throw error;
    }
  }
}
