import type { Notified } from '@orleansrealtime/client';
import { useEffect, useRef } from 'react';
import { useClient } from '../provider/ClientContext.js';

/** Calls back for each notification, in order: for pop-ups, and sounds. What was missed meanwhile comes as `caughtUp`. */
export function useNotification(callback: (notified: Notified) => void): void {
  const client = useClient();
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  useEffect(() => client.onNotification((notified) => latest.current(notified)), [client]);
}
