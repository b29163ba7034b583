import type { Transport } from '@orleansrealtime/client';
import { people, type Person } from './people.js';

const storageKey = 'user';
const transports: readonly Transport[] = ['webSockets', 'serverSentEvents', 'longPolling'];

/** Who this tab is: by its address first, then by what it was before. Kept per tab, so that two tabs can be two people. */
export function currentUser(): Person {
  const wanted = new URLSearchParams(location.search).get('user') ?? sessionStorage.getItem(storageKey);
  return people.find(({ id }) => id === wanted) ?? people[0]!;
}

export function rememberUser(id: string): void {
  sessionStorage.setItem(storageKey, id);
  const url = new URL(location.href);
  url.searchParams.set('user', id);
  history.replaceState(null, '', url);
}

/** `?transport=longPolling` and the like; otherwise the best that both sides have. */
export function chosenTransport(): Transport | undefined {
  const wanted = new URLSearchParams(location.search).get('transport');
  return transports.find((transport) => transport === wanted);
}
