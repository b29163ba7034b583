import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
/** Indentation and blank lines are the README's own. */
const lines = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean).join('\n');

test('every snippet of the README is one that the compiler has seen', () => {
  const compiled = lines(read('support/readmeSnippets.ts'));
  const snippets = [...read('../README.md').matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]!);
  assert.ok(snippets.length >= 4);
  for (const snippet of snippets) {
    const [imports, code] = snippet.startsWith('import') ? [lines(snippet.split('\n')[0]!), snippet.slice(snippet.indexOf('\n'))] : ['', snippet];
    assert.ok(compiled.includes(imports), imports);
    assert.ok(compiled.includes(lines(code)), `not compiled:\n${code}`);
  }
});
