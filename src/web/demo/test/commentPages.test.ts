import assert from 'node:assert/strict';
import type { Comment } from '@orleansrealtime/client';
import { test } from 'node:test';
import { mergeComments, missingFrom } from '../src/item/commentPages.js';

const comment = (id: number) => ({ id, text: `c${id}` }) as Comment;

test('pages in any order make one list, oldest first', () => {
  const items = mergeComments(mergeComments([], [comment(5), comment(4)]), [comment(3), comment(4), comment(6)]);
  assert.deepEqual(items.map(({ id }) => id), [3, 4, 5, 6]);
  assert.equal(missingFrom(items, 6), 2);
});

test('nothing is missing from a whole list, and nothing is claimed about an unread one', () => {
  assert.equal(missingFrom([comment(1)], 1), 0);
  assert.equal(missingFrom([], 9), 0);
});
