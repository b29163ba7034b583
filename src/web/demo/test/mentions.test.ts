import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mentionAt, mentionsIn, piecesOf } from '../src/item/mentions.js';

const isUser = (id: string) => ['ana', 'bo', 'chi'].includes(id);

test('those named with an @ are mentioned, once each', () => {
  assert.deepEqual(mentionsIn('@bo and @Ana, also @bo.', isUser), ['bo', 'ana']);
  assert.deepEqual(mentionsIn('(@chi) see @ana!', isUser), ['chi', 'ana']);
});

test('an address, an unknown name and a bare @ mention nobody', () => {
  assert.deepEqual(mentionsIn('mail bo@ana.example, @nobody, @ bo, @@bo', isUser), []);
});

test('the pieces together are the text', () => {
  const text = 'Hi @bo, ask @nobody or @chi';
  const pieces = piecesOf(text, isUser);
  assert.equal(pieces.map((piece) => piece.text).join(''), text);
  assert.deepEqual(pieces.map(({ user }) => user), [undefined, 'bo', undefined, 'chi']);
});

test('what is typed behind an @ asks for suggestions', () => {
  assert.deepEqual(mentionAt('Hi @b', 5), { start: 3, query: 'b' });
  assert.deepEqual(mentionAt('@', 1), { start: 0, query: '' });
  assert.equal(mentionAt('Hi @bo there', 12), undefined);
  assert.equal(mentionAt('a@b', 3), undefined);
});
