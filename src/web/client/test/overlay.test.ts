import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergePatch } from '../src/mergePatch.js';
import { drawOver, settle, type Pending } from '../src/overlay.js';
import { stateAt } from './support/entities.js';

test('a merge patch is applied as RFC 7396 says', () => {
  const target = { a: 'b', c: { d: 'e', f: 'g' }, list: [1, 2] };
  assert.deepEqual(mergePatch(target, { a: 'z', c: { f: null } }), { a: 'z', c: { d: 'e' }, list: [1, 2] });
  assert.deepEqual(mergePatch(target, { list: [null] }), { ...target, list: [null] });
  assert.deepEqual(mergePatch({ a: 'text' }, { a: { b: { c: null, d: 1 } } }), { a: { b: { d: 1 } } });
  assert.deepEqual(target.c, { d: 'e', f: 'g' }, 'the target is left alone');
});

test('pending patches are drawn in order over whatever the committed state is', () => {
  const pending: Pending[] = [{ patch: { title: 'mine' } }, { patch: { title: 'mine again', assignee: null } }];
  const drawn = drawOver(stateAt('a:5', { title: 'theirs', assignee: 'bo', rank: 1 }), pending);
  assert.deepEqual(drawn.fields, { title: 'mine again', rank: 1 });
});

test('an answered patch stays drawn until the committed state has got there', () => {
  const pending = [{ patch: { title: 'mine' }, committedAt: 'a:6' }, { patch: { title: 'later' } }];
  assert.equal(settle(pending, 'a:5').length, 2);
  assert.deepEqual(settle(pending, 'a:6'), [pending[1]]);
  assert.deepEqual(settle(pending, 'a:7'), [pending[1]]);
  assert.deepEqual(settle(pending, 'b:1'), [pending[1]], 'created anew: the old commit is no part of it');
});
