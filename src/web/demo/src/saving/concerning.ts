import type { Mutation } from '@orleansrealtime/client';

/** What sets at least one of these fields. */
export const setting = (mutations: readonly Mutation[], ...names: string[]): Mutation[] =>
  mutations.filter(({ fields }) => names.some((name) => fields && name in fields));

/** What was wanted, in a few words. */
function intentOf({ fields = {} }: Mutation): string {
  const [name, value] = Object.entries(fields)[0] ?? [];
  if (name?.startsWith('workitem/')) return 'The move';
  if (name === 'assignee') return 'The assignee';
  if (name === 'description') return 'The description';
  return typeof value === 'string' ? `“${shortened(value)}”` : 'The change';
}

/** Whether it was saved is said as exactly as it is known. */
export function verdictOf(mutation: Mutation): string {
  const { error } = mutation;
  const intent = intentOf(mutation);
  if (error?.code === 'key_expired') return `Whether ${lowered(intent)} was saved can no longer be found out.`;
  if (error?.outcomeUnknown) return `${intent} may not be saved: no answer came.`;
  if (error?.code === 'position_conflict') return `${intent} was not saved: someone else was quicker.`;
  return `${intent} was not saved. ${error?.message ?? ''}`.trimEnd();
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57).trimEnd()}…` : text);

const lowered = (text: string): string => (text.startsWith('“') ? text : text[0]!.toLowerCase() + text.slice(1));
