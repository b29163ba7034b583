import { spread } from '../connection/backoff.js';
import { isPassing, type RealtimeError } from '../errors.js';
import { reduceAnswer, reduceChanged, reduceDeleted, reduceState, type Reduction, type Known } from './reduce.js';
import { Listeners, type Unsubscribe } from '../listeners.js';
import type { Mutation } from '../mutations/mutation.js';
import type { MutationSink } from '../mutations/mutations.js';
import { drawOver, layersAfter, settle, without, type Layer } from '../mutations/overlay.js';
import type { Pauses } from '../connection/pauses.js';
import { refOf } from '../rest/path.js';
import type { ChangedFrame, DeletedFrame, DeniedFrame, EntityRef, EntityState, StateFrame, WatchItem, WatchResult } from '../types.js';
import { keyOf, WatchQueue } from '../connection/watchQueue.js';

export interface EntityView {
  status: 'loading' | 'ready' | 'absent' | 'denied';
  /** The committed state with own pending patches drawn over it. */
  state?: EntityState;
  /** Own mutations that are pending or failed, oldest first: what to show a spinner or an exclamation mark for. */
  mutations: readonly Mutation[];
  /** How many of them are pending. */
  pending: number;
  /** The server cannot follow it just now: what is shown is as it was last heard, and `code` says why. It is asked for again. */
  stale?: true;
  /** Why it is denied, or stale. */
  code?: string;
}

export type Invoke = <T>(method: string, ...args: unknown[]) => Promise<T>;

export interface EntityStoreOptions {
  invoke: Invoke;
  pauses: Pauses;
  /** Own pending and failed mutations of an entity. */
  mutationsOf: (key: string) => readonly Mutation[];
  /** Nobody watches it any more, or may or can just now: no frame of it follows until it is watched anew. */
  onEnded?: (key: string) => void;
  /** What the server had ended is watched again. */
  onReturned?: (entity: EntityRef) => void;
  /** Told of the first entity that the server cannot follow, and again when all could be followed since. */
  warn?: (message: string) => void;
  /**
   * How long an entity that nobody shows any more stays watched. Pages take a part down in one place and put it up in
   * another within a moment; that should cost nothing.
   */
  lingerMs?: number;
  /** What is not there, and is not watched by an older server or past its bound, is asked for again after about this. */
  absentMs?: number;
  /** And what the user may not see after about this, and twice as long each time: access may be given back. */
  deniedMs?: number;
  /** And what it cannot tell about now after about this. */
  unavailableMs?: number;
  random?: () => number;
}

/** Of an entity that cannot be. */
const namesNone: EntityView = { status: 'denied', mutations: [], pending: 0, code: 'bad_key' };

interface Entry {
  readonly ref: EntityRef;
  readonly listeners: Listeners<EntityView>;
  known: Known;
  /** The link is new: what it tells first may be a lower position, where the server knows that it is the truth. */
  mayGoBack: boolean;
  /** A frame of it came since the server was last asked for it. */
  isHeard: boolean;
  /** A frame of it was lost, and nothing has closed the gap since. The hub counts that frame as told: asked with a position, it would not send it again. */
  hasGap: boolean;
  /** The last question named no position, and nothing has come since: what is on its way is the whole state, whatever was lost before. */
  asksWhole: boolean;
  asksAgain: boolean;
  /** How often in a row the server ended the watch, or refused it. */
  denials: number;
  layers: readonly Layer[];
  status: EntityView['status'];
  code: string | undefined;
  view: EntityView;
}

/** Whoever asks again is told the same. */
const lasting: readonly string[] = ['bad_key', 'bad_body'];

/** Access answers of a server are as old as `deniedMs` at the most; past this, few notice whether it is asked more often. */
const longestDeniedMs = 120_000;

/** What the page watches: one entry per entity, however many places of the page show it. */
export class EntityStore implements MutationSink {
  readonly #entries = new Map<string, Entry>();
  readonly #queue: WatchQueue;

  constructor(private readonly options: EntityStoreOptions) {
    this.#queue = new WatchQueue({
      invoke: options.invoke,
      item: (key) => this.#item(key),
      answered: (results) => results.forEach((result) => this.#answered(result)),
      refused: (keys, error) => this.#refused(keys, error),
    });
  }

  watch(named: EntityRef, callback: (view: EntityView) => void): Unsubscribe {
    const ref = refOf(named);
    if (!ref) {
      callback(namesNone);
      return () => {};
    }
    const key = keyOf(ref);
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = this.#open(ref);
      this.#entries.set(key, entry);
      this.#queue.watch(key);
    }
    const watched = entry;
    const remove = watched.listeners.add(callback);
    callback(watched.view);
    return () => {
      remove();
      if (watched.listeners.size === 0) void this.#release(key, watched);
    };
  }

  view(ref: EntityRef): EntityView | undefined {
    return this.#entries.get(keyOf(ref))?.view;
  }

  resume(): Promise<void> {
    // A new link has told nothing, so that a position brings all that came after it.
    for (const entry of this.#entries.values()) {
      entry.mayGoBack = true;
      entry.hasGap = false;
    }
    return this.#queue.resume(this.#entries.keys());
  }

  recheck(): Promise<void> {
    return this.#queue.recheck(this.#entries.keys());
  }

  suspend(): void {
    this.#queue.suspend();
  }

  close(): void {
    for (const { listeners } of this.#entries.values()) listeners.clear();
    this.#entries.clear();
  }

  mutated(mutation: Mutation, answer?: Partial<EntityState>): void {
    this.#update(mutation.entity, (entry) => {
      const { known } = entry;
      if (isState(mutation, answer)) take(entry, reduceAnswer(known, answer));
      entry.layers = layersAfter(entry.layers, mutation, known);
      entry.layers = settle(entry.layers, known, entry.known);
      // Created by us: whoever was told that it is not there is not told that it is.
      if (mutation.status === 'committed' && entry.status === 'absent') this.#queue.watch(keyOf(mutation.entity));
    });
  }

  forgotten({ entity, id }: Mutation): void {
    this.#update(entity, (entry) => (entry.layers = without(entry.layers, id)));
  }

  readonly frames = {
    state: (frame: StateFrame) => this.#reduce(frame, 'ready', ({ known, mayGoBack }) => reduceState(known, frame, mayGoBack)),
    changed: (frame: ChangedFrame) => this.#reduce(frame, 'ready', ({ known }) => reduceChanged(known, frame)),
    deleted: (frame: DeletedFrame) => this.#reduce(frame, 'absent', ({ known }) => reduceDeleted(known, frame)),
    denied: (frame: DeniedFrame) => this.#update(frame, (entry) => this.#deny(entry, frame.code)),
  };

  #open(ref: EntityRef): Entry {
    const own = this.options.mutationsOf(keyOf(ref));
    const pending = own.filter(({ status }) => status === 'pending');
    const entry: Entry = {
      ref,
      listeners: new Listeners(),
      known: {},
      mayGoBack: false,
      isHeard: false,
      hasGap: false,
      asksWhole: false,
      asksAgain: false,
      denials: 0,
      layers: pending.reduce<readonly Layer[]>((layers, mutation) => layersAfter(layers, mutation, {}), []),
      status: 'loading',
      code: undefined,
      view: { status: 'loading', mutations: own, pending: pending.length },
    };
    return entry;
  }

  async #release(key: string, entry: Entry): Promise<void> {
    await this.options.pauses.hold(this.options.lingerMs ?? 1_000);
    if (entry.listeners.size > 0 || this.#entries.get(key) !== entry) return;
    this.#entries.delete(key);
    this.#queue.unwatch(entry.ref);
    this.options.onEnded?.(key);
  }

  #reduce(ref: EntityRef, status: EntityView['status'], reduce: (entry: Entry) => Reduction): void {
    const key = keyOf(ref);
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.isHeard = true;
    const before = entry.known;
    const reduction = reduce(entry);
    if (reduction.outcome === 'gap' && !(entry.asksWhole && this.#queue.isUnderWay(key))) {
      entry.hasGap = true;
      this.#queue.watch(key);
    }
    if (!take(entry, reduction)) return;
    entry.mayGoBack = false;
    entry.hasGap = false;
    entry.asksWhole = false;
    entry.status = status;
    entry.code = undefined;
    entry.layers = settle(entry.layers, before, entry.known);
    this.#publish(entry);
    this.#returned(entry);
  }

  #item(key: string): WatchItem | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    // A position without the state would have the server send only what came after it.
    const position = entry.hasGap ? undefined : entry.known.state?.position;
    entry.isHeard = false;
    entry.asksWhole = position === undefined;
    return { ...entry.ref, ...(position && { position }) };
  }

  #answered(result: WatchResult): void {
    if (result.ok) {
      const entry = this.#entries.get(keyOf(result));
      if (!entry) return;
      if (entry.asksWhole) entry.hasGap = false;
      if (isStale(entry)) this.#update(result, () => (entry.code = undefined));
      this.#returned(entry);
      return;
    }
    this.#update(result, (entry) => {
      if (result.code !== 'not_found') return this.#deny(entry, result.code ?? 'denied');
      // Created meanwhile, and the frame was faster.
      if (result.watched && entry.isHeard) return this.#returned(entry);
      const { position, past } = entry.known;
      entry.known = { ...(position && { position }), ...(past && { past }) };
      entry.status = 'absent';
      entry.code = undefined;
      if (result.watched) this.#returned(entry);
      else void this.#askAgain(entry, this.options.absentMs ?? 15_000);
    });
  }

  #refused(keys: string[], { code }: RealtimeError): void {
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (entry) this.#update(entry.ref, () => this.#deny(entry, code));
    }
  }

  #deny(entry: Entry, code: string): void {
    entry.denials++;
    // For a moment or for longer: a new watch is told anew who looks at it, and nothing if nobody does.
    this.options.onEnded?.(keyOf(entry.ref));
    // What was known of it stays.
    if (isPassing(code)) {
      if (entry.status !== 'denied') this.#fallsBehind(entry, code);
      return void this.#askAgain(entry, this.options.unavailableMs ?? 2_000);
    }
    if (!lasting.includes(code)) void this.#askAgain(entry, Math.min((this.options.deniedMs ?? 15_000) * 2 ** Math.min(entry.denials - 1, 30), longestDeniedMs));
    entry.known = { ...(entry.known.past && { past: entry.known.past }) };
    entry.status = 'denied';
    entry.code = code;
  }

  #fallsBehind(entry: Entry, code: string): void {
    const isFirst = ![...this.#entries.values()].some(isStale);
    entry.code = code;
    if (isFirst) this.options.warn?.(`OrleansRealtime cannot follow ${keyOf(entry.ref)} just now and asks again: it is shown as it was last heard (${code})`);
  }

  #returned(entry: Entry): void {
    if (entry.denials === 0) return;
    entry.denials = 0;
    this.options.onReturned?.(entry.ref);
  }

  async #askAgain(entry: Entry, afterMs: number): Promise<void> {
    if (entry.asksAgain) return;
    entry.asksAgain = true;
    // What became unavailable together is not asked for together.
    await this.options.pauses.wait(spread(afterMs, this.options.random));
    entry.asksAgain = false;
    const key = keyOf(entry.ref);
    if (!this.options.pauses.closed && this.#entries.get(key) === entry && !this.#queue.isAsking(key)) this.#queue.watch(key);
  }

  #update(ref: EntityRef, change: (entry: Entry) => void): void {
    const entry = this.#entries.get(keyOf(ref));
    if (!entry) return;
    change(entry);
    this.#publish(entry);
  }

  #publish(entry: Entry): void {
    const { known, layers, status, code } = entry;
    const mutations = this.options.mutationsOf(keyOf(entry.ref));
    entry.view = {
      status,
      ...(known.state && { state: drawOver(known.state, layers) }),
      mutations,
      pending: mutations.filter((mutation) => mutation.status === 'pending').length,
      ...(isStale(entry) && { stale: true }),
      ...(code && { code }),
    };
    entry.listeners.emit(entry.view);
  }
}

function isStale({ status, code }: Entry): boolean {
  return status !== 'denied' && code !== undefined;
}

function take(entry: Entry, reduction: Reduction): boolean {
  if (reduction.outcome !== 'applied') return false;
  entry.known = reduction.known;
  return true;
}

/** The answer to a repeated key comes without the fields, and one to a comment or a follow is no state. */
function isState({ what, status }: Mutation, answer: Partial<EntityState> | undefined): answer is EntityState {
  return status === 'committed' && (what === 'patch' || what === 'put') && answer?.fields !== undefined;
}
