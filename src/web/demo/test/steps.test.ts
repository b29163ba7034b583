import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layoutOf } from '../src/board/layout.js';
import { neighbour, step } from '../src/board/steps.js';

const layout = layoutOf({
  'workitem/1': { column: 'backlog', rank: 'a0' },
  'workitem/2': { column: 'backlog', rank: 'a1' },
  'workitem/3': { column: 'doing', rank: 'a0' },
});

test('a card steps up and down within its column, and sideways into the next one, even an empty one', () => {
  assert.deepEqual(step(layout, '2', 'up'), { column: 'backlog', index: 0 });
  assert.deepEqual(step(layout, '1', 'down'), { column: 'backlog', index: 1 });
  assert.deepEqual(step(layout, '2', 'right'), { column: 'todo', index: 0 });
  assert.deepEqual(step(layout, '3', 'left'), { column: 'todo', index: 0 });
});

test('at the edge there is no step', () => {
  assert.equal(step(layout, '1', 'up'), undefined);
  assert.equal(step(layout, '2', 'down'), undefined);
  assert.equal(step(layout, '1', 'left'), undefined);
  assert.equal(step(layout, 'unknown', 'up'), undefined);
});

test('the focus walks over empty columns', () => {
  assert.equal(neighbour(layout, '2', 'right'), '3');
  assert.equal(neighbour(layout, '3', 'left'), '1');
  assert.equal(neighbour(layout, '1', 'down'), '2');
  assert.equal(neighbour(layout, '3', 'right'), undefined);
});
