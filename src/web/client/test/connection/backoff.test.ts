import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullJitter } from '../../src/connection/backoff.js';

test('waits are spread over a bound that doubles up to the cap, for ever', () => {
  const longest = fullJitter({ baseMs: 100, capMs: 5_000, random: () => 1 });
  assert.deepEqual([0, 1, 2, 5, 6, 1_000_000].map(longest), [100, 200, 400, 3_200, 5_000, 5_000]);
  const shortest = fullJitter({ baseMs: 100, capMs: 5_000, random: () => 0 });
  assert.equal(shortest(10), 0);
});
