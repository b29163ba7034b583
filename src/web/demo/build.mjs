// Writes the demo as static files to where the server serves them from.
import { context } from 'esbuild';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here('../../OrleansRealtime.Server/wwwroot/');
const watch = process.argv.includes('--watch');

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const file of ['index.html', 'favicon.svg']) await copyFile(here(file), out + file);

const build = await context({
  absWorkingDir: here('.'),
  entryPoints: [
    { in: 'src/main.tsx', out: 'app' },
    { in: 'styles/index.css', out: 'app' },
  ],
  outdir: out,
  bundle: true,
  format: 'esm',
  target: 'es2021',
  minify: !watch,
  sourcemap: true,
  // The client from its source: no build of it in between.
  conditions: ['source'],
  // A page this small does without React: Preact stands in for it.
  alias: { react: 'preact/compat' },
  jsx: 'automatic',
  jsxImportSource: 'preact',
  logLevel: 'info',
});
if (watch) await build.watch();
else {
  await build.rebuild();
  await build.dispose();
}
