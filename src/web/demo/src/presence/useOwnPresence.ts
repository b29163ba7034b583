import type { Presence } from '@orleansrealtime/client';
import { useEffect, useState } from 'preact/hooks';
import { itemRef } from '../board/commands.js';
import { useSession } from '../session/Session.js';

/** Nobody touched anything for this long: away. */
const idleMs = 5 * 60_000;

/** A tab that is not looked at: away after this, so that a glance at another tab does not count. */
const hiddenMs = 60_000;

/** Says whether someone is there, and at which card they look. */
export function useOwnPresence(openId: string | undefined): void {
  const { client } = useSession();
  const status = useStatusOfHere();
  useEffect(() => {
    // A card that one may not see is looked at by nobody: the panel itself says so.
    client.setPresence({ status, focus: openId ? itemRef(openId) : null }).catch(() => {});
  }, [client, status, openId]);
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
