import type { InboxItem } from '@orleansrealtime/client';

const verbs: Record<string, string> = {
  changed: 'changed',
  commented: 'commented on',
  mentioned: 'mentioned you on',
  assigned: 'assigned you',
};

/**
 * "Bo and 2 others", "commented on": what stands in front of the title. Nothing for the application's own kinds: their
 * titles are whole sentences.
 */
export function sentenceOf(
  { authors, kind, reason, count }: InboxItem,
  nameOf: (id: string) => string,
): { who: string; did: string } | undefined {
  const verb = verbs[reason] ?? verbs[kind];
  if (verb === undefined) return undefined;
  return { who: whoOf(authors.map(nameOf)), did: count > 1 ? `${verb} (${count}×)` : verb };
}

function whoOf(names: string[]): string {
  const [first, second] = names;
  if (!first) return 'A service';
  if (!second) return first;
  return names.length === 2 ? `${first} and ${second}` : `${first} and ${names.length - 1} others`;
}
