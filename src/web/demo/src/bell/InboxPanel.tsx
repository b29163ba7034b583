import type { InboxItem } from '@orleansrealtime/client';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../session/Session.js';
import { GearIcon } from '../ui/icons.js';
import { Tabs } from '../ui/Tabs.js';
import { toastError } from '../ui/toasts.js';
import { NotificationRow } from './NotificationRow.js';
import { useInbox, type InboxTab } from './useInbox.js';

const tabs: readonly { id: InboxTab; name: string; empty: string }[] = [
  { id: 'all', name: 'All', empty: 'Nothing yet. Follow an item, and what others do to it shows up here.' },
  { id: 'unread', name: 'Unread', empty: 'Everything is read.' },
  { id: 'archived', name: 'Archived', empty: 'What you archive is kept here.' },
  { id: 'snoozed', name: 'Snoozed', empty: 'What you snooze waits here, and comes back by itself.' },
];

interface Props {
  open: boolean;
  unread: number;
  onOpenItem: (id: string) => void;
  onPreferences: () => void;
}

export function InboxPanel({ open, unread, onOpenItem, onPreferences }: Props) {
  const { client } = useSession();
  const [tab, setTab] = useState<InboxTab>('all');
  const { items, hasOlder, error, loadOlder } = useInbox(tab);
  const newest = items?.[0]?.seq;
  const showsNew = tab === 'all' || tab === 'unread';

  // Whoever has the list open sees what comes in, too.
  useEffect(() => {
    if (open && showsNew && items?.some((item) => !item.seen)) client.mark({ as: 'seen', upTo: newest! }).catch(() => {});
  }, [open, showsNew, newest]);

  if (!open) return null;
  const select = (item: InboxItem) => {
    if (!item.read) client.mark({ as: 'read', seqs: [item.seq] }).catch(toastError('It stays unread.'));
    if (item.entity?.type === 'workitem' && !item.deleted) onOpenItem(item.entity.id);
  };
  return (
    <section class="bell-list" data-testid="bell-list" aria-label="Notifications">
      <header>
        <h2>Notifications</h2>
        {showsNew && (
          <button
            class="link"
            data-testid="mark-all-read"
            disabled={unread === 0 || newest === undefined}
            // Up to what this list shows: what comes in at this moment stays unread.
            onClick={() => client.mark({ as: 'read', upTo: newest! }).catch(toastError('They stay unread.'))}
          >
            Mark all read
          </button>
        )}
        <button
          class="icon-button"
          data-testid="open-preferences"
          aria-label="What reaches me, and why"
          title="What reaches me, and why"
          onClick={onPreferences}
        >
          <GearIcon />
        </button>
      </header>
      <Tabs label="Which notifications" tabs={tabs} chosen={tab} testId="inbox-tab" panelId="inbox-items" onChoose={setTab} />
      <div class="bell-items" id="inbox-items" role="tabpanel" aria-labelledby={`inbox-tab-${tab}`} aria-busy={!items}>
        <ul>
          {items?.map((item) => (
            <NotificationRow key={item.seq} item={item} onSelect={() => select(item)} />
          ))}
        </ul>
        {items?.length === 0 && <p class="bell-empty">{tabs.find(({ id }) => id === tab)!.empty}</p>}
        {!items && <p class="bell-empty">{error ? 'They cannot be read now.' : 'Loading…'}</p>}
        {hasOlder && (
          <button class="link" onClick={loadOlder}>
            Show older
          </button>
        )}
      </div>
    </section>
  );
}
