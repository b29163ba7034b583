import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../session/Session.js';
import { runRobo } from './run.js';
import { isWanted } from './wanted.js';

const storageKey = 'robo';

export interface Robo {
  /** `ended`: by itself, because nobody looked. */
  state: 'on' | 'off' | 'ended';
  set(on: boolean): void;
}

/** The script that keeps the board company. Switched off in one tab, it is off in all tabs of the browser. */
export function useRobo(): Robo {
  const { client, user } = useSession();
  const [state, setState] = useState<Robo['state']>(() =>
    isWanted({ search: location.search, isDriven: navigator.webdriver, chosen: localStorage.getItem(storageKey) }) ? 'on' : 'off',
  );

  useEffect(() => {
    const onStorage = ({ key, newValue }: StorageEvent) => {
      if (key === storageKey) setState(newValue === 'on' ? 'on' : 'off');
    };
    addEventListener('storage', onStorage);
    return () => removeEventListener('storage', onStorage);
  }, []);
  useEffect(() => {
    if (state !== 'on') return;
    const ending = new AbortController();
    runRobo(client, user.id, ending.signal, () => setState('ended')).catch(console.error);
    return () => ending.abort();
  }, [client, user.id, state]);

  return {
    state,
    set: (on) => {
      localStorage.setItem(storageKey, on ? 'on' : 'off');
      setState(on ? 'on' : 'off');
    },
  };
}
