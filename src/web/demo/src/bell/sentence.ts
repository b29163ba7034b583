import type { InboxItem } from '@orleansrealtime/client';

const verbs: Record<string, string> = {
  changed: 'changed',
  commented: 'commented on',
  mentioned: 'mentioned you on',
  assigned: 'assigned you',
};

/** "Bo and 2 others commented on": who and what, in front of the title. */
export function sentenceOf({ authors, kind, reason, count }: InboxItem, nameOf: (id: string) => string): { who: string; did: string } {
  const verb = verbs[reason] ?? verbs[kind] ?? `sent ${kind}:`;
  return { who: whoOf(authors.map(nameOf)), did: count > 1 ? `${verb} (${count}×)` : verb };
}

function whoOf(names: string[]): string {
  const [first, second] = names;
  if (!first) return 'A service';
  if (!second) return first;
  return names.length === 2 ? `${first} and ${second}` : `${first} and ${names.length - 1} others`;
}
