import type { RealtimeClient } from '../client.js';
import type { Unsubscribe } from '../listeners.js';

/** What of a browser it uses; tests stand an object in its place. */
export interface Shell {
  document: { title: string };
  navigator: { setAppBadge?: (count: number) => Promise<void>; clearAppBadge?: () => Promise<void> };
}

const mark = /^\(\d+\+?\) /;

/**
 * The unread count in front of the page's title, `(3) Board`, and on the app's icon where the browser has one. The page
 * may go on changing its title through `document.title`; the count joins it at the next badge. Ended, both are gone.
 */
export function showUnread(client: Pick<RealtimeClient, 'badge' | 'onBadge'>, shell: Shell = globalThis): Unsubscribe {
  const { document, navigator } = shell;
  const show = (unread: number) => {
    const title = document.title.replace(mark, '');
    document.title = unread > 0 ? `(${unread > 99 ? '99+' : unread}) ${title}` : title;
    // Refused where the page is not an installed app.
    const shown = unread > 0 ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.();
    shown?.catch(() => {});
  };
  show(client.badge?.unread ?? 0);
  const stop = client.onBadge(({ unread }) => show(unread));
  return () => {
    stop();
    show(0);
  };
}
