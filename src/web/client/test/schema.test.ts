import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';

test('The types of REST are those that the OpenAPI document gives', async () => {
  const made = COMMENT_HEADER + astToString(await openapiTS(new URL('../openapi.json', import.meta.url)));
  const kept = await readFile(new URL('../src/rest/schema.ts', import.meta.url), 'utf8');
  assert.equal(kept, made, 'run `npm run types` and commit what it writes');
});
