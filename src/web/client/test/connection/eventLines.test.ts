import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventLines } from '../../src/connection/eventLines.js';

const stream = 'data: one\r\n\r\n: a comment\r\ndata:two\ndata: and more\n\nevent: x\nid: 1\n\ndata: \n\ndata: cut';

test('messages are whole however the stream is cut into pieces', () => {
  for (let length = 1; length <= stream.length; length++) {
    const messages: string[] = [];
    const lines = new EventLines((data) => messages.push(data));
    for (let at = 0; at < stream.length; at += length) lines.take(stream.slice(at, at + length));
    assert.deepEqual(messages, ['one', 'two\nand more', '']);
  }
});
