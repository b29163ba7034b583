import { RealtimeError } from '../errors.js';
import type { Rest } from '../rest/rest.js';
import type { Badge, Mark } from '../types.js';

export interface MarkQueueOptions {
  /** How long a mark is tried before it counts as failed (5 min). Time that the machine slept, or that it waited behind others, does not count. */
  retryForMs?: number;
  /** How many may be pending (1,000). */
  maxPending?: number;
}

export interface MarkOptions {
  /** It is sent also when the page is left meanwhile, as for what an item links to. Small requests only can. */
  outlivesPage?: boolean;
}

export interface AnsweredMark {
  badge: Badge;
  /** It took more than one try: an earlier one may have done it, and others something since, before this answer. */
  isLate: boolean;
}

/**
 * Own marks on their way: one at a time and in order, so that no later one is undone by an earlier one that was slow. One
 * that outlives the page waits only for those that could undo it: what has not been sent when the page is left is lost.
 */
export class MarkQueue {
  readonly #pending = new Set<Mark>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly rest: Rest,
    private readonly options: MarkQueueOptions = {},
  ) {}

  /** Oldest first: to be drawn over what is known. */
  get pending(): Iterable<Mark> {
    return this.#pending;
  }

  run(mark: Mark, options: MarkOptions = {}): Promise<AnsweredMark> {
    if (this.#pending.size >= (this.options.maxPending ?? 1_000)) {
      return Promise.reject(new RealtimeError('too_many_mutations', 'Too many marks are pending.'));
    }
    const isFree = options.outlivesPage && [...this.#pending].every((earlier) => !couldUndo(earlier, mark));
    this.#pending.add(mark);
    const answered = isFree ? this.#send(mark, options) : this.#last.then(() => this.#send(mark, options));
    this.#last = Promise.allSettled([this.#last, answered]);
    return answered.finally(() => this.#pending.delete(mark));
  }

  async #send(mark: Mark, { outlivesPage = false }: MarkOptions): Promise<AnsweredMark> {
    let tries = 0;
    const call = { method: 'POST', path: '/me/inbox/mark', body: mark, outlivesPage } as const;
    const badge = await this.rest.send<Badge>(call, { retryForMs: this.options.retryForMs ?? 300_000, beforeTry: () => void tries++ });
    return { badge, isLate: tries > 1 };
  }
}

/** To be seen is of no other mark's making; anything else of the same items might be. */
function couldUndo(earlier: Mark, later: Mark): boolean {
  if (earlier.as === 'seen') return false;
  return !('seqs' in earlier) || !('seqs' in later) || earlier.seqs.some((seq) => later.seqs.includes(seq));
}
