import { addItems, applyMark, type InboxItem } from '@orleansrealtime/client';
import { useEffect, useState } from 'preact/hooks';
import { useSession, useStatus } from '../session/Session.js';
import { toastError } from '../ui/toasts.js';

export interface InboxList {
  /** Newest first; undefined until read for the first time. */
  items: readonly InboxItem[] | undefined;
  /** Where older items begin, if there are any. */
  next: number | null;
  loadOlder(): void;
}

/** The list under the bell, read when it is first opened and kept up from then on. */
export function useInbox(open: boolean): InboxList {
  const { client } = useSession();
  const [items, setItems] = useState<readonly InboxItem[]>();
  const [next, setNext] = useState<number | null>(null);
  const [resets, setResets] = useState(0);
  const live = useStatus().state === 'live';

  useEffect(
    () => client.onNotification(({ item }) => setItems((known) => known && addItems(known, [item]))),
    [client],
  );
  useEffect(() => client.onMarked((mark) => setItems((known) => known && applyMark(known, mark))), [client]);
  useEffect(() => client.onInboxReset(() => setResets((count) => count + 1)), [client]);

  // Again after each reset. And when it is live again: a read may have failed while it was not.
  useEffect(() => {
    if (!open || !live) return;
    let current = true;
    client
      .inbox({ limit: 50 })
      .then((page) => {
        if (!current) return;
        // What came in while the page was on its way is not on it.
        setItems((known = []) => addItems(page.items, known.filter(({ seq }) => seq > page.badge.lastSeq)));
        setNext(page.next);
      })
      .catch(toastError('The notifications could not be read.'));
    return () => void (current = false);
  }, [client, open, live, resets]);

  return {
    items,
    next,
    loadOlder: () => {
      client
        .inbox({ before: next!, limit: 50 })
        .then((page) => {
          setItems((known) => addItems(known ?? [], page.items));
          setNext(page.next);
        })
        .catch(toastError('Older notifications could not be read.'));
    },
  };
}
