import type { InboxItem } from '@orleansrealtime/client';
import { useContext, type ReactNode } from 'react';
import { relativeTime, useNow } from '../ui/time.js';
import { UiContext } from '../ui/Ui.js';
import { ChangeSummary } from './ChangeSummary.js';

/** What an item stands for, the latest first. */
export function Group({ kind, changes }: { kind: string; changes: NonNullable<InboxItem['changes']> }): ReactNode {
  const { texts, nameOf } = useContext(UiContext);
  const now = useNow();
  return (
    <ul className="ort-opened ort-changes" data-testid="changes">
      {changes.map(({ id, title, body, data, authors, at }) => (
        <li key={id}>
          <p>
            <ChangeSummary kind={kind} data={data} otherwise={body || title} />
          </p>
          <p className="ort-muted">{[...authors.map(nameOf), relativeTime(new Date(at), now, texts.locale)].join(' · ')}</p>
        </li>
      ))}
    </ul>
  );
}
