import { following, overriding, rebased } from '../entities/conditions.js';
import { closedError, RealtimeError } from '../errors.js';
import { hasField } from '../json.js';
import { Listeners } from '../listeners.js';
import type { Mutation } from './mutation.js';
import { Stopwatch } from '../connection/stopwatch.js';
import { newKey, type Call, type Rest } from '../rest/rest.js';
import type { EntityRef, EntityState, Fields } from '../types.js';
import { keyOf } from '../connection/watchQueue.js';

export interface MutationRequest {
  entity: EntityRef;
  what: Mutation['what'];
  fields?: Fields;
  call: Call;
  /** After a conflict with changes to other fields only, try again at the new position. */
  rebase?: boolean;
  /** False: whoever asked deals with a failure, nobody retries or discards it later. */
  keepFailed?: boolean;
}

export interface MutationOptions {
  /** How long one is tried before it counts as failed. Time that the machine slept does not count. */
  retryForMs?: number;
  /** How many may be pending. More would not be what anyone meant. */
  maxPending?: number;
  now?: () => number;
}

/** What an entity's store needs to know, before anybody else. */
export interface MutationSink {
  mutated(mutation: Mutation, answer?: Partial<EntityState>): void;
  forgotten(mutation: Mutation): void;
}

interface Job {
  readonly id: number;
  readonly key: string;
  readonly request: MutationRequest;
  readonly since: Date;
  call: Call;
  status: Mutation['status'];
  position?: string;
  error?: RealtimeError;
  /** When a try may first have reached the server: from then on it counts down to forgetting the key. */
  sent?: Stopwatch;
  rebases: number;
  resolve: (answer: unknown) => void;
  reject: (error: RealtimeError) => void;
}

/** The server keeps a key for 24 hours from the commit, which is never before the first try; its clock may differ. */
const keyLifetimeMs = 24 * 3_600_000 - 15 * 60_000;

/** Failures that nobody looks at must not pile up: the oldest go. */
const maxFailed = 100;

/** An entity that changes under every try is in conflict, whatever its fields say. */
const maxRebases = 20;

/** Own mutations: sent one at a time for each entity, in order, until each is committed or failed. */
export class Mutations {
  /** Each moment of each mutation. */
  readonly onMutation = new Listeners<Mutation>();
  /** All that are pending or failed, whenever that changes. */
  readonly onMutations = new Listeners<readonly Mutation[]>();
  readonly #jobs = new Map<number, Job>();
  readonly #queues = new Map<string, Job[]>();
  #lastId = 0;
  #closed = false;

  constructor(
    private readonly rest: Rest,
    private readonly sink: MutationSink,
    private readonly options: MutationOptions = {},
  ) {}

  /** Pending and failed ones, oldest first. */
  all(): readonly Mutation[] {
    return [...this.#jobs.values()].map((job) => this.#mutation(job));
  }

  of(key: string): readonly Mutation[] {
    return this.all().filter(({ entity }) => keyOf(entity) === key);
  }

  run<T>(request: MutationRequest): Promise<T> {
    if (this.#closed) return Promise.reject(closedError());
    if (this.#isFull()) return Promise.reject(new RealtimeError('too_many_mutations', 'Too many mutations are pending.'));
    const key = request.call.idempotencyKey ?? newKey();
    return new Promise<T>((resolve, reject) => {
      const job: Job = {
        id: ++this.#lastId,
        key,
        request,
        since: new Date(this.#now()),
        call: { ...request.call, idempotencyKey: key },
        status: 'pending',
        rebases: 0,
        resolve: resolve as Job['resolve'],
        reject,
      };
      this.#enqueue(job);
      this.#supersede(job);
    });
  }

  /** Pending ones make no further try and fail with `closed`; nobody is told but who waits for the answer. */
  close(): void {
    this.#closed = true;
    this.onMutation.clear();
    this.onMutations.clear();
  }

  #enqueue(job: Job): void {
    job.status = 'pending';
    delete job.error;
    // Behind what is pending by now, also in the list.
    this.#jobs.delete(job.id);
    this.#jobs.set(job.id, job);
    const key = keyOf(job.request.entity);
    const queue = this.#queues.get(key);
    if (queue) queue.push(job);
    else {
      this.#queues.set(key, [job]);
      void this.#work(key, this.#queues.get(key)!);
    }
    this.#tell(job);
  }

  async #work(key: string, queue: Job[]): Promise<void> {
    // Not before whoever asked has returned: what is pending is drawn first.
    await Promise.resolve();
    for (let job = queue[0]; job; job = queue[0]) {
      await this.#settle(job, queue);
      queue.shift();
    }
    this.#queues.delete(key);
  }

  async #settle(job: Job, queue: readonly Job[]): Promise<void> {
    while (true) {
      try {
        const answer = await this.rest.send<Partial<EntityState> | undefined>(job.call, {
          retryForMs: this.options.retryForMs ?? 300_000,
          beforeTry: () => this.#checkKey(job),
        });
        return this.#committed(job, queue, answer);
      } catch (thrown) {
        const error = thrown as RealtimeError;
        if (this.#closed || !this.#rebase(job, error)) return this.#failed(job, error);
      }
    }
  }

  #checkKey(job: Job): void {
    job.sent ??= new Stopwatch(this.options.now);
    if (job.sent.elapsedMs > keyLifetimeMs) throw keyExpired();
  }

  #committed(job: Job, queue: readonly Job[], answer: Partial<EntityState> | undefined): void {
    const { what } = job.request;
    const position = answer?.position;
    if ((what === 'put' || what === 'patch') && position === undefined) {
      return this.#failed(job, new RealtimeError('network', 'What answered is not the platform.').withOutcomeUnknown());
    }
    this.#jobs.delete(job.id);
    job.status = 'committed';
    if (position !== undefined) {
      job.position = position;
      for (const next of queue) if (!next.sent) next.call = following(next.call, position);
    }
    this.#tell(job, answer);
    job.resolve(answer);
  }

  #failed(job: Job, error: RealtimeError): void {
    job.status = 'failed';
    job.error = error;
    if (job.request.keepFailed === false) this.#jobs.delete(job.id);
    const failed = [...this.#jobs.values()].filter(({ status }) => status === 'failed');
    for (const oldest of failed.slice(0, -maxFailed)) this.#forget(oldest);
    this.#tell(job);
    // Nobody can discard it any more: what may have been committed is not drawn until that is known.
    if (job.request.keepFailed === false) this.sink.forgotten(this.#mutation(job));
    job.reject(error);
  }

  #rebase(job: Job, error: RealtimeError): boolean {
    const { rebase, fields } = job.request;
    const call = rebase && fields && rebased(job.call, fields, error);
    if (!call || ++job.rebases > maxRebases) return false;
    job.call = call;
    return true;
  }

  #retry(job: Job): void {
    if (job.status !== 'failed' || !this.#jobs.has(job.id) || this.#closed || this.#isFull()) return;
    const { error } = job;
    if (error?.outcomeUnknown) {
      if ((job.sent?.elapsedMs ?? 0) > keyLifetimeMs) return this.#failed(job, keyExpired());
    } else delete job.sent;
    if (error) job.call = overriding(job.call, error);
    this.#enqueue(job);
  }

  #discard(job: Job): void {
    if (job.status !== 'failed' || !this.#jobs.has(job.id)) return;
    this.#forget(job);
    this.onMutations.emit(this.all());
  }

  #forget(job: Job): void {
    this.#jobs.delete(job.id);
    this.sink.forgotten(this.#mutation(job));
  }

  /** Whoever sets the same fields again has dealt with the failure. After the new one was drawn: the old never shows through. */
  #supersede({ request: { entity, fields = {} } }: Job): void {
    const superseded = [...this.#jobs.values()].filter(
      ({ status, request }) =>
        status === 'failed' &&
        request.what === 'patch' &&
        keyOf(request.entity) === keyOf(entity) &&
        Object.keys(request.fields ?? {}).every((name) => hasField(fields, name)),
    );
    if (superseded.length === 0) return;
    for (const old of superseded) this.#forget(old);
    this.onMutations.emit(this.all());
  }

  #tell(job: Job, answer?: Partial<EntityState>): void {
    const mutation = this.#mutation(job);
    this.sink.mutated(mutation, answer);
    this.onMutation.emit(mutation);
    this.onMutations.emit(this.all());
  }

  #mutation(job: Job): Mutation {
    const { id, key, status, since, position, error } = job;
    const { entity, what, fields } = job.request;
    return {
      id,
      key,
      entity,
      what,
      status,
      since,
      ...(fields && { fields }),
      ...(position && { position }),
      ...(error && { error }),
      retry: () => this.#retry(job),
      discard: () => this.#discard(job),
    };
  }

  #isFull(): boolean {
    const pending = [...this.#jobs.values()].filter(({ status }) => status === 'pending');
    return pending.length >= (this.options.maxPending ?? 1_000);
  }

  #now(): number {
    return (this.options.now ?? Date.now)();
  }
}

const keyExpired = (): RealtimeError =>
  new RealtimeError('key_expired', 'It is too late to find out whether this was saved.', undefined, undefined, true);
