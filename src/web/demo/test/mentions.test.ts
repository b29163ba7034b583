import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mentionAt, mentionsIn, piecesOf } from '../src/item/mentions.js';

const team = ['ana', 'bo', 'chi'];

/** Ids as identity providers make them, and some that begin alike. */
const anybody = ['ana', 'ana@acme.com', 'ana@acme.com.au', 'auth0|5f7c8', 'ACME\\ana', 'urn:u:1', 'a+b', 'jörg', '山田', 'Ann Lee', 'x.', '.x', '(y)'];

test('those named with an @ are mentioned, once each', () => {
  assert.deepEqual(mentionsIn('@bo and @Ana, also @bo.', team), ['bo', 'ana']);
  assert.deepEqual(mentionsIn('(@chi) see @ana!', team), ['chi', 'ana']);
  assert.deepEqual(mentionsIn("@bo,@chi; @ana's", team), ['bo', 'chi', 'ana']);
});

test('an address, an unknown name and a bare @ mention nobody', () => {
  assert.deepEqual(mentionsIn('mail bo@ana.example, @nobody, @ bo, @@bo', team), []);
  assert.deepEqual(mentionsIn('@bob @bo.x @bo@acme.com @bo-x @bo_ @bö é@bo ß@bo +@bo', team), []);
});

test('whatever characters an id has, it is mentioned whole', () => {
  for (const id of anybody) {
    for (const text of [`@${id}`, `Hi @${id}, look`, `(@${id})`, `look, @${id}.`, `@${id}\nand @${id}!`]) assert.deepEqual(mentionsIn(text, anybody), [id], text);
  }
});

test('the longest id counts, and one in other letters only where none is as it is written', () => {
  assert.deepEqual(mentionsIn('@ana@acme.com.au @ana@acme.com @ana', anybody), ['ana@acme.com.au', 'ana@acme.com', 'ana']);
  assert.deepEqual(mentionsIn('@Ana @acme\\ANA @JÖRG', ['ana', 'Ana', 'ACME\\ana', 'jörg']), ['Ana', 'ACME\\ana', 'jörg']);
});

test('the pieces together are the text', () => {
  const text = 'Hi @bo, ask @nobody or @chi';
  const pieces = piecesOf(text, team);
  assert.equal(pieces.map((piece) => piece.text).join(''), text);
  assert.deepEqual(pieces.map(({ user }) => user), [undefined, 'bo', undefined, 'chi']);
});

test('what is typed behind an @ asks for suggestions', () => {
  assert.deepEqual(mentionAt('Hi @b', 5), { start: 3, query: 'b' });
  assert.deepEqual(mentionAt('@', 1), { start: 0, query: '' });
  assert.equal(mentionAt('Hi @bo there', 12), undefined);
  assert.equal(mentionAt('a@b', 3), undefined);
});

test('also when it is an id as identity providers make them', () => {
  for (const id of ['ana@acme.co', 'auth0|5f', 'ACME\\a', 'urn:u:', 'a+', 'jö', '山'])
    assert.deepEqual(mentionAt(`Hi @${id} there`, 4 + id.length), { start: 3, query: id.toLowerCase() });
  assert.deepEqual(mentionAt('(@bo),@an', 9), { start: 6, query: 'an' });
});
