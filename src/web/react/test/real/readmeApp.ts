// Prints the page of the README's first application, as one text: its script and its styles are in it.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { readmeApps } from '../support/readme.js';

const { outputFiles } = await build({
  stdin: { contents: readmeApps()[0]!, loader: 'tsx', resolveDir: fileURLToPath(new URL('../..', import.meta.url)) },
  outdir: 'out',
  write: false,
  bundle: true,
  format: 'esm',
  target: 'es2021',
  conditions: ['source'],
  jsx: 'automatic',
  minify: true,
  define: { 'process.env.NODE_ENV': '"production"' },
});
const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))!.text;
const script = text('.js').replaceAll('</script', '<\\/script');
console.log(`<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>An app</title>
<style>
  body { margin: 0; background: light-dark(#fff, #111); color: light-dark(#111, #eee); font: 15px/1.5 sans-serif; color-scheme: light dark; }
  header { display: flex; justify-content: flex-end; padding: 12px 24px; border-bottom: 1px solid light-dark(#ddd, #333); }
</style>
<style>${text('.css')}</style><div id="app"></div><script type="module">${script}</script>`);
