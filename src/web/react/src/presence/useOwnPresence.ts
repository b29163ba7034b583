import type { EntityRef, Presence } from '@orleansrealtime/client';
import { useEffect, useState } from 'react';
import { useClient } from '../provider/ClientContext.js';

/** Nobody touched anything for this long: away. */
const idleMs = 5 * 60_000;

/** A tab that is not looked at: away after this, so that a glance at another tab does not count. */
const hiddenMs = 60_000;

/**
 * Says that this user is there, or away when nobody touched anything for 5 min or looked at the tab for 1 min, and which
 * entity is looked at. To be used in one place of a page: a tab says one thing.
 */
export function useOwnPresence({ focus }: { focus?: EntityRef | null } = {}): void {
  const client = useClient();
  const status = useStatusOfHere();
  const { type, id } = focus ?? {};
  useEffect(() => {
    const entity = type === undefined || id === undefined ? null : { type, id };
    // An entity that one may not see is looked at by nobody.
    client.setPresence({ status, focus: entity }).catch(() => {});
  }, [client, status, type, id]);
  useEffect(() => () => void client.setPresence({ status: 'online', focus: null }).catch(() => {}), [client]);
}

function useStatusOfHere(): Presence['status'] {
  const [status, setStatus] = useState<Presence['status']>('online');
  useEffect(() => {
    const heard = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const touched = () => {
      clearTimeout(timer);
      const isHidden = document.visibilityState === 'hidden';
      if (!isHidden) setStatus('online');
      timer = setTimeout(() => setStatus('away'), isHidden ? hiddenMs : idleMs);
    };
    for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'focus']) {
      addEventListener(event, touched, { signal: heard.signal, passive: true });
    }
    document.addEventListener('visibilitychange', touched, { signal: heard.signal });
    touched();
    return () => {
      clearTimeout(timer);
      heard.abort();
    };
  }, []);
  return status;
}
