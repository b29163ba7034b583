import type { EntityRef, EntityState, EntityView, Fields } from '@orleansrealtime/client';
import { useMemo } from 'react';
import { useClient } from '../provider/ClientContext.js';
import { Source, useSource } from '../ui/Source.js';

/** A view whose fields the application knows. */
export type LiveEntity<F = Fields> = Omit<EntityView, 'state'> & { state?: EntityState<F> };

export const loading: EntityView = { status: 'loading', mutations: [], pending: 0 };

/**
 * An entity as it is now, with own pending patches drawn over it, for as long as the component shows it. Without one,
 * null or undefined, nothing is watched, and the view stays `loading`. `F` is what the application has in its fields;
 * nobody checks it.
 */
export function useEntity<F = Fields>(entity: EntityRef | null | undefined): LiveEntity<F> {
  const client = useClient();
  const isNone = entity == null;
  const type = entity?.type as string;
  const id = entity?.id as string;
  const source = useMemo(() => {
    const ref = { type, id };
    return new Source((!isNone && client.view(ref)) || loading, (tell) => (isNone ? () => {} : client.watch(ref, tell)));
  }, [client, isNone, type, id]);
  return useSource(source, loading) as LiveEntity<F>;
}
