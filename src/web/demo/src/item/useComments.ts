import type { Comment, EntityRef } from '@orleansrealtime/client';
import { useStatus } from '@orleansrealtime/react';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../session/Session.js';
import { toastError } from '../ui/toasts.js';
import { mergeComments, missingFrom } from './commentPages.js';

export interface Comments {
  /** Oldest first. */
  items: readonly Comment[];
  earlier: number;
  loadEarlier(): void;
}

/** Comments do not come over the hub; their count does, and says when to read the newest page again. */
export function useComments(entity: EntityRef, count: number | undefined): Comments {
  const { client } = useSession();
  const [items, setItems] = useState<readonly Comment[]>([]);
  const live = useStatus().state === 'live';
  const merge = (page: readonly Comment[]) => setItems((known) => mergeComments(known, page));

  useEffect(() => {
    if (!count || !live) return;
    let current = true;
    client
      .comments(entity)
      .then((page) => current && merge(page.comments))
      .catch(toastError('The comments could not be read.'));
    return () => void (current = false);
  }, [client, entity.id, count, live]);

  return {
    items,
    earlier: missingFrom(items, count ?? 0),
    loadEarlier: () => {
      client
        .comments(entity, { before: items[0]!.id })
        .then((page) => merge(page.comments))
        .catch(toastError('Earlier comments could not be read.'));
    },
  };
}
