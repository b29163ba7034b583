import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const web = fileURLToPath(new URL('../..', import.meta.url));
const clone = mkdtempSync(join(tmpdir(), 'orleansrealtime-pack-'));
after(() => rmSync(clone, { recursive: true }));

/** As somebody has it who cloned the repository and installed its packages, and built nothing. */
function freshClone(): string {
  const isCommitted = (path: string) => !/[\\/](node_modules|dist)$/.test(path);
  for (const part of ['package.json', 'package-lock.json', 'tsconfig.base.json', 'client']) cpSync(join(web, part), join(clone, part), { recursive: true, filter: isCommitted });
  symlinkSync(join(web, 'node_modules'), join(clone, 'node_modules'));
  return join(clone, 'client');
}

test('packed in a fresh clone the package has all that its maps and exports name', async () => {
  const client = freshClone();
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--loglevel=error'], { cwd: client, encoding: 'utf8', shell: process.platform === 'win32' });
  // What scripts say stands before it.
  const [{ files }] = JSON.parse(output.slice(output.search(/^\[/m))) as [{ files: { path: string }[] }];
  const paths = new Set(files.map(({ path }) => path));
  const manifest = JSON.parse(readFileSync(join(client, 'package.json'), 'utf8'));

  for (const path of ['LICENSE', 'README.md', 'package.json']) assert.ok(paths.has(path), path);
  const exported = Object.values<Record<string, string>>(manifest.exports).flatMap((conditions) => Object.values(conditions));
  for (const path of [...exported, manifest.jsdelivr, manifest.unpkg] as string[]) assert.ok(paths.has(path.slice(2)), path);
  assert.ok(![...paths].some((path) => path.startsWith('test/')), 'tests are not for others');
  const maps = [...paths].filter((path) => path.endsWith('.map'));
  assert.ok(maps.length > 20, 'there are maps');
  for (const map of maps) {
    const { sources } = JSON.parse(readFileSync(join(client, map), 'utf8')) as { sources: string[] };
    for (const source of sources) assert.ok(paths.has(posix.join(posix.dirname(map), source)), `${map} leads to ${source}`);
  }

  const forBrowsers = join(client, 'dist/browser.js');
  // From elsewhere, where nothing else is installed: a page has one file.
  const alone = join(mkdtempSync(join(clone, 'alone-')), 'browser.mjs');
  cpSync(forBrowsers, alone);
  const { connect, RealtimeError } = await import(pathToFileURL(alone).href);
  assert.deepEqual([typeof connect, new RealtimeError('code', 'A sentence.').code], ['function', 'code']);
  assert.ok(readFileSync(forBrowsers).length < 160_000, 'it is minified');

  assert.equal(manifest.license, 'MIT');
  assert.match(manifest.repository.url, /^git\+https:/);
  assert.equal(manifest.repository.directory, 'src/web/client');
  assert.match(manifest.engines.node, /^>=\d+$/);
});
