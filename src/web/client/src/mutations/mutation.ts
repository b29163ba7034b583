import type { RealtimeError } from '../errors.js';
import type { EntityRef, Fields } from '../types.js';

/** Something this page does to an entity, as it stands at one moment: the next moment is another object. */
export interface Mutation {
  /** This client's own number for it, the same through all its moments. */
  readonly id: number;
  /** The `Idempotency-Key` of all its tries. */
  readonly key: string;
  readonly entity: EntityRef;
  readonly what: 'put' | 'patch' | 'delete' | 'comment' | 'follow' | 'unfollow';
  /** What a put or patch sets. */
  readonly fields?: Fields;
  /**
   * `pending`: it waits for its turn, its answer or its next try. `committed`: it is durable. `failed`: nobody tries any
   * more; it was refused, or with `error.outcomeUnknown` it may have been committed all the same.
   */
  readonly status: 'pending' | 'committed' | 'failed';
  /** When the page asked for it. */
  readonly since: Date;
  /** Committed only: where. */
  readonly position?: string;
  /** Failed only: why. */
  readonly error?: RealtimeError;
  /**
   * Failed only, otherwise nothing: has it pending again, under the same key, so that what was committed unseen is found
   * out and not done twice. After a conflict it is put over what is there by now. An outcome that has been unknown for a
   * day stays so: it fails again with `key_expired`.
   */
  retry(): void;
  /** Failed only, otherwise nothing: forgets it. What it drew is taken back. */
  discard(): void;
}
