import type { Preferences } from '@orleansrealtime/client';
import { useMemo } from 'react';
import { useClient } from '../provider/ClientContext.js';
import { useSource } from '../ui/Source.js';
import { PreferencesStore, unreadPreferences, type PreferencesState } from './PreferencesStore.js';

export type ChangePreferences = (edit: (preferences: Preferences) => Preferences) => void;

export interface LivePreferences extends PreferencesState {
  /** Shows the edit at once and saves what it changes: what another device changes meanwhile stays. Nothing before they were read. */
  change: ChangePreferences;
}

/** What the user wants to be told of: one document for all components of a page. */
export function usePreferences(): LivePreferences {
  const store = PreferencesStore.of(useClient());
  const state = useSource(store, unreadPreferences);
  return useMemo(() => ({ ...state, change: store.change }), [state, store]);
}
