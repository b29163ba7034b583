import { maxTitle } from '../board/item.js';
import type { ColumnId } from '../board/layout.js';

/** What the script knows of the board at a moment. */
export interface Seen {
  /** Undefined: there is no such card. */
  titleOf(id: string): string | undefined;
  commentsOf(id: string): number;
  columnOf(id: string): ColumnId | undefined;
}

export type Step =
  | { what: 'rename'; id: string; title: string }
  | { what: 'comment'; id: string; text: string }
  | { what: 'move'; id: string; column: ColumnId };

/** It touches these cards and no others, so that all that it writes has a bound. */
const renamed = ['1704', '773', '962'];
const commented = ['962', '717', '1704', '773'];
const moved = '172';

/** Comments of anybody: a card that has as many gets none of the script's. */
export const mostComments = 12;

const remarks = [
  'could you have a look at this?',
  'I think this one is nearly done.',
  'is this still what we want?',
  'the tests are green now.',
  'who reviews this?',
];

/**
 * The step of a number, from 0 on: now a title, now a comment that mentions `user`, now a move.
 * Undefined: there is nothing to do in this step, because a card is gone or has its share of comments.
 */
export function stepOf(number: number, seen: Seen, user: string): Step | undefined {
  switch (number % 6) {
    case 1:
      return remark(Math.floor(number / 6), seen, user);
    case 2:
    case 4:
      return move(seen);
    default:
      return rename(renamed[Math.floor(number / 2) % renamed.length]!, seen);
  }
}

function remark(round: number, seen: Seen, user: string): Step | undefined {
  const from = round % commented.length;
  const inTurn = [...commented.slice(from), ...commented.slice(0, from)];
  const id = inTurn.find((id) => seen.titleOf(id) !== undefined && seen.commentsOf(id) < mostComments);
  return id === undefined ? undefined : { what: 'comment', id, text: `@${user} ${remarks[round % remarks.length]}` };
}

function move(seen: Seen): Step | undefined {
  const from = seen.columnOf(moved);
  return from && { what: 'move', id: moved, column: from === 'doing' ? 'done' : 'doing' };
}

function rename(id: string, seen: Seen): Step | undefined {
  const title = seen.titleOf(id);
  if (title === undefined) return undefined;
  const next = progressed(title);
  return next.length > maxTitle ? undefined : { what: 'rename', id, title: next };
}

/** "Fix it", "Fix it (10 %)", … "Fix it (100 %)", "Fix it": what somebody else made of the rest stays. */
export function progressed(title: string): string {
  const progress = / \((\d{1,3}) %\)$/.exec(title);
  if (!progress) return `${title} (10 %)`;
  const rest = title.slice(0, progress.index);
  const next = Number(progress[1]) + 30;
  return next > 100 ? rest : `${rest} (${next} %)`;
}
