import { RealtimeError } from '../errors.js';
import type { EntityRef } from '../types.js';

/**
 * One part of a path, so written that the server finds what the page meant: `43?x=` is an id, and no query.
 * @throws RealtimeError with `code`: nothing, `.` or `..`, which every URL parser takes away, encoded or not; `/`; control characters; half a
 * character; more than 128.
 */
export function segment(value: unknown, what: string, code: 'bad_key' | 'bad_user'): string {
  const text = textOf(value);
  if (text === undefined) throw new RealtimeError(code, `The ${what} is 1 to 128 characters without control characters and /, and neither . nor ...`);
  return encodeURIComponent(text);
}

export const entityPath = ({ type, id }: EntityRef): string => `/entities/${segment(type, 'type', 'bad_key')}/${segment(id, 'id', 'bad_key')}`;

/** The entity that a page means, or undefined when it names none. Plain JavaScript has numbers as ids: their text is meant, as in a path. */
export function refOf(entity: EntityRef): EntityRef | undefined {
  const type = textOf(entity?.type);
  const id = textOf(entity?.id);
  return type === undefined || id === undefined ? undefined : { type, id };
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value);
  return text === '' || text === '.' || text === '..' || text.length > 128 || forbidden.test(text) || isTorn(text) ? undefined : text;
}

/** A slash parts the server's keys; control characters name nothing. */
const forbidden = /[/\u0000-\u001f\u007f-\u009f]/;

/** Half of a surrogate pair is no text: UTF-8 cannot hold it. */
const isTorn = (text: string): boolean => /[\uD800-\uDFFF]/u.test(text);
