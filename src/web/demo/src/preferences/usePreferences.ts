import type { Preferences } from '@orleansrealtime/client';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../session/Session.js';
import type { PreferencesState } from './PreferencesStore.js';

export type ChangePreferences = (edit: (preferences: Preferences) => Preferences) => void;

export function usePreferences(): PreferencesState & { change: ChangePreferences } {
  const { preferences } = useSession();
  const [state, setState] = useState(preferences.state);
  useEffect(() => preferences.subscribe(setState), [preferences]);
  return { ...state, change: (edit) => preferences.change(edit) };
}
