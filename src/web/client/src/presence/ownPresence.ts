import type { Invoke } from '../entities/entityStore.js';
import { fromHub } from '../errors.js';
import type { Presence } from '../types.js';

/** What this tab says of its user, said again on each new link: the server forgets it with the old one. */
export class OwnPresence {
  #said: Presence | undefined;
  #isConnected = false;

  constructor(private readonly invoke: Invoke) {}

  /** Fails when the hub refuses it. While there is no link it waits for one, and this returns at once. */
  async set(presence: Presence): Promise<void> {
    this.#said = presence;
    if (!this.#isConnected) return;
    try {
      await this.invoke('SetPresence', presence);
    } catch (thrown) {
      const error = fromHub(thrown);
      // Lost with the link: the next one is told.
      if (error.code === 'connection') return;
      if (this.#said === presence) this.#said = undefined;
      throw error;
    }
  }

  /** Never fails: a refused focus, say of an entity that was hidden meanwhile, is no reason to give up the link. */
  async resume(): Promise<void> {
    this.#isConnected = true;
    if (this.#said) await this.set(this.#said).catch(() => {});
  }

  suspend(): void {
    this.#isConnected = false;
  }
}
