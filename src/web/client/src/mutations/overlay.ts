import { isPast, type Known } from '../entities/reduce.js';
import { fieldOf } from '../json.js';
import { mergePatch } from './mergePatch.js';
import type { Mutation } from './mutation.js';
import { covers, parsePosition } from '../entities/position.js';
import type { EntityState, Fields, JsonValue } from '../types.js';

/**
 * An own patch that is not in the committed state yet, drawn over whatever that state is by now: another's edit under
 * it is a rebase without further work, taking it away is the rollback.
 */
export interface Layer {
  readonly id: number;
  readonly patch: Fields;
  /** Known once the patch was answered; it stays drawn until the committed state has got there, so nothing flickers. */
  readonly committedAt?: string;
  /** The life that was shown when the answer came. */
  readonly answeredIn?: string | undefined;
  /** Given up without an answer: drawn until the page decides, or until someone changes the same fields. */
  readonly doubtful?: boolean;
}

export function drawOver(state: EntityState, layers: readonly Layer[]): EntityState {
  if (layers.length === 0) return state;
  return { ...state, fields: layers.reduce((fields, { patch }) => mergePatch(fields, patch), state.fields) };
}

/** What a mutation's next moment makes of the layers. */
export function layersAfter(layers: readonly Layer[], mutation: Mutation, known: Known): readonly Layer[] {
  const { id, what, fields: patch, status, position, error } = mutation;
  if (what !== 'patch' || !patch) return layers;
  const change = (more: Partial<Layer>) => layers.map((layer) => (layer.id === id ? { ...layer, ...more } : layer));
  if (status === 'pending') return [...without(layers, id), { id, patch }];
  if (status === 'committed') return settle(change({ committedAt: position!, answeredIn: epochOf(known) }), known, known);
  return error?.outcomeUnknown ? change({ doubtful: true }) : without(layers, id);
}

export const without = (layers: readonly Layer[], id: number): readonly Layer[] => layers.filter((layer) => layer.id !== id);

/** Drops what need not be drawn any more, now that the committed state has gone from `before` to `after`. */
export function settle(layers: readonly Layer[], before: Known, after: Known): readonly Layer[] {
  return layers.filter((layer) => {
    if (layer.doubtful) return !touched(layer.patch, before.state?.fields, after.state?.fields);
    return !layer.committedAt || !after.position || isToCome(layer, layer.committedAt, after);
  });
}

function isToCome({ answeredIn }: Layer, committedAt: string, known: Known): boolean {
  const { epoch } = parsePosition(committedAt);
  if (epoch === epochOf(known)) return !covers(known.position!, committedAt);
  // Committed to another life than the shown one: to one that has ended, or to one whose first frame is on its way.
  return !isPast(known, committedAt) && epochOf(known) === answeredIn;
}

function touched(patch: Fields, before: Fields = {}, after: Fields = {}): boolean {
  return Object.keys(patch).some((name) => !isSame(fieldOf(before, name), fieldOf(after, name)));
}

const isSame = (a: JsonValue | undefined, b: JsonValue | undefined): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

const epochOf = ({ position }: Known): string | undefined => position && parsePosition(position).epoch;
