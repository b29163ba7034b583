import type { RealtimeError } from './errors.js';
import { foldAnswer, foldChanged, foldDeleted, foldState, type Folded, type Known } from './fold.js';
import { Listeners, type Unsubscribe } from './listeners.js';
import { drawOver, settle, type Pending } from './overlay.js';
import type {
  ChangedFrame,
  DeletedFrame,
  DeniedFrame,
  EntityRef,
  EntityState,
  Fields,
  StateFrame,
  WatchItem,
  WatchResult,
} from './types.js';
import { keyOf, WatchQueue } from './watchQueue.js';

export interface EntityView {
  status: 'loading' | 'ready' | 'absent' | 'denied';
  /** The committed state with own pending patches drawn over it. */
  state?: EntityState;
  /** How many own patches are not committed yet. */
  pending: number;
  /** Why it is denied. */
  code?: string;
}

export type Invoke = <T>(method: string, ...args: unknown[]) => Promise<T>;

/** An own patch on its way. Exactly one of the two is called, once. */
export interface Optimistic {
  committed(position: string, state?: EntityState): void;
  failed(): void;
}

interface Entry {
  readonly ref: EntityRef;
  readonly listeners: Listeners<EntityView>;
  known: Known;
  pending: readonly Pending[];
  status: EntityView['status'];
  code: string | undefined;
  view: EntityView;
}

/** What the page watches: one entry per entity, however many places of the page show it. */
export class EntityStore {
  readonly #entries = new Map<string, Entry>();
  readonly #queue: WatchQueue;

  /**
   * @param lingerMs How long an entity that nobody shows any more stays watched. Pages take a part down in one place and
   * put it up in another within a moment; that should cost nothing.
   */
  constructor(
    invoke: Invoke,
    private readonly lingerMs = 1_000,
  ) {
    this.#queue = new WatchQueue({
      invoke,
      item: (key) => this.#item(key),
      answered: (results) => results.forEach((result) => this.#answered(result)),
      refused: (keys, error) => this.#refused(keys, error),
    });
  }

  watch(ref: EntityRef, callback: (view: EntityView) => void): Unsubscribe {
    const key = keyOf(ref);
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = newEntry(ref);
      this.#entries.set(key, entry);
      this.#queue.watch(key);
    }
    const watched = entry;
    const remove = watched.listeners.add(callback);
    callback(watched.view);
    return () => {
      remove();
      if (watched.listeners.size === 0) setTimeout(() => this.#release(key, watched), this.lingerMs);
    };
  }

  view(ref: EntityRef): EntityView | undefined {
    return this.#entries.get(keyOf(ref))?.view;
  }

  resume(): Promise<void> {
    return this.#queue.resume(this.#entries.keys());
  }

  suspend(): void {
    this.#queue.suspend();
  }

  /** Draws a patch before it is committed. */
  draw(ref: EntityRef, patch: Fields): Optimistic {
    const pending: Pending = { patch };
    this.#update(ref, (entry) => (entry.pending = [...entry.pending, pending]));
    return {
      committed: (position, state) => {
        pending.committedAt = position;
        this.#update(ref, (entry) => {
          const folded = state ? foldAnswer(entry.known, state) : undefined;
          if (folded?.outcome === 'applied') entry.known = folded.known;
          if (entry.known.position) entry.pending = settle(entry.pending, entry.known.position);
        });
      },
      failed: () => this.#update(ref, (entry) => (entry.pending = entry.pending.filter((own) => own !== pending))),
    };
  }

  readonly frames = {
    state: (frame: StateFrame) => this.#fold(frame, 'ready', (known) => foldState(known, frame)),
    changed: (frame: ChangedFrame) => this.#fold(frame, 'ready', (known) => foldChanged(known, frame)),
    deleted: (frame: DeletedFrame) => this.#fold(frame, 'absent', (known) => foldDeleted(known, frame)),
    denied: (frame: DeniedFrame) => this.#update(frame, (entry) => deny(entry, frame.code)),
  };

  #release(key: string, entry: Entry): void {
    if (entry.listeners.size > 0 || this.#entries.get(key) !== entry) return;
    this.#entries.delete(key);
    this.#queue.unwatch(entry.ref);
  }

  #fold(ref: EntityRef, status: EntityView['status'], fold: (known: Known) => Folded): void {
    const key = keyOf(ref);
    const entry = this.#entries.get(key);
    if (!entry) return;
    const folded = fold(entry.known);
    if (folded.outcome === 'gap') {
      if (!this.#queue.isAsking(key)) this.#queue.watch(key);
      return;
    }
    if (folded.outcome !== 'applied') return;
    entry.known = folded.known;
    entry.status = status;
    entry.code = undefined;
    if (folded.known.position) entry.pending = settle(entry.pending, folded.known.position);
    publish(entry);
  }

  #item(key: string): WatchItem | undefined {
    const entry = this.#entries.get(key);
    // A position without the state would have the server send only what came after it.
    return entry && { ...entry.ref, ...(entry.known.state && { position: entry.known.state.position }) };
  }

  #answered(result: WatchResult): void {
    if (result.ok) return;
    this.#update(result, (entry) => {
      if (result.code !== 'not_found') return deny(entry, result.code ?? 'denied');
      entry.known = { ...(entry.known.position && { position: entry.known.position }) };
      entry.status = 'absent';
    });
  }

  #refused(keys: string[], { code }: RealtimeError): void {
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (entry) this.#update(entry.ref, () => deny(entry, code));
    }
  }

  #update(ref: EntityRef, change: (entry: Entry) => void): void {
    const entry = this.#entries.get(keyOf(ref));
    if (!entry) return;
    change(entry);
    publish(entry);
  }
}

function newEntry(ref: EntityRef): Entry {
  return {
    ref: { type: ref.type, id: ref.id },
    listeners: new Listeners(),
    known: {},
    pending: [],
    status: 'loading',
    code: undefined,
    view: { status: 'loading', pending: 0 },
  };
}

function deny(entry: Entry, code: string): void {
  entry.known = {};
  entry.status = 'denied';
  entry.code = code;
}

function publish(entry: Entry): void {
  const { known, pending, status, code } = entry;
  entry.view = {
    status,
    ...(known.state && { state: drawOver(known.state, pending) }),
    pending: pending.filter(({ committedAt }) => !committedAt).length,
    ...(code && { code }),
  };
  entry.listeners.emit(entry.view);
}
