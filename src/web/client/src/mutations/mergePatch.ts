import { fieldOf, isObject, setField } from '../json.js';
import type { Fields } from '../types.js';

/** RFC 7396, as the server applies it: null removes, objects merge, everything else replaces. */
export function mergePatch(target: Fields, patch: Fields): Fields {
  const result = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else if (isObject(value)) setField(result, name, mergePatch(objectAt(result, name), value));
    else setField(result, name, value);
  }
  return result;
}

function objectAt(fields: Fields, name: string): Fields {
  const value = fieldOf(fields, name);
  return isObject(value) ? value : {};
}
