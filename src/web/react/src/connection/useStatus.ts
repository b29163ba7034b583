import type { Status } from '@orleansrealtime/client';
import { useCallback, useSyncExternalStore } from 'react';
import { useClient } from '../provider/ClientContext.js';

/** On a server nobody connects, and no time is told that the browser would have otherwise. */
const connecting: Status = { state: 'connecting', since: new Date(0) };

/** How far what is shown can be trusted. On a server, and until the browser has taken over, it is `connecting` since 1970. */
export function useStatus(): Status {
  const client = useClient();
  const subscribe = useCallback((listener: () => void) => client.onStatus(listener), [client]);
  return useSyncExternalStore(
    subscribe,
    () => client.status,
    () => connecting,
  );
}
