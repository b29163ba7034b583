import type { InboxItem, Mark, MarkOptions } from '@orleansrealtime/client';
import { useContext, useState, type MouseEvent, type ReactNode } from 'react';
import { Face } from '../ui/Face.js';
import { ArchiveIcon, ClockIcon, MailIcon, MailOpenIcon, RestoreIcon } from '../ui/icons.js';
import { comingTime, relativeTime, useNow } from '../ui/time.js';
import { UiContext } from '../ui/Ui.js';
import { Group } from './Group.js';
import { ChangeSummary } from './ChangeSummary.js';
import { safeLink } from './safeLink.js';
import { SnoozeMenu } from './SnoozeMenu.js';
import { Why } from './Why.js';

type MarkOne = { as: Mark['as']; until?: string };

interface Props {
  item: InboxItem;
  onMark: (mark: Mark, options?: MarkOptions) => void;
  /** Undefined: the browser follows the item's link. */
  onOpen: ((item: InboxItem) => void) | undefined;
}

/** One notification, or a group of them, and what one does with it. */
export function Row({ item, onMark, onOpen }: Props): ReactNode {
  const { texts } = useContext(UiContext);
  const [opened, setOpened] = useState<'snooze' | 'why' | 'group'>();
  const { seq, read, archived, snoozedUntil, changes } = item;
  const toggle = (part: typeof opened) => setOpened(opened === part ? undefined : part);
  const mark = (mark: MarkOne) => {
    setOpened(undefined);
    onMark({ ...mark, seqs: [seq] });
  };

  return (
    <li className="ort-row" data-opened={opened} data-seq={seq}>
      <Head item={item} onOpen={onOpen} onRead={() => !read && onMark({ as: 'read', seqs: [seq] }, { outlivesPage: true })} />
      <div className="ort-row-foot">
        <Facts item={item} />
        {changes && changes.length > 1 && (
          <button type="button" className="ort-link" data-testid={`group-${seq}`} aria-expanded={opened === 'group'} onClick={() => toggle('group')}>
            {texts.group(changes.length)}
          </button>
        )}
        <button type="button" className="ort-link" data-testid={`why-${seq}`} aria-expanded={opened === 'why'} onClick={() => toggle('why')}>
          {texts.why}
        </button>
        <span className="ort-spacer" />
        <span className="ort-row-actions">
          <Action testId={`toggle-read-${seq}`} label={read ? texts.markUnread : texts.markRead} onClick={() => mark({ as: read ? 'unread' : 'read' })}>
            {read ? <MailIcon /> : <MailOpenIcon />}
          </Action>
          <Action testId={`snooze-${seq}`} label={texts.snooze} expanded={opened === 'snooze'} onClick={() => toggle('snooze')}>
            <ClockIcon />
          </Action>
          {(archived || snoozedUntil) && (
            <Action testId={`restore-${seq}`} label={texts.restore} onClick={() => mark({ as: 'active' })}>
              <RestoreIcon />
            </Action>
          )}
          {!archived && (
            <Action testId={`archive-${seq}`} label={texts.archive} onClick={() => mark({ as: 'archived' })}>
              <ArchiveIcon />
            </Action>
          )}
        </span>
      </div>
      {opened === 'snooze' && <SnoozeMenu onChoose={(until) => mark({ as: 'snoozed', until: until.toISOString() })} />}
      {opened === 'why' && <Why item={item} />}
      {opened === 'group' && changes && <Group kind={item.kind} changes={changes} />}
    </li>
  );
}

/** A link where there is one, so that it can be opened in another tab, too. */
function Head({ item, onOpen, onRead }: { item: InboxItem; onOpen: Props['onOpen']; onRead: () => void }): ReactNode {
  const { texts, nameOf, hueOf } = useContext(UiContext);
  const { seq, title, body, read, authors } = item;
  const sentence = texts.sentence(item, authors.map(nameOf));
  const author = authors[0];
  const link = safeLink(item.link);
  const open = (event: MouseEvent<HTMLElement>) => {
    onRead();
    if (!onOpen || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onOpen(item);
  };
  const shared = { className: 'ort-item', 'data-testid': `notification-${seq}`, 'data-read': read, onClick: open };
  const content = (
    <>
      <Face user={author} size={28} {...(author === undefined ? { name: '' } : { name: nameOf(author), hue: hueOf(author) })} />
      <span className="ort-item-text">
        <span>
          {sentence && `${sentence} `}
          <strong>
            <bdi>{title}</bdi>
          </strong>
        </span>
        {body && (
          <span className="ort-item-body">
            {item.count > 1 ? <bdi>{body}</bdi> : <ChangeSummary kind={item.kind} data={item.data} otherwise={<bdi>{body}</bdi>} />}
          </span>
        )}
      </span>
      {!read && <span className="ort-unread-dot" role="img" aria-label={texts.unread} />}
    </>
  );
  return link === undefined ? (
    <button type="button" {...shared}>
      {content}
    </button>
  ) : (
    <a href={link} {...shared}>
      {content}
    </a>
  );
}

function Facts({ item: { snoozedUntil, updatedAt, reason, deleted } }: { item: InboxItem }): ReactNode {
  const { texts } = useContext(UiContext);
  const now = useNow();
  const at = new Date(updatedAt);
  const facts = [texts.reasons[reason], deleted && texts.deleted].filter(Boolean);
  return (
    <span className="ort-muted">
      {snoozedUntil ? (
        texts.until(comingTime(new Date(snoozedUntil), now, texts.locale))
      ) : (
        <time dateTime={updatedAt} title={at.toLocaleString(texts.locale)}>
          {relativeTime(at, now, texts.locale)}
        </time>
      )}
      {facts.map((fact) => ` · ${fact}`)}
    </span>
  );
}

interface ActionProps {
  testId: string;
  label: string;
  expanded?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Action({ testId, label, expanded, onClick, children }: ActionProps): ReactNode {
  return (
    <button type="button" className="ort-icon-button" data-testid={testId} aria-label={label} title={label} aria-expanded={expanded} onClick={onClick}>
      {children}
    </button>
  );
}
