import type { InboxItem, Mark, MarkedFrame } from './types.js';

/** Newest first, each seq once, without what a newer item replaces. */
export function addItems(items: readonly InboxItem[], added: readonly InboxItem[]): InboxItem[] {
  const bySeq = new Map([...items, ...added].map((item) => [item.seq, item]));
  for (const { replaces = [] } of [...bySeq.values()]) for (const seq of replaces) bySeq.delete(seq);
  return [...bySeq.values()].sort((a, b) => b.seq - a.seq);
}

export function applyMark(items: readonly InboxItem[], mark: Mark | MarkedFrame): InboxItem[] {
  return items.map((item) => (isMarked(item, mark) ? marked(item, mark) : item));
}

function isMarked(item: InboxItem, mark: Mark | MarkedFrame): boolean {
  if ('seqs' in mark && mark.seqs) return mark.seqs.includes(item.seq);
  return 'upTo' in mark && mark.upTo !== undefined && item.seq <= mark.upTo;
}

function marked(item: InboxItem, mark: Mark | MarkedFrame): InboxItem {
  switch (mark.as) {
    case 'seen':
      return { ...item, seen: true };
    case 'read':
      return { ...item, seen: true, read: true };
    case 'unread':
      return { ...item, read: false };
    case 'archived':
      return { ...item, archived: true };
    case 'snoozed':
      return 'until' in mark && mark.until ? { ...item, snoozedUntil: mark.until } : item;
  }
}
