import type { UserPresence } from '@orleansrealtime/client';
import { useCallback, useSyncExternalStore } from 'react';
import { useClient } from '../provider/ClientContext.js';
import { PresenceBook } from './PresenceBook.js';

/** Whether a user is there, 10 s old at most; undefined until it is known. All users that a page shows are asked for in one call. */
export function usePresence(user: string): UserPresence | undefined {
  const book = PresenceBook.of(useClient());
  const subscribe = useCallback((listener: () => void) => book.subscribe(user, listener), [book, user]);
  return useSyncExternalStore(
    subscribe,
    () => book.of(user),
    () => undefined,
  );
}
