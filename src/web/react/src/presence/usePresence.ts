import type { UserPresence } from '@orleansrealtime/client';
import { useCallback, useSyncExternalStore } from 'react';
import { useClient } from '../provider/ClientContext.js';
import { PresenceBook } from './PresenceBook.js';

/** Whether a user is there, 10 s old at most; undefined until it is known, and of null, which is nobody. All users that a page shows are asked for in one call. */
export function usePresence(user: string | null): UserPresence | undefined {
  const book = PresenceBook.of(useClient());
  const subscribe = useCallback((listener: () => void) => (user === null ? () => {} : book.subscribe(user, listener)), [book, user]);
  return useSyncExternalStore(
    subscribe,
    () => (user === null ? undefined : book.of(user)),
    () => undefined,
  );
}
