import { readFileSync } from 'node:fs';

/** The applications that the package's README shows, as they stand there; the first is the one with the bell. */
export const readmeApps = (): string[] =>
  [...readFileSync(new URL('../../README.md', import.meta.url), 'utf8').matchAll(/```tsx\n([\s\S]*?)```/g)].map((match) => match[1]!);
