import type { EntityState } from '@orleansrealtime/client';

export interface Item {
  title: string;
  description: string;
  assignee: string | undefined;
}

export const maxTitle = 200;

/** Other callers may have stored anything: what is no text counts as absent. */
export function itemOf({ id, fields }: EntityState): Item {
  const { title, description, assignee } = fields;
  return {
    title: typeof title === 'string' && title !== '' ? title : `Item ${id}`,
    description: typeof description === 'string' ? description : '',
    assignee: typeof assignee === 'string' && assignee !== '' ? assignee : undefined,
  };
}
