import { RealtimeError } from './errors.js';
import type { Fields, JsonValue } from './types.js';

/** Deeper than any server allows, and far from the end of the stack. */
const maxDepth = 100;

/**
 * A copy of what is sent as JSON, taken when the page asks for it: what it changes afterwards is another matter, and what
 * JSON would leave out, turn into null or into a text is refused rather than drawn as what it does not become.
 * @throws RealtimeError `bad_value`, or `too_deep`, with the path in the message and in `problem.field`.
 */
const jsonOf = (value: unknown, path: string): JsonValue => copy(value, { path, above: [] });

/** The same of a call's argument, where a member that is undefined is one that was left out. */
export const argumentOf = <T>(value: T, path: string): T => copy(value, { path, above: [], leavesOut: true }) as T;

/** The same of an entity's fields: an object. */
export function fieldsOf(value: unknown, path: string): Fields {
  const fields = jsonOf(value, path);
  if (!isObject(fields)) throw refusal('bad_value', path, 'is no object with fields');
  return fields;
}

export const isObject = (value: JsonValue | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// A field may be called `__proto__`, `constructor` or `toString`: an object's own ones count, and nothing else.

export const hasField = (fields: Fields, name: string): boolean => Object.prototype.hasOwnProperty.call(fields, name);

export const fieldOf = (fields: Fields | undefined, name: string): JsonValue | undefined =>
  fields && hasField(fields, name) ? fields[name] : undefined;

/** Assigning to `__proto__` would set something else. */
export function setField(fields: Fields, name: string, value: JsonValue): void {
  Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
}

interface Place {
  path: string;
  /** The objects around it. */
  above: readonly object[];
  leavesOut?: boolean;
}

function copy(value: unknown, place: Place): JsonValue {
  const { path, above } = place;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw refusal('bad_value', path, `is ${value}, which JSON does not have`);
      return value;
    case 'object':
      if (value === null) return null;
      if (above.includes(value)) throw refusal('bad_value', path, 'is part of itself');
      if (above.length >= maxDepth) throw refusal('too_deep', path, 'is nested too deep');
      return copyOfObject(value, { ...place, above: [...above, value] });
    default:
      throw refusal('bad_value', path, `is ${value === undefined ? 'undefined' : `a ${typeof value}`}, which JSON does not have`);
  }
}

function copyOfObject(value: object, place: Place): JsonValue {
  const { path, leavesOut } = place;
  // By index: a hole is undefined, and `map` would leave it out.
  if (Array.isArray(value)) return Array.from(value, (each, index) => copy(each, { ...place, path: `${path}[${index}]` }));
  if (!isPlain(value)) throw refusal('bad_value', path, 'is a special object, such as a Date: give what it stands for, as text or number');
  const result: Fields = {};
  for (const [name, each] of Object.entries(value)) {
    if (each === undefined && leavesOut) continue;
    setField(result, name, copy(each, { ...place, path: `${path}.${name}` }));
  }
  return result;
}

/** Of this page or of another window of it, whose `Object` is another one. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const refusal = (code: 'bad_value' | 'too_deep', path: string, what: string): RealtimeError =>
  new RealtimeError(code, `${path} ${what}.`, { code, field: path });
