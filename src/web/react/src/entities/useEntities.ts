import type { EntityRef, EntityView, Fields } from '@orleansrealtime/client';
import { useMemo } from 'react';
import { useClient } from '../provider/ClientContext.js';
import { Source, useSource } from '../ui/Source.js';
import { loading, type LiveEntity } from './useEntity.js';

/**
 * Several entities, each in its place. The array is the same one until a view in it changes, however often the list of
 * references is made anew. A connection watches at most 2,000 entities.
 * @throws TypeError for what is no list.
 */
export function useEntities<F = Fields>(entities: readonly EntityRef[]): readonly LiveEntity<F>[] {
  if (!Array.isArray(entities)) throw new TypeError('useEntities takes a list of entities, each with a type and an id.');
  const client = useClient();
  const names = JSON.stringify((entities as readonly EntityRef[]).map((entity) => [entity?.type, entity?.id]));
  const { source, atServer } = useMemo(() => {
    const refs = (JSON.parse(names) as [string, string][]).map(([type, id]) => ({ type, id }));
    const known = refs.map((ref) => client.view(ref) ?? loading);
    return { source: new Source<readonly EntityView[]>(known, (tell) => watchAll(refs, tell)), atServer: refs.map(() => loading) };

    function watchAll(refs: readonly EntityRef[], tell: (views: readonly EntityView[]) => void): () => void {
      const views = [...known];
      // All of them call back at once: one array for all that.
      let isOpen = false;
      const stops = refs.map((ref, index) =>
        client.watch(ref, (view) => {
          views[index] = view;
          if (isOpen) tell([...views]);
        }),
      );
      isOpen = true;
      tell([...views]);
      return () => stops.forEach((stop) => stop());
    }
  }, [client, names]);
  return useSource(source, atServer) as readonly LiveEntity<F>[];
}
