import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityPath, refOf, segment } from '../../src/rest/path.js';

const names = ['43?x=', '43#', 'a b', 'a%2Fb', '%2e%2e', 'a&b=c', 'ana@acme.com', 'auth0|5f7c8', 'ACME\\ana', 'urn:u:1', 'a+b', 'jürgen', '😀', '...', '~', 'a;b', ':batch'];

test('a URL parser finds in the path what the page named, and nothing beside it', () => {
  for (const name of names) {
    const url = new URL(`http://x/v1/demo${entityPath({ type: 'workitem', id: name })}`);
    const parts = url.pathname.split('/');
    assert.deepEqual([parts.length, decodeURIComponent(parts[5]!)], [6, name]);
    assert.deepEqual([url.search, url.hash], ['', '']);
  }
});

test('what no path can hold is refused, wherever it stands', () => {
  for (const name of ['', '.', '..', '\ud800', 'a\udc00b', 'a/b', 'a\u0000b', 'a\nb', '\u0085', 'x'.repeat(129), undefined, null, {}, true]) {
    const entity = { type: 'workitem', id: name as string };
    assert.throws(() => entityPath(entity), { code: 'bad_key' });
    assert.throws(() => entityPath({ type: name as string, id: '1' }), { code: 'bad_key' });
    assert.throws(() => segment(name, 'user', 'bad_user'), { code: 'bad_user' });
    assert.equal(refOf(entity), undefined);
  }
});

test('a number is the text that a path makes of it', () => {
  const entity = { type: 'workitem', id: 485 as unknown as string };
  assert.equal(entityPath(entity), '/entities/workitem/485');
  assert.deepEqual(refOf(entity), { type: 'workitem', id: '485' });
});
