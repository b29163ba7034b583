import type { InboxItem } from '@orleansrealtime/client';
import { english } from '@orleansrealtime/react';
import { useEffect, useState } from 'preact/hooks';
import { firstName } from '../session/people.js';
import { useSession } from '../session/Session.js';
import { Avatar } from '../ui/Avatar.js';
import { CloseIcon } from '../ui/icons.js';

const shownMs = 7_000;
const atOnce = 3;

/** What the server sends at once shows for a moment below the bell; what comes quietly is in the list only. */
export function PopUps({ onOpen }: { onOpen: (item: InboxItem) => void }) {
  const { client } = useSession();
  const [items, setItems] = useState<readonly InboxItem[]>([]);

  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const stop = client.onNotification(({ item, caughtUp }) => {
      if (caughtUp) return;
      const without = (all: readonly InboxItem[]) => all.filter(({ seq }) => seq !== item.seq && !item.replaces?.includes(seq));
      setItems((all) => [...without(all), item].slice(-atOnce));
      timers.add(setTimeout(() => setItems(without), shownMs));
    });
    return () => {
      stop();
      timers.forEach(clearTimeout);
    };
  }, [client]);

  const dismiss = (seq: number) => setItems((all) => all.filter((item) => item.seq !== seq));
  return (
    <div class="pop-ups" role="status">
      {items.map((item) => (
        <div class="pop-up" key={item.seq} data-testid="pop-up">
          <button
            class="pop-up-text"
            onClick={() => {
              dismiss(item.seq);
              client.mark({ as: 'read', seqs: [item.seq] }).catch(() => {});
              onOpen(item);
            }}
          >
            <Avatar user={item.authors[0] ?? null} size={24} decorative />
            <Said item={item} />
          </button>
          <button class="icon-button" aria-label="Dismiss" onClick={() => dismiss(item.seq)}>
            <CloseIcon />
          </button>
        </div>
      ))}
    </div>
  );
}

function Said({ item }: { item: InboxItem }) {
  const sentence = english.sentence(item, item.authors.map(firstName));
  return (
    <span>
      {sentence && `${sentence} `}
      <strong>{item.title}</strong>
    </span>
  );
}
