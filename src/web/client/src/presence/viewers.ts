import { Listeners, type Unsubscribe } from '../listeners.js';
import type { EntityRef, PresenceChangedFrame, PresenceFrame, Viewer } from '../types.js';
import { keyOf } from '../connection/watchQueue.js';

/** Who looks at an entity. */
export interface Viewers {
  total: number;
  /** Those who are known by name: fewer than `total` where many look. In the order in which they came. */
  users: readonly Viewer[];
}

const nobody: Viewers = { total: 0, users: [] };

export function reduceViewers({ users }: Viewers, { total, joined, left }: PresenceChangedFrame): Viewers {
  // A crowd: who of those known is still there is no longer told.
  if (!joined && !left) return { total, users: [] };
  const gone = new Set(left);
  const byUser = new Map(users.map((viewer) => [viewer.user, viewer]));
  for (const viewer of joined ?? []) byUser.set(viewer.user, viewer);
  return { total, users: [...byUser.values()].filter(({ user }) => !gone.has(user)) };
}

/** Per entity that is watched, whoever has it in focus: one entry per user, however many tabs. */
export class ViewerStore {
  readonly #viewers = new Map<string, Viewers>();
  readonly #listeners = new Map<string, Listeners<Viewers>>();

  readonly frames = {
    presence: (frame: PresenceFrame) => this.#set(keyOf(frame), { total: frame.total, users: frame.users }),
    presenceChanged: (frame: PresenceChangedFrame) => this.#set(keyOf(frame), reduceViewers(this.of(frame), frame)),
  };

  of(entity: EntityRef): Viewers {
    return this.#viewers.get(keyOf(entity)) ?? nobody;
  }

  watch(entity: EntityRef, callback: (viewers: Viewers) => void): Unsubscribe {
    const key = keyOf(entity);
    const listeners = this.#listeners.get(key) ?? new Listeners<Viewers>();
    this.#listeners.set(key, listeners);
    const remove = listeners.add(callback);
    callback(this.of(entity));
    return () => {
      remove();
      if (listeners.size === 0) this.#listeners.delete(key);
    };
  }

  /** No frame of it follows until it is watched anew. */
  forget(key: string): void {
    this.#set(key, nobody);
  }

  /** A new link tells of those who are there, and nothing of an entity that nobody looks at any more. */
  reset(): void {
    for (const key of [...this.#viewers.keys()]) this.forget(key);
  }

  close(): void {
    this.#listeners.clear();
    this.#viewers.clear();
  }

  #set(key: string, viewers: Viewers): void {
    if (viewers.total > 0) this.#viewers.set(key, viewers);
    else if (!this.#viewers.delete(key)) return;
    this.#listeners.get(key)?.emit(viewers);
  }
}
