import type { UserPresence } from '@orleansrealtime/client';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../session/Session.js';
import { relativeTime } from '../ui/time.js';

export function usePresence(user: string | null): UserPresence | undefined {
  const { presences } = useSession();
  const [, setChanges] = useState(0);
  useEffect(() => presences.subscribe(() => setChanges((count) => count + 1)), [presences]);
  return user === null ? undefined : presences.of(user);
}

/** "away", "offline, last seen 5 min ago". */
export function presenceText({ status, lastSeen }: UserPresence, now: number): string {
  return status === 'offline' && lastSeen ? `offline, last seen ${relativeTime(lastSeen, now)}` : status;
}
