import type { Badge } from '@orleansrealtime/client';
import { useCallback, useSyncExternalStore } from 'react';
import { useClient } from '../provider/ClientContext.js';

/** Unread and unseen counts, the same in all of the user's tabs; undefined until the server has told them. */
export function useBadge(): Badge | undefined {
  const client = useClient();
  const subscribe = useCallback((listener: () => void) => client.onBadge(listener), [client]);
  return useSyncExternalStore(
    subscribe,
    () => client.badge,
    () => undefined,
  );
}
