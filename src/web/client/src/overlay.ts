import { mergePatch } from './mergePatch.js';
import { covers, parsePosition } from './position.js';
import type { EntityState, Fields } from './types.js';

/**
 * Own patches that are not in the committed state yet, drawn over whatever that state is by now: another's edit under
 * them is a rebase without further work, taking one away is the rollback.
 */
export interface Pending {
  patch: Fields;
  /** Known once the patch was answered; it stays drawn until the committed state has got there, so nothing flickers. */
  committedAt?: string;
}

export function drawOver(state: EntityState, pending: readonly Pending[]): EntityState {
  if (pending.length === 0) return state;
  return { ...state, fields: pending.reduce((fields, { patch }) => mergePatch(fields, patch), state.fields) };
}

/** Drops what the committed state now holds, or what was committed to an entity that has since been created anew. */
export function settle(pending: readonly Pending[], position: string): Pending[] {
  const { epoch } = parsePosition(position);
  return pending.filter(
    ({ committedAt }) => !committedAt || (!covers(position, committedAt) && parsePosition(committedAt).epoch === epoch),
  );
}
