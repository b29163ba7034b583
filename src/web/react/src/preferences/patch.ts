import type { Preferences, PreferencesPatch } from '@orleansrealtime/client';

type Members = { [name: string]: unknown };

/** The merge patch that makes one of the other, and leaves alone what they agree on. */
export const difference = (before: Preferences, after: Preferences): PreferencesPatch =>
  differing(before as unknown as Members, after as unknown as Members) as PreferencesPatch;

/** One patch that does what two do, one after the other. */
export const both = (first: PreferencesPatch, second: PreferencesPatch): PreferencesPatch =>
  merged(first as Members, second as Members) as PreferencesPatch;

function differing(before: Members, after: Members): Members {
  const patch: Members = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[name], after[name]];
    if (isMembers(was) && isMembers(is)) {
      const inner = differing(was, is);
      if (Object.keys(inner).length > 0) patch[name] = inner;
    } else if (was !== is) {
      patch[name] = is ?? null;
    }
  }
  return patch;
}

function merged(first: Members, second: Members): Members {
  const patch = { ...first };
  for (const [name, value] of Object.entries(second)) {
    const earlier = patch[name];
    patch[name] = isMembers(earlier) && isMembers(value) ? merged(earlier, value) : value;
  }
  return patch;
}

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null;
