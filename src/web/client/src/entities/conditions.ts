import type { RealtimeError } from '../errors.js';
import { hasField } from '../json.js';
import { parsePosition } from './position.js';
import type { Call } from '../rest/rest.js';
import type { Fields } from '../types.js';

// What becomes of a mutation's If-Match. Its key stays: under it was committed either nothing or the very same.

/** Against changes to other fields only, a conflict is none: the call at the new position, or undefined. */
export function rebased(call: Call, fields: Fields, { code, position, problem }: RealtimeError): Call | undefined {
  const changed = problem?.changedFields;
  if (code !== 'position_conflict' || !position || !changed || changed.some((name) => hasField(fields, name))) return undefined;
  return { ...call, ifMatch: position };
}

/** Whoever retries after a conflict has seen what is there now, and means it. */
export function overriding(call: Call, { code, position }: RealtimeError): Call {
  return code === 'position_conflict' && position ? { ...call, ifMatch: position } : call;
}

/** Two patches in a row from one position: the second one's condition is meant against others, not against the first. */
export function following(call: Call, committedAt: string): Call {
  if (!call.ifMatch || call.ifMatch === '*') return call;
  const from = parsePosition(call.ifMatch);
  const to = parsePosition(committedAt);
  return from.epoch === to.epoch && to.version === from.version + 1 ? { ...call, ifMatch: committedAt } : call;
}
