import { build } from 'esbuild';
import { fileURLToPath, pathToFileURL } from 'node:url';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Runs all cases with the React that a folder has installed: bundled with it, as an application would be. */
export async function runUnderReact(version: '18' | '19'): Promise<void> {
  const modules = version === '18' ? at('../../../react-18/node_modules') : at('../../../node_modules');
  // Below node_modules, so that what stays outside of the bundle is found.
  const outfile = at(`../../../node_modules/.cache/react-cases/${version}-${process.pid}.mjs`);
  process.setSourceMapsEnabled(true);
  await build({
    entryPoints: [at('../cases/all.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node18',
    sourcemap: 'inline',
    conditions: ['source'],
    external: ['happy-dom', '@microsoft/signalr'],
    alias: { react: `${modules}/react`, 'react-dom': `${modules}/react-dom` },
    define: { 'process.env.NODE_ENV': '"development"' },
    // React's server part is CommonJS, and requires what Node has.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    // The cases are imported for what they do, and the packages say that no import does anything.
    ignoreAnnotations: true,
    logLevel: 'warning',
  });
  await import(pathToFileURL(outfile).href);
}
