import type { Comment, Committed, EntityRef, Fields, MutateOptions, Mutation, RealtimeClient, RealtimeError } from '@orleansrealtime/client';
import { useCallback, useMemo, useState } from 'react';
import { useClient } from '../provider/ClientContext.js';
import { Source, useSource } from '../ui/Source.js';

type PatchOptions = MutateOptions & { rebase?: boolean };
type PutOptions = MutateOptions & { createOnly?: boolean };

/** What a page does to one entity. Each call's promise may be left alone: what failed is in `error`. */
export interface EntityMutations<F = Fields> {
  patch(fields: { [Name in keyof F]?: F[Name] | null }, options?: PatchOptions): Promise<Committed>;
  put(fields: F, options?: PutOptions): Promise<Committed>;
  remove(options?: MutateOptions): Promise<void>;
  comment(text: string, mentions?: string[], options?: MutateOptions): Promise<Comment>;
  /** Something of this entity is on its way, wherever in this page it was done. */
  isPending: boolean;
  /** Why the last of them failed, until it is retried, discarded or done anew. */
  error?: RealtimeError;
  /** Tries again what failed, under the same idempotency keys. */
  retry(): void;
  /** Forgets what failed; what it drew is taken back. */
  discard(): void;
}

const none: readonly Mutation[] = [];

/** Changes an entity, and says what became of it. */
export function useMutation<F = Fields>(entity: EntityRef): EntityMutations<F> {
  const client = useClient();
  const { type, id } = entity;
  const [refused, setRefused] = useState<RealtimeError>();
  const source = useMemo(() => mutationsOf(client, { type, id }), [client, type, id]);
  const mutations = useSource(source, none);

  /** Begins one. What the call itself refuses, or does not keep, is in no list of the client's. */
  const run = useCallback(
    <T>(call: (ref: EntityRef) => Promise<T>): Promise<T> => {
      setRefused(undefined);
      const done = call({ type, id });
      done.catch((error: RealtimeError) => {
        if (!client.mutations.some((mutation) => mutation.error === error)) setRefused(error);
      });
      return done;
    },
    [client, type, id],
  );

  return useMemo(() => {
    const failed = mutations.filter(({ status }) => status === 'failed');
    const error = refused ?? failed.at(-1)?.error;
    return {
      patch: (fields, options) => run((ref) => client.patch(ref, fields as Fields, options)),
      put: (fields, options) => run((ref) => client.put(ref, fields as Fields, options)),
      remove: (options) => run((ref) => client.delete(ref, options)),
      comment: (text, mentions, options) => run((ref) => client.comment(ref, text, mentions, options)),
      isPending: mutations.some(({ status }) => status === 'pending'),
      ...(error && { error }),
      retry: () => failed.forEach((mutation) => mutation.retry()),
      discard: () => {
        setRefused(undefined);
        failed.forEach((mutation) => mutation.discard());
      },
    } satisfies EntityMutations<F>;
  }, [client, run, mutations, refused]);
}

/** Those of one entity: the same array for as long as nothing of it changes. */
function mutationsOf(client: RealtimeClient, { type, id }: EntityRef): Source<readonly Mutation[]> {
  const own = (all: readonly Mutation[]) => all.filter(({ entity }) => entity.type === type && entity.id === id);
  let last = own(client.mutations);
  const next = (all: readonly Mutation[]) => {
    const now = own(all);
    if (now.length !== last.length || now.some((mutation, index) => mutation !== last[index])) last = now;
    return last;
  };
  return new Source(last, (tell) => {
    tell(next(client.mutations));
    return client.onMutations((all) => tell(next(all)));
  });
}
