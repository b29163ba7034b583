import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readmeApps, repositoryReadme } from './support/readme.js';

const web = fileURLToPath(new URL('../..', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'orleansrealtime-react-'));
const project = join(place, 'project');
after(() => rmSync(place, { recursive: true }));

const run = (folder: string, program: string, ...args: string[]): string => {
  try {
    return execFileSync(program, args, { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`);
  }
};

/** As somebody has it who cloned the repository and installed its packages, and built nothing. */
function cloneAndPack(): void {
  const isCommitted = (path: string) => !/[\\/](node_modules|dist)$/.test(path);
  const clone = join(place, 'clone');
  for (const part of ['package.json', 'package-lock.json', 'tsconfig.base.json', 'client', 'react']) cpSync(join(web, part), join(clone, part), { recursive: true, filter: isCommitted });
  symlinkSync(join(web, 'node_modules'), join(clone, 'node_modules'));
  for (const part of ['client', 'react']) run(join(clone, part), 'npm', 'pack', '--pack-destination', place, '--loglevel=error');
}

/** A project elsewhere that has nothing of the repository but the two packages, and React and tools as a registry would give it. */
function install(): void {
  for (const part of ['client', 'react']) {
    const folder = join(project, 'node_modules/@orleansrealtime', part);
    mkdirSync(folder, { recursive: true });
    run(place, 'tar', '-xzf', `orleansrealtime-${part}-${manifestOf(join(web, part)).version}.tgz`, '-C', folder, '--strip-components=1');
  }
  for (const name of ['react', 'react-dom', '@microsoft/signalr']) link(join(web, 'node_modules', name), name);
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  readmeApps().forEach((app, index) => writeFileSync(join(project, `app${index}.tsx`), app));
  const { ts, tsx } = repositoryReadme();
  assert.deepEqual([ts.length, tsx.length], [1, 1]);
  writeFileSync(join(project, 'page.tsx'), ts[0]!);
  writeFileSync(join(project, 'component.tsx'), tsx[0]!);
  // What the application that the README speaks of has of its own.
  writeFileSync(
    join(project, 'application.d.ts'),
    `declare function fetchTokenFromYourBackEnd(): Promise<string>;
     declare function render(state: unknown): void;
     declare function showBell(unread: number): void;
     declare function openInYourApp(item: { title: string }): void;`,
  );
}

function link(from: string, name: string): void {
  const to = join(project, 'node_modules', name);
  mkdirSync(dirname(to), { recursive: true });
  rmSync(to, { force: true });
  symlinkSync(from, to);
}

const manifestOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

before(() => {
  cloneAndPack();
  install();
});

test('packed in a fresh clone the package has all that its exports name, and wants the client of its own version', () => {
  const folder = join(project, 'node_modules/@orleansrealtime/react');
  const manifest = manifestOf(folder);
  const files = Object.values<Record<string, string>>(manifest.exports).flatMap((conditions) => Object.values(conditions));
  for (const file of ['LICENSE', 'README.md', ...files]) assert.ok(existsSync(join(folder, file)), file);
  assert.ok(!existsSync(join(folder, 'test')), 'tests are not for others');
  assert.equal(manifest.dependencies['@orleansrealtime/client'], manifestOf(join(web, 'client')).version);
  assert.equal(manifest.version, manifestOf(join(web, 'client')).version);
  assert.deepEqual([manifest.license, manifest.repository.directory, manifest.peerDependencies], ['MIT', 'src/web/react', { react: '>=18 <20' }]);
});

for (const [version, modules] of [['19', 'node_modules'], ['18', 'react-18/node_modules']] as const) {
  test(`an application with the types of React ${version} compiles as this README and the repository's have it`, () => {
    for (const name of ['@types/react', '@types/react-dom']) link(join(web, modules, name), name);
    const compilerOptions = { strict: true, noEmit: true, target: 'ES2021', module: 'ESNext', moduleResolution: 'Bundler', jsx: 'react-jsx', types: [] };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...compilerOptions, lib: ['ES2022', 'DOM', 'DOM.Iterable'], skipLibCheck: false }, include: ['*.tsx', '*.d.ts'] }));
    run(project, 'node', join(web, 'node_modules/typescript/bin/tsc'), '-p', project);
  });
}

test('it is bundled with its stylesheet, and a plain Node can import it', () => {
  run(project, join(web, 'node_modules/.bin/esbuild'), 'app0.tsx', '--bundle', '--format=esm', '--minify', '--outfile=out/app.js', '--log-level=warning');
  assert.match(readFileSync(join(project, 'out/app.css'), 'utf8'), /\.ort-bell/);
  assert.match(readFileSync(join(project, 'out/app.js'), 'utf8'), /\/live-token/);
  const script = "const { Bell, useEntity } = await import('@orleansrealtime/react'); console.log(typeof Bell, typeof useEntity)";
  assert.equal(run(project, 'node', '--input-type=module', '-e', script).trim(), 'function function');
});

test('the README begins with at most 15 lines', () => {
  assert.ok(readmeApps()[0]!.trimEnd().split('\n').length <= 15);
});
