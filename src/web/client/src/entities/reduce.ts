import { setField } from '../json.js';
import { parsePosition } from './position.js';
import type { ChangedFrame, DeletedFrame, EntityState, Fields, StateFrame } from '../types.js';

/**
 * What is known of one entity from committed frames alone. `position` outlives a deletion, so that a frame from before
 * it cannot bring the entity back; `past` has the lives that ended before this one, for the same reason.
 */
export interface Known {
  position?: string;
  state?: EntityState;
  past?: readonly string[];
}

/** An entity that is created anew more often than this while one page looks at it is not waiting for its first life. */
const maxPast = 16;

/**
 * `gap`: the frame does not chain onto what is known. The caller asks again, without a position, and never guesses.
 * `dropped`: old news; the same object comes back, so that nobody renders for it.
 */
export type Reduction = { outcome: 'applied'; known: Known } | { outcome: 'dropped' | 'gap' };

const dropped: Reduction = { outcome: 'dropped' };
const gap: Reduction = { outcome: 'gap' };

/**
 * @param mayGoBack Whether the link is new and the server has told nothing of the entity on it. Only then can a `reset` lead
 * to a lower position: only the server knows that it is the newer truth (a restored database), and it says so once.
 */
export function reduceState(known: Known, frame: StateFrame, mayGoBack = false): Reduction {
  const { reset, ...state } = frame;
  if (isOld(known, frame.position) && !(reset && mayGoBack)) return dropped;
  return { outcome: 'applied', known: reach(known, state.position, state) };
}

/** The answer to a mutation of our own. It comes beside the hub, so another epoch may be the older one: ignored. */
export function reduceAnswer(known: Known, state: EntityState): Reduction {
  if (!known.position || !known.state) return dropped;
  if (parsePosition(known.position).epoch !== parsePosition(state.position).epoch) return dropped;
  return reduceState(known, state);
}

export function reduceChanged(known: Known, frame: ChangedFrame): Reduction {
  if (!known.position) return gap;
  const at = parsePosition(known.position);
  const from = parsePosition(frame.from);
  const to = parsePosition(frame.to);
  if (isPast(known, frame.to)) return dropped;
  if (at.epoch !== to.epoch || at.epoch !== from.epoch) return gap;
  if (to.version <= at.version) return dropped;
  if (from.version > at.version || !known.state) return gap;
  // from < at < to happens after our own answer came first. Every field carries its value as of `to`,
  // so the frame lands on any version in between as well as on `from`.
  const { comments, updatedAt, updatedBy } = frame;
  const state: EntityState = {
    ...known.state,
    position: frame.to,
    fields: assignFields(known.state.fields, frame.fields),
    comments: comments ?? known.state.comments,
    updatedAt,
    updatedBy,
  };
  return { outcome: 'applied', known: reach(known, frame.to, state) };
}

export function reduceDeleted(known: Known, frame: DeletedFrame): Reduction {
  if (isOld(known, frame.position)) return dropped;
  return { outcome: 'applied', known: reach(known, frame.position) };
}

/** Whether a position belongs to a life of the entity that has ended. */
export function isPast({ past }: Known, position: string): boolean {
  return past?.includes(parsePosition(position).epoch) ?? false;
}

function isOld(known: Known, position: string): boolean {
  if (!known.position) return false;
  const at = parsePosition(known.position);
  const next = parsePosition(position);
  return isPast(known, position) || (at.epoch === next.epoch && next.version <= at.version);
}

function reach(known: Known, position: string, state?: EntityState): Known {
  const { epoch } = parsePosition(position);
  const before = known.position && parsePosition(known.position).epoch;
  const ended = before && before !== epoch ? [...(known.past ?? []), before] : (known.past ?? []);
  const past = ended.filter((each) => each !== epoch).slice(-maxPast);
  return { position, ...(state && { state }), ...(past.length > 0 && { past }) };
}

function assignFields(fields: Fields, changes: Fields): Fields {
  const next = { ...fields };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete next[name];
    else setField(next, name, value);
  }
  return next;
}
