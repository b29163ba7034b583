import { keyOf } from '../connection/watchQueue.js';
import type { Invoke } from '../entities/entityStore.js';
import { fromHub, isLost } from '../errors.js';
import type { EntityRef, Presence } from '../types.js';

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
      if (isLost(error)) return;
      if (this.#said === presence) this.#said = undefined;
      throw error;
    }
  }

  /** Never fails: a refused focus, say of an entity that was hidden meanwhile, is no reason to give up the link. */
  async resume(): Promise<void> {
    this.#isConnected = true;
    await this.#sayAgain();
  }

  /** Its focus ended when the user might not see it, and nobody said so. */
  async returned(entity: EntityRef): Promise<void> {
    const focus = this.#said?.focus;
    if (this.#isConnected && focus && keyOf(focus) === keyOf(entity)) await this.#sayAgain();
  }

  suspend(): void {
    this.#isConnected = false;
  }

  /** Whatever comes of it, it is still what the page has said. */
  async #sayAgain(): Promise<void> {
    if (this.#said) await this.invoke('SetPresence', this.#said).catch(() => {});
  }
}
