import type { Comment } from '@orleansrealtime/client';

/** Oldest first, each once, whichever page brought it. */
export function mergeComments(known: readonly Comment[], page: readonly Comment[]): Comment[] {
  const byId = new Map([...known, ...page].map((comment) => [comment.id, comment]));
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

/** How many come before the first one that is known. Ids count up from 1, so the first one's id tells. */
export function missingFrom(known: readonly Comment[], count: number): number {
  return known.length === 0 ? 0 : Math.min(known[0]!.id - 1, count);
}
