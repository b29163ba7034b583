import type { Preferences, PreferencesPatch, RealtimeClient } from '@orleansrealtime/client';
import { both, difference } from './patch.js';

export interface PreferencesState {
  /** As this tab wants them: what is not saved yet is in them. Undefined until they are read. */
  preferences?: Preferences;
  isSaving: boolean;
  /** Counts up whenever the server may have others than before: what it would decide is to be asked again. */
  saved: number;
}

/** One document for all parts of a page. Edits show at once and are saved one after the other. */
export class PreferencesStore {
  readonly #listeners = new Set<(state: PreferencesState) => void>();
  readonly #unsubscribe: () => void;
  #state: PreferencesState = { isSaving: false, saved: 0 };
  /** What the edits that are not sent yet change, and nothing else: another device may change the rest. */
  #wanted: PreferencesPatch | undefined;
  #isDue = false;
  #working: Promise<void> | undefined;

  constructor(
    private readonly client: Pick<RealtimeClient, 'preferences' | 'changePreferences' | 'onPreferences'>,
    private readonly onError: (what: 'read' | 'save', error: unknown) => void,
  ) {
    this.#unsubscribe = client.onPreferences(() => this.#state.preferences && this.#work());
  }

  get state(): PreferencesState {
    return this.#state;
  }

  /** The first to ask has them read. */
  subscribe(listener: (state: PreferencesState) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#state);
    if (!this.#state.preferences && !this.#working) this.#work();
    return () => void this.#listeners.delete(listener);
  }

  change(edit: (preferences: Preferences) => Preferences): void {
    if (!this.#state.preferences) return;
    const preferences = edit(this.#state.preferences);
    this.#wanted = both(this.#wanted ?? {}, difference(this.#state.preferences, preferences));
    this.#set({ preferences, isSaving: true });
    this.#work();
  }

  close(): void {
    this.#unsubscribe();
    this.#listeners.clear();
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
        this.#take(await (wanted ? this.client.changePreferences(wanted) : this.client.preferences()));
      } catch (error) {
        // A refused edit goes, and with it what was made on top of it.
        this.#wanted = undefined;
        this.#isDue = wanted !== undefined;
        this.#set({ isSaving: false });
        this.onError(wanted ? 'save' : 'read', error);
      }
    }
  }

  #take(preferences: Preferences): void {
    // Edited on while it was under way: that is what the page shows, and what is saved next.
    const shown = this.#wanted ? {} : { preferences, isSaving: false };
    this.#set({ ...shown, saved: this.#state.saved + 1 });
  }

  #set(change: Partial<PreferencesState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener(this.#state);
  }
}
