import type { InboxItem, InboxSelection, Mark, MarkedFrame } from '../types.js';

/** An item as an answer or a frame had it, and how far the inbox had got then: later marks are still to be drawn. */
export interface Kept {
  item: InboxItem;
  asOf: number;
}

/** Newest first, each seq once, without what a newer item replaces. */
export function addItems(items: readonly InboxItem[], added: readonly InboxItem[]): InboxItem[] {
  const kept = [...items, ...added].map((item) => ({ item, asOf: 0 }));
  return inOrder(kept).map(({ item }) => item);
}

/** The same of items that are kept with their version. */
export function inOrder(all: readonly Kept[]): Kept[] {
  const bySeq = new Map(all.map((kept) => [kept.item.seq, kept]));
  for (const { item } of [...bySeq.values()]) for (const seq of item.replaces ?? []) bySeq.delete(seq);
  return [...bySeq.values()].sort((a, b) => b.item.seq - a.item.seq);
}

/**
 * The items with the marks that came after each. Marks arrive in any order, as own answers overtake frames and other
 * tabs overtake both: they are drawn in the order of their versions.
 */
export function drawMarks(kept: readonly Kept[], marks: readonly MarkedFrame[]): InboxItem[] {
  const inTurn = [...marks].sort((a, b) => a.version - b.version);
  return kept.map(({ item, asOf }) =>
    inTurn.reduce((drawn, mark) => (mark.version > asOf && isMarked(item, mark) ? marked(drawn, mark) : drawn), item),
  );
}

export function applyMark(items: readonly InboxItem[], mark: Mark | MarkedFrame): InboxItem[] {
  return items.map((item) => (isMarked(item, mark) ? marked(item, mark) : item));
}

/** Whether an item belongs in a list. */
export function isSelected(item: InboxItem, { filter, kind, entity }: InboxSelection): boolean {
  if (kind !== undefined && item.kind !== kind) return false;
  if (entity && (item.entity?.type !== entity.type || item.entity.id !== entity.id)) return false;
  const isSnoozed = item.snoozedUntil !== undefined;
  switch (filter) {
    case undefined:
      return !item.archived && !isSnoozed;
    case 'unread':
      return !item.read && !item.archived && !isSnoozed;
    case 'archived':
      return item.archived;
    case 'snoozed':
      return isSnoozed;
    case 'all':
      return true;
  }
}

/** Whether a mark may put items into a list that it does not have: they have to be read. */
export function mayBringIn({ as, until }: MarkedFrame, { filter }: InboxSelection): boolean {
  if (as === 'snoozed') return filter === 'snoozed' || until === undefined;
  if (as === 'active') return filter === undefined || filter === 'unread';
  return (filter === 'unread' && as === 'unread') || (filter === 'archived' && as === 'archived');
}

function isMarked(item: InboxItem, mark: Mark | MarkedFrame): boolean {
  if ('seqs' in mark && mark.seqs) return mark.seqs.includes(item.seq);
  return 'upTo' in mark && mark.upTo !== undefined && item.seq <= mark.upTo;
}

function marked(item: InboxItem, mark: Mark | MarkedFrame): InboxItem {
  const { snoozedUntil, ...awake } = item;
  switch (mark.as) {
    case 'seen':
      return { ...item, seen: true };
    case 'read':
      return { ...item, seen: true, read: true };
    case 'unread':
      return { ...item, read: false };
    case 'archived':
      return { ...awake, archived: true };
    case 'active':
      return { ...awake, archived: false };
    case 'snoozed': {
      const until = mark.until ?? snoozedUntil;
      return until === undefined ? item : { ...item, archived: false, snoozedUntil: until };
    }
  }
}
