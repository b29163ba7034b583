import { readFileSync } from 'node:fs';

const blocks = (path: string, language: string): string[] =>
  [...readFileSync(new URL(path, import.meta.url), 'utf8').matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1]!);

/** The applications that the package's README shows, as they stand there; the first is the one with the bell. */
export const readmeApps = (): string[] => blocks('../../README.md', 'tsx');

/** The page and the component that the repository's README shows. */
export const repositoryReadme = (): { ts: string[]; tsx: string[] } => ({ ts: blocks('../../../../../README.md', 'ts'), tsx: blocks('../../../../../README.md', 'tsx') });
