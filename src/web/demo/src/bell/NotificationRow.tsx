import type { InboxItem, Mark } from '@orleansrealtime/client';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Why } from '../preferences/Why.js';
import { firstName } from '../session/people.js';
import { useSession } from '../session/Session.js';
import { Avatar } from '../ui/Avatar.js';
import { ArchiveIcon, ClockIcon, MailIcon, MailOpenIcon, RestoreIcon } from '../ui/icons.js';
import { comingTime } from '../ui/time.js';
import { TimeAgo } from '../ui/TimeAgo.js';
import { toastError } from '../ui/toasts.js';
import { reasonOf, sentenceOf } from './sentence.js';
import { SnoozeMenu } from './SnoozeMenu.js';

export function NotificationRow({ item, onSelect }: { item: InboxItem; onSelect: () => void }) {
  const { client } = useSession();
  const [opened, setOpened] = useState<'snooze' | 'why'>();
  const { seq, read, archived, snoozedUntil } = item;
  const toggle = (part: 'snooze' | 'why') => setOpened(opened === part ? undefined : part);
  const mark = (mark: Omit<Mark, 'seqs' | 'upTo'>, failure: string) => {
    setOpened(undefined);
    client.mark({ ...mark, seqs: [seq] }).catch(toastError(failure));
  };

  return (
    <li class="notification-row" data-opened={opened} data-seq={seq}>
      <button class="notification" data-testid={`notification-${seq}`} data-read={read} onClick={onSelect}>
        <Avatar user={item.authors[0] ?? null} size={28} decorative />
        <Sentence item={item} />
        {!read && <span class="unread-dot" role="img" aria-label="Unread" />}
      </button>
      <div class="notification-foot">
        <span class="muted">
          {snoozedUntil ? `Until ${comingTime(new Date(snoozedUntil), new Date())}` : <TimeAgo at={item.updatedAt} />}
          {reasonOf(item) && ` · ${reasonOf(item)}`}
          {item.deleted && ' · It is deleted'}
        </span>
        <button class="link" data-testid={`why-${seq}`} aria-expanded={opened === 'why'} onClick={() => toggle('why')}>
          Why?
        </button>
        <span class="spacer" />
        <Action
          testId={`toggle-read-${seq}`}
          label={read ? 'Mark as unread' : 'Mark as read'}
          onClick={() => mark({ as: read ? 'unread' : 'read' }, 'It stays as it was.')}
        >
          {read ? <MailIcon /> : <MailOpenIcon />}
        </Action>
        <Action testId={`snooze-${seq}`} label="Snooze" expanded={opened === 'snooze'} onClick={() => toggle('snooze')}>
          <ClockIcon />
        </Action>
        {(archived || snoozedUntil) && (
          <Action testId={`restore-${seq}`} label="Back to the list" onClick={() => mark({ as: 'active' }, 'It stays where it is.')}>
            <RestoreIcon />
          </Action>
        )}
        {!archived && (
          <Action testId={`archive-${seq}`} label="Archive" onClick={() => mark({ as: 'archived' }, 'It is not archived.')}>
            <ArchiveIcon />
          </Action>
        )}
      </div>
      {opened === 'snooze' && (
        <SnoozeMenu seq={seq} onChoose={(until) => mark({ as: 'snoozed', until: until.toISOString() }, 'It is not snoozed.')} />
      )}
      {opened === 'why' && <Why notification={item.id} />}
    </li>
  );
}

function Sentence({ item }: { item: InboxItem }) {
  const sentence = sentenceOf(item, firstName);
  return (
    <span class="notification-text">
      <span>
        {sentence && (
          <>
            <strong>{sentence.who}</strong> {sentence.did}{' '}
          </>
        )}
        <strong class="notification-title">{item.title}</strong>
      </span>
      {item.body && <span class="notification-body">{item.body}</span>}
    </span>
  );
}

interface ActionProps {
  testId: string;
  label: string;
  expanded?: boolean;
  onClick: () => void;
  children: ComponentChildren;
}

function Action({ testId, label, expanded, onClick, children }: ActionProps) {
  return (
    <button class="icon-button" data-testid={testId} aria-label={label} title={label} aria-expanded={expanded} onClick={onClick}>
      {children}
    </button>
  );
}
