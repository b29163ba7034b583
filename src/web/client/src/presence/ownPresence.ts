import { spread } from '../connection/backoff.js';
import type { Pauses } from '../connection/pauses.js';
import { keyOf } from '../connection/watchQueue.js';
import type { Invoke } from '../entities/entityStore.js';
import { fromHub, isLost, isPassing, type RealtimeError } from '../errors.js';
import type { EntityRef, Presence } from '../types.js';

/** What the hub could not take just now is said again after about this. */
const sayAgainMs = 2_000;

/** Of a link on which nothing was said yet. */
const fresh: Presence = { status: 'online' };

/** What this tab says of its user, said again on each new link: the server forgets it with the old one. */
export class OwnPresence {
  #said: Presence | undefined;
  /** What the hub has taken on this link. */
  #taken = fresh;
  #isConnected = false;
  /** The hub could not take it just now. */
  #isOwed = false;
  #isWaiting = false;

  constructor(
    private readonly invoke: Invoke,
    private readonly pauses: Pauses,
  ) {}

  /**
   * Fails when the hub refuses it. While there is no link it waits for one, and this returns at once; so does what the
   * hub cannot take just now.
   */
  async set(presence: Presence): Promise<void> {
    this.#said = presence;
    if (!this.#isConnected) return;
    const refusal = await this.#say(presence);
    if (!refusal) return;
    if (this.#said === presence) this.#said = presence.focus ? withoutFocus(presence) : undefined;
    throw refusal;
  }

  /** Never fails: a refused focus, say of an entity that was hidden meanwhile, is no reason to give up the link. */
  async resume(): Promise<void> {
    this.#isConnected = true;
    this.#taken = fresh;
    await this.#sayAgain();
  }

  /** Its focus ended when the user might not see it, and nobody said so. */
  async returned(entity: EntityRef): Promise<void> {
    const focus = this.#said?.focus;
    if (this.#isConnected && focus && keyOf(focus) === keyOf(entity)) await this.#sayAgain();
  }

  suspend(): void {
    this.#isConnected = false;
    this.#isOwed = false;
  }

  /** Whatever comes of it, it is still what the page has said. */
  async #sayAgain(): Promise<void> {
    if (this.#said) await this.#say(this.#said);
  }

  /** Why it is refused for good; what the hub cannot take just now is said again, and what was lost is for the next link. */
  async #say(presence: Presence): Promise<RealtimeError | undefined> {
    this.#isOwed = false;
    const refusal = await this.#tell(presence);
    if (!refusal || isLost(refusal)) return undefined;
    const isLatest = this.#said === presence;
    const refusals = [refusal, isLatest ? await this.#letGo(presence) : undefined];
    if (isLatest && refusals.some((each) => each && isPassing(each.code))) this.#owe();
    return isPassing(refusal.code) ? undefined : refusal;
  }

  /** A refusal changes nothing at the hub: the user would stay where they looked before, and with the status of then. */
  async #letGo(presence: Presence): Promise<RealtimeError | undefined> {
    const { focus, status } = this.#taken;
    return presence.focus && (focus || status !== presence.status) ? this.#tell(withoutFocus(presence)) : undefined;
  }

  async #tell(presence: Presence): Promise<RealtimeError | undefined> {
    try {
      await this.invoke('SetPresence', presence);
      this.#taken = presence;
      return undefined;
    } catch (thrown) {
      return fromHub(thrown);
    }
  }

  #owe(): void {
    this.#isOwed = this.#isConnected;
    if (!this.#isWaiting) void this.#sayLater();
  }

  async #sayLater(): Promise<void> {
    this.#isWaiting = true;
    await this.pauses.wait(spread(sayAgainMs));
    this.#isWaiting = false;
    if (this.#isOwed && !this.pauses.closed) await this.#sayAgain();
  }
}

const withoutFocus = ({ status }: Presence): Presence => ({ status });
