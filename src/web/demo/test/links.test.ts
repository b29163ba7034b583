import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherThan, urlAs } from '../src/guide/links.js';

test('the other one is Bo, and Ana for Bo', () => {
  assert.deepEqual(['ana', 'chi', 'bo'].map((user) => otherThan(user).id), ['bo', 'bo', 'ana']);
});

test('another person gets the same board, wherever it is served, and no card of this tab’s', () => {
  assert.equal(urlAs('bo', 'https://a.example/live/?workspace=acme&user=ana#item/5'), 'https://a.example/live/?workspace=acme&user=bo');
  assert.equal(urlAs('bo', 'http://127.0.0.1:5080/'), 'http://127.0.0.1:5080/?user=bo');
});
