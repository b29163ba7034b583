import { useContext, type ReactNode } from 'react';
import { UiContext } from '../ui/Ui.js';
import { fieldChanges } from './fieldChanges.js';

interface Props {
  kind: string;
  data?: unknown;
  /** What the server says, where the data does not say more. */
  otherwise: ReactNode;
}

/** What one notification tells: which field went from what to what, in the reader's own words, or what the server says. */
export function ChangeSummary({ kind, data, otherwise }: Props): ReactNode {
  const { texts, nameOf } = useContext(UiContext);
  const changes = fieldChanges(kind, data);
  if (changes.length === 0) return otherwise;
  return changes.map((change, index) => (
    <span key={change.field}>
      {index > 0 && ' · '}
      <bdi>{texts.fieldChange(readable(change))}</bdi>
    </span>
  ));

  function readable({ field, ...values }: (typeof changes)[number]) {
    const people = field === 'assignee' ? Object.fromEntries(Object.entries(values).map(([when, user]) => [when, nameOf(String(user))])) : values;
    return { field: texts.fields[field] ?? field, ...people };
  }
}
