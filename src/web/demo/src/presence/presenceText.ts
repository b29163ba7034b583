import type { UserPresence } from '@orleansrealtime/client';
import { relativeTime } from '../ui/time.js';

/** "away", "offline, last seen 5 min ago". */
export function presenceText({ status, lastSeen }: UserPresence, now: number): string {
  return status === 'offline' && lastSeen ? `offline, last seen ${relativeTime(lastSeen, now)}` : status;
}
