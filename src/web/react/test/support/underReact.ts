import { build, type Plugin } from 'esbuild';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Runs all cases with the React that a folder of src/web has installed. */
export async function runUnderReact(folder: 'react-18' | 'react'): Promise<void> {
  // Below node_modules, so that what stays outside of the bundle is found.
  const outfile = at(`../../../node_modules/.cache/react-cases/${folder}-${process.pid}.mjs`);
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
    plugins: [reactOf(at(`../../../${folder}/`))],
    // The cases are imported for what they do, and the packages say that no import does anything.
    ignoreAnnotations: true,
    logLevel: 'warning',
  });
  try {
    await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outfile);
  }
}

/** React and its parts as Node finds them from a folder. Bundled, React 18 would not find Node's timers, and keep the process up. */
function reactOf(folder: string): Plugin {
  const { resolve } = createRequire(`${folder}package.json`);
  return {
    name: 'react-of-a-folder',
    setup: ({ onResolve }) => onResolve({ filter: /^react(-dom)?(\/|$)/ }, ({ path }) => ({ path: resolve(path), external: true })),
  };
}
