import type { ChangedFrame, DeletedFrame, Fields, StateFrame, WatchItem, WatchResult } from '../../src/types.js';
import { item, stateAt } from './entities.js';

export type Frame = { name: 'state'; body: StateFrame } | { name: 'changed'; body: ChangedFrame } | { name: 'deleted'; body: DeletedFrame };

/** What the server promises about one entity, in a few lines: commits, keys, conditions, and the frames of one link. */
export class ModelServer {
  /** All that was ever committed, in order; without fields where it was deleted. */
  readonly commits: { position: string; fields?: Fields }[] = [];
  readonly positionOfKey = new Map<string, string>();
  /** On their way to the client. */
  frames: Frame[] = [];
  #lives = 0;
  #version = 0;
  #isWatched = false;

  constructor() {
    this.create();
  }

  get now(): { position: string; fields?: Fields } {
    return this.commits.at(-1)!;
  }

  indexOf(position: string): number {
    return this.commits.findIndex((commit) => commit.position === position);
  }

  create(): void {
    this.#lives++;
    this.#version = 0;
    this.#commit({ born: this.#lives });
    this.#send({ name: 'state', body: { ...stateAt(this.now.position, this.now.fields), reset: true } });
  }

  delete(): void {
    this.#commit();
    this.#send({ name: 'deleted', body: { ...item, position: this.now.position } });
  }

  change(patch: Fields): void {
    const from = this.now;
    this.#commit({ ...from.fields, ...patch });
    this.#send({ name: 'changed', body: this.#changed(this.indexOf(from.position)) });
  }

  patch(key: string, patch: Fields, ifMatch?: string): Response {
    const committedAt = this.positionOfKey.get(key);
    if (committedAt) return json(200, { ...item, position: committedAt });
    const { position, fields } = this.now;
    if (ifMatch && ifMatch !== position) return json(412, { code: 'position_conflict', ...(fields && { position, changedFields: this.#changedSince(ifMatch) }) });
    if (!fields) return json(404, { code: 'not_found' });
    this.change(patch);
    this.positionOfKey.set(key, this.now.position);
    return json(200, stateAt(this.now.position, this.now.fields));
  }

  watch({ position }: WatchItem): WatchResult {
    const { position: at, fields } = this.now;
    const isKept = this.#isWatched;
    this.#isWatched = fields !== undefined;
    if (!fields) return { ...item, ok: false, code: 'not_found' };
    if (position && epochOf(position) === epochOf(at)) {
      // A watch that goes on is told nothing twice because of a position.
      if (!isKept && position !== at) this.#send({ name: 'changed', body: this.#changed(this.indexOf(position)) });
    } else this.#send({ name: 'state', body: { ...stateAt(at, fields), ...((position || isKept) && { reset: true }) } });
    return { ...item, ok: true, position: at };
  }

  /** No frame follows the answer, and the next watch is a new one. */
  unwatch(): void {
    this.linkLost();
  }

  linkLost(): void {
    this.frames = [];
    this.#isWatched = false;
  }

  /** As for a slow connection: what waits becomes one frame. */
  conflate(): void {
    if (this.frames.length < 2 || this.frames.some(({ name }) => name !== 'changed')) return;
    const from = this.indexOf((this.frames[0]!.body as ChangedFrame).from);
    this.frames = [{ name: 'changed', body: this.#changed(from) }];
  }

  #commit(fields?: Fields): void {
    this.commits.push({ position: `e${this.#lives}:${++this.#version}`, ...(fields && { fields }) });
  }

  #send(frame: Frame): void {
    if (this.#isWatched) this.frames.push(frame);
  }

  #changed(from: number): ChangedFrame {
    const { position, fields } = this.now;
    const before = this.commits[from]!;
    const changed = Object.entries(fields!).filter(([name, value]) => before.fields?.[name] !== value);
    return { ...item, from: before.position, to: position, fields: Object.fromEntries(changed), updatedAt: '', updatedBy: null };
  }

  #changedSince(position: string): string[] | undefined {
    const from = this.indexOf(position);
    return epochOf(position) === epochOf(this.now.position) ? Object.keys(this.#changed(from).fields) : undefined;
  }
}

export const epochOf = (position: string): string => position.split(':')[0]!;

const json = (status: number, body: object): Response => new Response(JSON.stringify(body), { status });
