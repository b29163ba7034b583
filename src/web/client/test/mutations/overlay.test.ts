import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergePatch } from '../../src/mutations/mergePatch.js';
import type { Known } from '../../src/entities/reduce.js';
import { drawOver, settle, type Layer } from '../../src/mutations/overlay.js';
import { stateAt } from '../support/entities.js';

test('a merge patch is applied as RFC 7396 says', () => {
  const target = { a: 'b', c: { d: 'e', f: 'g' }, list: [1, 2] };
  assert.deepEqual(mergePatch(target, { a: 'z', c: { f: null } }), { a: 'z', c: { d: 'e' }, list: [1, 2] });
  assert.deepEqual(mergePatch(target, { list: [null] }), { ...target, list: [null] });
  assert.deepEqual(mergePatch({ a: 'text' }, { a: { b: { c: null, d: 1 } } }), { a: { b: { d: 1 } } });
  assert.deepEqual(target.c, { d: 'e', f: 'g' }, 'the target is left alone');
});

test('pending patches are drawn in order over whatever the committed state is', () => {
  const layers: Layer[] = [
    { id: 1, patch: { title: 'mine' } },
    { id: 2, patch: { title: 'mine again', assignee: null } },
  ];
  const drawn = drawOver(stateAt('a:5', { title: 'theirs', assignee: 'bo', rank: 1 }), layers);
  assert.deepEqual(drawn.fields, { title: 'mine again', rank: 1 });
});

const at = (position: string, fields = {}, past: string[] = []): Known => ({ position, state: stateAt(position, fields), past });
const later: Layer = { id: 9, patch: { title: 'later' } };

test('an answered patch stays drawn until the committed state has got there', () => {
  const layers: Layer[] = [{ id: 1, patch: { title: 'mine' }, committedAt: 'a:6', answeredIn: 'a' }, later];
  const settled = (known: Known) => settle(layers, known, known).map(({ id }) => id);
  assert.deepEqual(settled(at('a:5')), [1, 9]);
  assert.deepEqual(settled(at('a:6')), [9]);
  assert.deepEqual(settled(at('a:7')), [9]);
  assert.deepEqual(settled(at('b:1', {}, ['a'])), [9], 'created anew: the old commit is no part of it');
});

test('a patch that was committed to a life whose first frame is on its way stays drawn', () => {
  const layers: Layer[] = [{ id: 1, patch: { title: 'mine' }, committedAt: 'b:2', answeredIn: 'a' }];
  const settled = (known: Known) => settle(layers, known, known).length;
  assert.equal(settled(at('a:5')), 1);
  assert.equal(settled(at('b:1', {}, ['a'])), 1);
  assert.equal(settled(at('b:2', {}, ['a'])), 0);
  assert.equal(settled(at('c:1', {}, ['a'])), 0, 'that life was never shown, and is over');
});

test('a patch of unknown outcome stays drawn until someone changes what it sets', () => {
  const layers: Layer[] = [{ id: 1, patch: { title: 'mine' }, doubtful: true }];
  const before = at('a:5', { title: 'one', rank: 1 });
  assert.equal(settle(layers, before, at('a:6', { title: 'one', rank: 2 })).length, 1);
  assert.equal(settle(layers, before, at('a:6', { title: 'theirs', rank: 1 })).length, 0);
});

for (const name of ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty']) {
  const field = (value: unknown) => JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`);

  test(`a field may be called ${name}: it is drawn, merged, removed and told apart like any other`, () => {
    assert.deepEqual(Object.entries(mergePatch({ a: 1 }, field('x'))), [['a', 1], [name, 'x']]);
    assert.deepEqual(Object.entries(mergePatch(field({ b: 1 }), field({ c: { d: 2 } }))), [[name, { b: 1, c: { d: 2 } }]]);
    assert.deepEqual(Object.entries(mergePatch({}, { deep: field(field(1)) })['deep'] as object), [[name, field(1)]]);
    assert.deepEqual(Object.entries(mergePatch(field('x'), field(null))), []);
    const doubtful: Layer = { id: 1, patch: field('mine'), doubtful: true };
    assert.equal(settle([doubtful], at('a:1', {}), at('a:2', { other: 1 })).length, 1, 'another field changed');
    assert.equal(settle([doubtful], at('a:1', {}), at('a:2', field('theirs'))).length, 0, 'this one did');
  });
}
