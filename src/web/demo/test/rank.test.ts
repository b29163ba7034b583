import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rankBetween, ranksBetween } from '../src/board/rank.js';

test('the first card, and cards at either end, take short places', () => {
  assert.equal(rankBetween(null, null), 'a0');
  assert.equal(rankBetween('a0', null), 'a1');
  assert.equal(rankBetween('az', null), 'b0');
  assert.equal(rankBetween('a1i', null), 'a2');
  assert.equal(rankBetween(null, 'a0'), '9z');
  assert.equal(rankBetween('a0', 'a4'), 'a2');
});

test('there is always one more between two neighbours', () => {
  for (const [below, above] of [['a0', 'a1'], ['a0', 'a0i'], ['a0', 'a01'], ['a0i', 'a1'], ['a0zz', 'a1'], ['zz', null], [null, '01'], [null, '001'], ['a9', 'a9001']] as const) {
    const rank = rankBetween(below, above);
    assert.ok(below === null || rank > below, `${rank} > ${below}`);
    assert.ok(above === null || rank < above, `${rank} < ${above}`);
    assert.ok(rank.length >= 2 && !(rank.length > 2 && rank.endsWith('0')), rank);
  }
});

test('ten thousand insertions at random places keep their order', () => {
  const ranks: string[] = [];
  let state = 7;
  for (let count = 0; count < 10_000; count++) {
    state = (state * 48_271) % 2_147_483_647;
    // Half of them near the front: the worst place is always the same gap.
    const index = count % 2 ? state % 3 : state % (ranks.length + 1);
    const at = Math.min(index, ranks.length);
    ranks.splice(at, 0, rankBetween(ranks[at - 1] ?? null, ranks[at] ?? null));
  }
  for (let index = 1; index < ranks.length; index++) assert.ok(ranks[index - 1]! < ranks[index]!, `at ${index}`);
});

test('a thousand cards added below one another stay short', () => {
  let rank = rankBetween(null, null);
  for (let count = 0; count < 1_000; count++) rank = rankBetween(rank, null);
  assert.ok(rank.length < 20, rank);
});

test('what leaves no room or is no rank is refused', () => {
  assert.throws(() => rankBetween('a1', 'a1'), RangeError);
  assert.throws(() => rankBetween('a2', 'a1'), RangeError);
  for (const text of ['', 'a', 'A0', 'a00', '00', 'a0i0']) assert.throws(() => rankBetween(text, null), RangeError, text);
});

test('several ranks fit into one gap, in order', () => {
  const ranks = ['a0', ...ranksBetween('a0', 'a1', 20), 'a1'];
  assert.deepEqual([...ranks].sort(), ranks);
  assert.equal(new Set(ranks).size, 22);
});

test('the seeded board continues', () => {
  const file = new URL('../../../OrleansRealtime.Server/Demo/board.json', import.meta.url);
  const { items } = JSON.parse(readFileSync(file, 'utf8')) as { items: { rank: string; column: string }[] };
  for (const column of new Set(items.map((item) => item.column))) {
    const ranks = items.filter((item) => item.column === column).map(({ rank }) => rank);
    assert.deepEqual([...new Set(ranks)].sort(), ranks);
    for (let index = 0; index <= ranks.length; index++) rankBetween(ranks[index - 1] ?? null, ranks[index] ?? null);
  }
});
