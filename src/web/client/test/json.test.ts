import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { argumentOf, fieldsOf } from '../src/json.js';

const cycle: { self?: unknown; list: unknown[] } = { list: [] };
cycle.list.push({ self: cycle });
const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

const refused: [string, unknown, string][] = [
  ['NaN', { n: NaN }, 'patch.n'],
  ['Infinity, nested', { a: { b: [1, { c: -Infinity }] } }, 'patch.a.b[1].c'],
  ['a BigInt', { n: 1n }, 'patch.n'],
  ['undefined', { title: undefined }, 'patch.title'],
  ['undefined in a list', { list: [1, undefined] }, 'patch.list[1]'],
  ['a hole', { list: [1, , 2] }, 'patch.list[1]'],
  ['a function', { f: () => 1 }, 'patch.f'],
  ['a symbol', { s: Symbol('s') }, 'patch.s'],
  ['a date', { due: new Date(0) }, 'patch.due'],
  ['a map', { map: new Map() }, 'patch.map'],
  ['a boxed number', { n: Object(1) }, 'patch.n'],
  ['an object of a class', { a: new (class Point {})() }, 'patch.a'],
  ['bytes', { bytes: new Uint8Array(2) }, 'patch.bytes'],
  ['a throwing toJSON', { a: { toJSON: () => assert.fail('nobody calls it') } }, 'patch.a.toJSON'],
  ['a cycle', cycle, 'patch.list[0].self'],
  ['a literal __proto__, which is no field', { a: { __proto__: { b: 1 } } }, 'patch.a'],
  ['a list of fields', [1], 'patch'],
  ['null', null, 'patch'],
  ['a text', 'title', 'patch'],
];

for (const [what, value, path] of refused) {
  test(`${what} is refused with its path`, () => {
    const isRight = (error: { code: string; problem?: { field?: string }; message: string }) =>
      error.code === 'bad_value' && error.problem?.field === path && error.message.startsWith(`${path} `);
    assert.throws(() => fieldsOf(value, 'patch'), isRight);
  });
}

test('what is nested deeper than any server takes is refused before the stack ends', () => {
  assert.throws(() => fieldsOf(deep(5_000), 'patch'), { code: 'too_deep' });
  assert.deepEqual(fieldsOf(deep(16), 'patch'), deep(16));
});

test('what JSON has comes through as a copy, whatever its fields are called and wherever it was made', () => {
  const fields = JSON.parse('{"__proto__":{"a":1},"constructor":2,"toString":"x","valueOf":null,"list":[null,{"__proto__":3}],"":0}') as object;
  const copy = fieldsOf(fields, 'patch');
  assert.equal(JSON.stringify(copy), JSON.stringify(fields));
  assert.notEqual(copy['list'], (fields as { list: unknown }).list);
  assert.deepEqual(fieldsOf(vm.runInNewContext('({ a: [1] })'), 'patch'), { a: [1] });
  assert.deepEqual(fieldsOf(Object.assign(Object.create(null) as object, { a: 1 }), 'patch'), { a: 1 });
  const one = { n: 1 };
  assert.deepEqual(fieldsOf({ a: one, b: one }, 'patch'), { a: one, b: one }, 'the same object twice is no cycle');
});

test("a call's argument may leave members out by undefined", () => {
  assert.deepEqual(argumentOf({ as: 'read', seqs: [1], until: undefined }, 'mark'), { as: 'read', seqs: [1] });
  assert.throws(() => argumentOf({ seqs: [NaN] }, 'mark'), { code: 'bad_value' });
});
