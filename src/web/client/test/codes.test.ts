import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { errorCodes, GoodbyeCode } from '../src/codes.js';

const server = new URL('../../../OrleansRealtime.Contracts/Errors/', import.meta.url);
const codesIn = (file: string) =>
  [...readFileSync(new URL(file, server), 'utf8').matchAll(/= new\("([a-z_]+)"/g)].map((match) => match[1]);

test('the table of errors is the server\'s', () => {
  assert.deepEqual([...errorCodes].sort(), codesIn('ProblemCodes.cs').sort());
});

test('the goodbye codes are the server\'s', () => {
  assert.deepEqual(Object.values(GoodbyeCode).sort(), codesIn('GoodbyeCodes.cs').sort());
});
