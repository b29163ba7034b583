/** What became of a field, as far as it is short: `before` is not there where nothing was, `after` where nothing is. */
export interface FieldChange {
  field: string;
  before?: string | number | boolean;
  after?: string | number | boolean;
}

/** What a notification of the platform's own says in its data of the fields that changed. Of servers' notifications the data is theirs. */
export function fieldChanges(kind: string, data: unknown): FieldChange[] {
  const changed = ['changed', 'assigned'].includes(kind) ? (data as { changed?: unknown } | undefined)?.changed : undefined;
  return Array.isArray(changed) ? changed.filter(isFieldChange) : [];
}

function isFieldChange(change: unknown): change is FieldChange {
  const { field, before, after } = (change ?? {}) as Record<string, unknown>;
  return typeof field === 'string' && [before, after].every((value) => ['undefined', 'string', 'number', 'boolean'].includes(typeof value));
}
