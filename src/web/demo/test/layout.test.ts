import assert from 'node:assert/strict';
import type { Fields } from '@orleansrealtime/client';
import { test } from 'node:test';
import { layoutOf, nextNumber, placeAt, removal } from '../src/board/layout.js';

const board: Fields = {
  'workitem/1': { column: 'todo', rank: 'a0' },
  'workitem/2': { column: 'todo', rank: 'a1' },
  'workitem/3': { column: 'todo', rank: 'a2' },
  'workitem/4': { column: 'done', rank: 'a0' },
};
const ids = (fields: Fields, column: 'todo' | 'done' | 'backlog') => layoutOf(fields)[column].map(({ id }) => id);
const after = (fields: Fields, id: string, column: 'todo' | 'done', index: number): Fields => ({
  ...fields,
  ...placeAt(layoutOf(fields), id, column, index),
});

test('cards stand in their column in the order of their ranks', () => {
  assert.deepEqual(ids(board, 'todo'), ['1', '2', '3']);
  assert.deepEqual(ids(board, 'done'), ['4']);
});

test('what is no card is passed over, and an unknown column is the backlog', () => {
  const odd: Fields = { note: 'x', 'workitem/8': 'x', 'workitem/9': { column: 'later', rank: 'a0' } };
  assert.deepEqual(ids(odd, 'backlog'), ['9']);
  assert.deepEqual(ids(odd, 'todo'), []);
});

test('cards with ranks that are none stand last and can be moved around', () => {
  const odd: Fields = { ...board, 'workitem/7': { column: 'todo' }, 'workitem/8': { column: 'todo', rank: 'a00' } };
  assert.deepEqual(ids(odd, 'todo'), ['1', '2', '3', '7', '8']);
  assert.deepEqual(ids(after(odd, '1', 'todo', 3), 'todo'), ['2', '3', '7', '1', '8']);
});

test('a card moves within its column and into another, and only that card is written', () => {
  assert.deepEqual(ids(after(board, '3', 'todo', 0), 'todo'), ['3', '1', '2']);
  assert.deepEqual(ids(after(board, '1', 'todo', 1), 'todo'), ['2', '1', '3']);
  assert.deepEqual(ids(after(board, '1', 'todo', 2), 'todo'), ['2', '3', '1']);
  assert.deepEqual(ids(after(board, '2', 'done', 1), 'done'), ['4', '2']);
  assert.deepEqual(Object.keys(placeAt(layoutOf(board), '2', 'done', 0)), ['workitem/2']);
});

test('between two cards of one rank there is room after all', () => {
  const tied: Fields = { ...board, 'workitem/2': { column: 'todo', rank: 'a0' } };
  assert.deepEqual(ids(tied, 'todo'), ['1', '2', '3']);
  assert.deepEqual(ids(after(tied, '4', 'todo', 1), 'todo'), ['1', '4', '2', '3']);
  const allTied: Fields = { ...tied, 'workitem/3': { column: 'todo', rank: 'a0' } };
  assert.deepEqual(ids(after(allTied, '4', 'todo', 1), 'todo'), ['1', '4', '2', '3']);
});

test('removing is a patch too', () => {
  assert.deepEqual(removal('2'), { 'workitem/2': null });
});

test('new items are numbered on from the highest', () => {
  assert.equal(nextNumber(layoutOf(board)), 5);
  assert.equal(nextNumber(layoutOf({ 'workitem/x-1': { column: 'todo', rank: 'a0' } })), 1);
});
