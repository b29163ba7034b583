import type { InboxFilter, InboxList, InboxView } from '@orleansrealtime/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useSession } from '../session/Session.js';
import { toastError } from '../ui/toasts.js';
import { useStillWhilePressed } from '../ui/useStillWhilePressed.js';

export type InboxTab = 'all' | Exclude<InboxFilter, 'all'>;

/** One tab's list, read when it is first shown and kept up until another is chosen. */
export function useInbox(tab: InboxTab): InboxView & { loadOlder(): void } {
  const { client } = useSession();
  const [view, setView] = useState<InboxView>({ hasOlder: false });
  const list = useRef<InboxList>(null);

  useEffect(() => {
    setView({ hasOlder: false });
    // What is archived or snoozed has a tab of its own.
    const own = client.watchInbox(tab === 'all' ? {} : { filter: tab }, setView);
    list.current = own;
    return () => own.close();
  }, [client, tab]);

  return { ...useStillWhilePressed(view), loadOlder: () => void list.current!.loadOlder().catch(toastError('Older notifications could not be read.')) };
}
