import type { InboxItem } from '@orleansrealtime/client';

/** Once, and many times: a fold stands for several. */
const verbs: Record<string, (count: number) => string> = {
  changed: (count) => (count > 1 ? `made ${count} changes to` : 'changed'),
  commented: (count) => (count > 1 ? `left ${count} comments on` : 'commented on'),
  mentioned: (count) => (count > 1 ? `mentioned you ${count} times on` : 'mentioned you on'),
  assigned: () => 'assigned you',
  deleted: () => 'deleted',
};

/**
 * "Bo and 2 others", "made 5 changes to": what stands in front of the title. Nothing for the application's own kinds:
 * their titles are whole sentences.
 */
export function sentenceOf(
  { authors, kind, reason, count }: InboxItem,
  nameOf: (id: string) => string,
): { who: string; did: string } | undefined {
  const verb = verbs[reason === 'mentioned' ? reason : kind];
  return verb && { who: whoOf(authors.map(nameOf)), did: verb(count) };
}

function whoOf(names: string[]): string {
  const [first, second] = names;
  if (!first) return 'A service';
  if (!second) return first;
  return names.length === 2 ? `${first} and ${second}` : `${first} and ${names.length - 1} others`;
}

const reasons: Record<string, string> = {
  mentioned: 'You were mentioned',
  assigned: 'Assigned to you',
  recipient: 'Sent to you',
  following: 'You follow it',
};

export const reasonOf = ({ reason }: InboxItem): string | undefined => reasons[reason];
