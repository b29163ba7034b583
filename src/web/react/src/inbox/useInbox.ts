import type { Badge, InboxList, InboxListOptions, InboxView, Mark, MarkOptions } from '@orleansrealtime/client';
import { useCallback, useMemo } from 'react';
import { useClient } from '../provider/ClientContext.js';
import { Source, useSource } from '../ui/Source.js';

export interface LiveInbox extends InboxView {
  /** Reads the next page. Fails when it cannot be read; the list stays as it is. */
  loadOlder(): Promise<void>;
  /** Drawn at once; a refusal takes it back. Its promise may be left alone. */
  mark(mark: Mark, options?: MarkOptions): Promise<Badge>;
}

const unread: InboxView = { hasOlder: false };

/** A part of the inbox, newest first, kept up for as long as the component shows it. `items` is undefined until it was read. */
export function useInbox({ filter, kind, entity, limit }: InboxListOptions = {}): LiveInbox {
  const client = useClient();
  const { type, id } = entity ?? {};
  const { source, loadOlder } = useMemo(() => {
    let list: InboxList | undefined;
    const options: InboxListOptions = {
      ...(filter && { filter }),
      ...(kind !== undefined && { kind }),
      ...(type !== undefined && id !== undefined && { entity: { type, id } }),
      ...(limit !== undefined && { limit }),
    };
    const source = new Source(unread, (tell) => {
      const own = client.watchInbox(options, tell);
      list = own;
      return () => own.close();
    });
    return { source, loadOlder: async () => list?.loadOlder() };
  }, [client, filter, kind, type, id, limit]);
  const mark = useCallback(
    (mark: Mark, options?: MarkOptions) => {
      const done = client.mark(mark, options);
      done.catch(() => {});
      return done;
    },
    [client],
  );
  const view = useSource(source, unread);
  return useMemo(() => ({ ...view, loadOlder, mark }), [view, loadOlder, mark]);
}
