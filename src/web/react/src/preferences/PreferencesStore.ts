import type { Preferences, PreferencesPatch, RealtimeClient, RealtimeError } from '@orleansrealtime/client';
import { both, difference } from './patch.js';

export interface PreferencesState {
  /** As this tab wants them: what is not saved yet is in them. Undefined until they are read. */
  preferences?: Preferences;
  isSaving: boolean;
  /** Counts up whenever the server may have others than before: what it would decide is to be asked again. */
  saved: number;
  /** Why they could not be read, or the last edit was not saved; until the next one. */
  error?: RealtimeError;
}

export const unreadPreferences: PreferencesState = { isSaving: false, saved: 0 };

/** Before what could not be read is read again, by how often in a row it could not. */
const usualWaitMs = (failures: number): number => Math.min(60_000, 2_000 * 2 ** Math.min(failures, 30)) * (0.5 + Math.random());

const stores = new WeakMap<object, PreferencesStore>();

/** One document for all parts of a page. Edits show at once and are saved one after the other. */
export class PreferencesStore {
  readonly #listeners = new Set<() => void>();
  #state = unreadPreferences;
  /** What the edits that are not sent yet change, and nothing else: another device may change the rest. */
  #wanted: PreferencesPatch | undefined;
  #isDue = false;
  #working: Promise<void> | undefined;
  /** Reads in a row that failed: what is shown may not be what the server has. */
  #failures = 0;
  /** The error is that of a read, and goes with the next one that comes through. */
  #isReadError = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: Pick<RealtimeClient, 'preferences' | 'changePreferences' | 'onPreferences'>,
    private readonly waitMs = usualWaitMs,
  ) {
    // It ends with the client, which forgets its listeners then.
    client.onPreferences(() => this.#isAskedFor && this.#work());
  }

  /** The client's only one. */
  static of(client: RealtimeClient): PreferencesStore {
    const store = stores.get(client) ?? new PreferencesStore(client);
    stores.set(client, store);
    return store;
  }

  readonly get = (): PreferencesState => this.#state;

  /** The first to ask has them read. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (!this.#state.preferences || this.#failures > 0) this.#work();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearTimeout(this.#timer);
    };
  };

  readonly change = (edit: (preferences: Preferences) => Preferences): void => {
    if (!this.#state.preferences) return;
    const preferences = edit(this.#state.preferences);
    this.#wanted = both(this.#wanted ?? {}, difference(this.#state.preferences, preferences));
    this.#set({ preferences, isSaving: true });
    this.#work();
  };

  get #isAskedFor(): boolean {
    return this.#state.preferences !== undefined || this.#listeners.size > 0;
  }

  #work(): void {
    this.#isDue = true;
    this.#working ??= this.#workOff().finally(() => (this.#working = undefined));
  }

  /** Saves what is wanted, or reads what is there, until nothing is left to do. */
  async #workOff(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      const wanted = this.#wanted;
      this.#wanted = undefined;
      try {
        this.#take(await (wanted ? this.client.changePreferences(wanted) : this.client.preferences()), wanted !== undefined);
      } catch (error) {
        if (wanted) this.#refused(error as RealtimeError);
        else this.#unread(error as RealtimeError);
      }
    }
  }

  /** It goes, and with it what was made on top of it. */
  #refused(error: RealtimeError): void {
    this.#wanted = undefined;
    this.#isDue = true;
    this.#isReadError = false;
    this.#set({ isSaving: false, error });
  }

  /** Read again for as long as someone shows them. What became of an edit matters more than why they cannot be read. */
  #unread(error: RealtimeError): void {
    this.#isReadError ||= !this.#state.error;
    clearTimeout(this.#timer);
    const wait = this.waitMs(this.#failures++);
    if (error.code !== 'closed' && this.#listeners.size > 0) this.#timer = setTimeout(() => this.#work(), wait);
    this.#set(this.#isReadError ? { error } : {});
  }

  /** @param isSaved Not merely read: after a refusal they are read, and its error stays. */
  #take(preferences: Preferences, isSaved: boolean): void {
    // Edited on while it was under way: that is what the page shows, and what is saved next.
    const shown = this.#wanted ? {} : { preferences, isSaving: false };
    const { error, ...kept } = this.#state;
    this.#state = isSaved || this.#isReadError ? kept : this.#state;
    this.#isReadError = false;
    this.#failures = 0;
    clearTimeout(this.#timer);
    this.#set({ ...shown, saved: this.#state.saved + 1 });
  }

  #set(change: Partial<PreferencesState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}
