import type { Badge } from '../types.js';

/** Badges come from the hub, from marks and from pages of the inbox, in any order: the version only grows. */
export function newerBadge(current: Badge | undefined, next: Badge): Badge {
  return current && current.version >= next.version ? current : next;
}
