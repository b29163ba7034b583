import type { InboxItem } from '@orleansrealtime/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { firstName } from '../session/people.js';
import { useBadge, useSession } from '../session/Session.js';
import { Avatar } from '../ui/Avatar.js';
import { BellIcon } from '../ui/icons.js';
import { TimeAgo } from '../ui/TimeAgo.js';
import { toastError } from '../ui/toasts.js';
import { sentenceOf } from './sentence.js';
import { useInbox } from './useInbox.js';

export function Bell({ onOpenItem }: { onOpenItem: (id: string) => void }) {
  const [open, setOpen] = useState(false);
  const badge = useBadge();
  const unread = badge?.unread ?? 0;
  const element = useRef<HTMLDivElement>(null);
  useOutsideClick(element, open, () => setOpen(false));

  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}Work board`;
  }, [unread]);

  return (
    <div
      class="bell"
      ref={element}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false);
      }}
    >
      <button
        class="icon-button bell-button"
        data-testid="bell"
        aria-label={unread === 1 ? '1 unread notification' : `${unread} unread notifications`}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <BellIcon />
        {unread > 0 && (
          <span class="bell-count" data-testid="bell-count" key={badge?.lastSeq}>
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </button>
      {/* Kept mounted: the list stays current while it is closed, and opens at once. */}
      <BellList
        open={open}
        unread={unread}
        onOpenItem={(id) => {
          setOpen(false);
          onOpenItem(id);
        }}
      />
    </div>
  );
}

function BellList({ open, unread, onOpenItem }: { open: boolean; unread: number; onOpenItem: (id: string) => void }) {
  const { client } = useSession();
  const { items, next, loadOlder } = useInbox(open);
  const newest = items?.[0]?.seq;

  // Whoever has the list open sees what comes in, too.
  useEffect(() => {
    if (open && items?.some((item) => !item.seen)) client.mark({ as: 'seen', upTo: newest! }).catch(() => {});
  }, [open, newest]);

  if (!open) return null;
  const select = (item: InboxItem) => {
    if (!item.read) client.mark({ as: 'read', seqs: [item.seq] }).catch(toastError('It stays unread.'));
    if (item.entity?.type === 'workitem') onOpenItem(item.entity.id);
  };
  return (
    <section class="bell-list" data-testid="bell-list" aria-label="Notifications">
      <header>
        <h2>Notifications</h2>
        <button
          class="link"
          data-testid="mark-all-read"
          disabled={unread === 0 || newest === undefined}
          // Up to what this list shows: what comes in at this moment stays unread.
          onClick={() => client.mark({ as: 'read', upTo: newest! }).catch(toastError('They stay unread.'))}
        >
          Mark all read
        </button>
      </header>
      <div class="bell-items">
        {items?.map((item) => (
          <NotificationRow key={item.seq} item={item} onSelect={() => select(item)} />
        ))}
        {items?.length === 0 && <p class="bell-empty">Nothing yet. Follow an item, and what others do to it shows up here.</p>}
        {!items && <p class="bell-empty">Loading…</p>}
        {next !== null && (
          <button class="link" onClick={loadOlder}>
            Show older
          </button>
        )}
      </div>
    </section>
  );
}

function NotificationRow({ item, onSelect }: { item: InboxItem; onSelect: () => void }) {
  const sentence = sentenceOf(item, firstName);
  return (
    <button class="notification" data-testid={`notification-${item.seq}`} data-read={item.read} onClick={onSelect}>
      <Avatar user={item.authors[0] ?? null} size={28} decorative />
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
        <span class="muted">
          <TimeAgo at={item.updatedAt} />
        </span>
      </span>
      {!item.read && <span class="unread-dot" role="img" aria-label="Unread" />}
    </button>
  );
}

function useOutsideClick(element: { current: HTMLElement | null }, active: boolean, callback: () => void): void {
  useEffect(() => {
    if (!active) return;
    const onPointerDown = (event: PointerEvent) => {
      if (!element.current!.contains(event.target as Node)) callback();
    };
    addEventListener('pointerdown', onPointerDown);
    return () => removeEventListener('pointerdown', onPointerDown);
  }, [active]);
}
