import type { Fields, JsonValue } from '@orleansrealtime/client';
import { isRank, lastRank, rankBetween, ranksBetween } from './rank.js';

export const columns = [
  { id: 'backlog', name: 'Backlog' },
  { id: 'todo', name: 'To do' },
  { id: 'doing', name: 'In progress' },
  { id: 'done', name: 'Done' },
] as const;

export type ColumnId = (typeof columns)[number]['id'];

/** Where one card stands. The board holds nothing else of it: title and assignee are the item's own. */
export interface Slot {
  id: string;
  column: ColumnId;
  rank: string;
}

export type Layout = Record<ColumnId, Slot[]>;

/** The server lets a connection watch far more; a board with more cards than this needs another kind of page. */
const mostCards = 200;

/** The board's field for a card. */
export const slotKey = (id: string): string => `workitem/${id}`;

export function layoutOf(fields: Fields): Layout {
  const layout: Layout = { backlog: [], todo: [], doing: [], done: [] };
  const slots = Object.entries(fields).flatMap(([key, value]) => slotOf(key, value));
  // Two people may have taken the same gap at once; the id makes all tabs agree on the order.
  slots.sort((a, b) => compare(a.rank, b.rank) || compare(a.id, b.id));
  for (const slot of slots.slice(0, mostCards)) layout[slot.column].push(slot);
  return layout;
}

function slotOf(key: string, value: JsonValue): Slot[] {
  if (!key.startsWith('workitem/') || typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const { column, rank } = value;
  // Anyone may write to a board: what this page would not have written is shown, in the place of last resort.
  const known = columns.find(({ id }) => id === column)?.id;
  return [{ id: key.slice('workitem/'.length), column: known ?? 'backlog', rank: typeof rank === 'string' && isRank(rank) ? rank : lastRank }];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The patch of the board that puts a card at `index` of a column, counted without the card itself. */
export function placeAt(layout: Layout, id: string, column: ColumnId, index: number): Fields {
  const others = layout[column].filter((slot) => slot.id !== id);
  const below = others[index - 1]?.rank ?? null;
  const after = others.slice(index);
  // Cards that share the rank below leave no gap: they move up a little along with this one.
  const shared = below === null ? 0 : after.findIndex(({ rank }) => rank > below);
  const tied = after.slice(0, shared < 0 ? after.length : shared);
  const above = after[tied.length]?.rank ?? null;
  const moved = [{ id, column }, ...tied];
  const ranks = tied.length === 0 ? [rankBetween(below, above)] : ranksBetween(below, above, moved.length);
  return Object.fromEntries(moved.map((slot, at) => [slotKey(slot.id), { column: slot.column, rank: ranks[at]! }]));
}

export const removal = (id: string): Fields => ({ [slotKey(id)]: null });

/** Items are numbered on; should two people take one number, the second is told and takes the next. */
export function nextNumber(layout: Layout): number {
  const numbers = Object.values(layout).flatMap((slots) => slots.map(({ id }) => (/^\d{1,9}$/.test(id) ? Number(id) : 0)));
  return Math.max(0, ...numbers) + 1;
}
