import './support/webcrypto.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EntityStore, type EntityView } from '../src/entities/entityStore.js';
import { Mutations } from '../src/mutations/mutations.js';
import { Pauses } from '../src/connection/pauses.js';
import type { Unsubscribe } from '../src/listeners.js';
import { Rest } from '../src/rest/rest.js';
import { TokenSource } from '../src/connection/token.js';
import type { Fields, WatchItem } from '../src/types.js';
import { item } from './support/entities.js';
import { epochOf, ModelServer, type Frame } from './support/modelServer.js';
import { seeded } from './support/random.js';

interface Request {
  key: string;
  patch: Fields;
  ifMatch: string | undefined;
  /** Done by the server, but not told yet. */
  answer?: Response;
  resolve: (answer: Response) => void;
  reject: (error: Error) => void;
}

interface OwnPatch {
  key: string;
  field: string;
  value: number;
  /** The life that was shown when it was answered. */
  answeredIn?: string;
}

/** One page, one server, and everything in between that can go wrong. The test decides what happens next. */
class World {
  readonly server = new ModelServer();
  readonly requests: Request[] = [];
  readonly own: OwnPatch[] = [];
  readonly store: EntityStore;
  readonly mutations: Mutations;
  readonly waits: (() => void)[] = [];
  view: EntityView | undefined;
  /** What was wrong with a view: a listener's own error would only be reported. */
  failure: unknown;
  delivered: Frame[] = [];
  /** Keys of what has failed, even if nobody keeps it any more. */
  readonly forgotten = new Set<string>();
  isConnected = false;
  shownIndex = -1;
  #lastValue = 0;
  #lookAway: Unsubscribe | undefined;

  constructor(private readonly seed: number) {
    const pauses = new Pauses();
    const rest = new Rest({ base: '', tokens: new TokenSource(async () => 't'), backoff: () => 0, pauses: atOnce(), fetch: this.#fetch });
    pauses.wait = () => new Promise((resolve) => this.waits.push(resolve));
    const invoke = async <T>(method: string, ...args: unknown[]) => {
      const items = args[0] as WatchItem[];
      return items.map((each) => (method === 'Watch' ? this.server.watch(each) : this.server.unwatch())) as T;
    };
    this.store = new EntityStore({ invoke, pauses, lingerMs: 0, mutationsOf: (key) => this.mutations.of(key) });
    this.mutations = new Mutations(rest, this.store, { retryForMs: Infinity });
    this.look();
  }

  look(): void {
    this.#lookAway ??= this.store.watch(item, (view) => {
      try {
        this.#check(view);
      } catch (error) {
        this.failure ??= error;
      }
    });
  }

  /** What is sent until the hub hears of it finds nobody. */
  lookAway(): void {
    this.#lookAway?.();
    this.#lookAway = undefined;
    this.view = undefined;
    this.delivered = [];
  }

  connect(): void {
    this.isConnected = true;
    void this.store.resume();
  }

  disconnect(): void {
    this.isConnected = false;
    this.server.linkLost();
    this.delivered = [];
    this.store.suspend();
  }

  deliver(frame = this.server.frames.shift()): void {
    if (!frame) return;
    this.delivered.push(frame);
    this.store.frames[frame.name](frame.body as never);
  }

  patch(field: string, isConditional: boolean): void {
    const value = ++this.#lastValue;
    const ifMatch = isConditional ? this.view?.state?.position : undefined;
    const key = `own${value}`;
    this.own.push({ key, field, value });
    const fields = { [field]: value };
    const call = { method: 'PATCH', path: '', body: fields, idempotencyKey: key, ...(ifMatch && { ifMatch }) } as const;
    this.mutations.run({ entity: item, what: 'patch', fields, call, rebase: true }).catch(() => {});
  }

  discard(): void {
    for (const mutation of this.mutations.all()) mutation.discard();
  }

  handle(request: Request): void {
    request.answer ??= this.server.patch(request.key, request.patch, request.ifMatch);
  }

  answer(request: Request, answer: Response | Error): void {
    this.requests.splice(this.requests.indexOf(request), 1);
    if (answer instanceof Error) request.reject(answer);
    else request.resolve(answer);
  }

  #fetch = ((_: string, { headers, body }: RequestInit) =>
    new Promise<Response>((resolve, reject) => {
      const { 'Idempotency-Key': key, 'If-Match': ifMatch } = headers as Record<string, string>;
      this.requests.push({ key: key!, patch: JSON.parse(body as string), ifMatch: ifMatch?.slice(1, -1), resolve, reject });
    })) as typeof fetch;

  /** At every single view: forward only, the server's values or own ones, and own ones until the server's have caught up. */
  #check(view: EntityView): void {
    this.view = view;
    const { state, mutations } = view;
    if (!state) return;
    const at = this.server.indexOf(state.position);
    assert.ok(at >= this.shownIndex, `seed ${this.seed}: went back to ${state.position}`);
    this.shownIndex = at;
    const committed = this.server.commits[at]!.fields!;
    const stands = new Map(mutations.map((mutation) => [mutation.key, mutation]));
    for (const field of new Set([...Object.keys(state.fields), ...Object.keys(committed), ...this.own.map((own) => own.field)])) {
      const patches = this.own.filter((own) => own.field === field);
      const doubtful = patches.filter(({ key }) => stands.get(key)?.error?.outcomeUnknown);
      const latest = patches.filter(({ key }) => stands.get(key)?.status !== 'failed' && !this.#isForgotten(key, stands)).at(-1);
      const allowed = [...doubtful.map(({ value }) => value), this.#expected(latest, stands, at) ?? committed[field]];
      assert.ok(allowed.includes(state.fields[field] as number), `seed ${this.seed}: ${field} is ${state.fields[field]} at ${state.position}, not ${allowed}`);
    }
  }

  #expected(own: OwnPatch | undefined, stands: ReadonlyMap<string, unknown>, at: number): number | undefined {
    if (!own) return undefined;
    const committedAt = this.server.positionOfKey.get(own.key);
    const life = epochOf(this.server.commits[at]!.position);
    // A page that learns of two new lives at once cannot know which is the later: it shows each one's committed state.
    if (committedAt && own.answeredIn && life !== own.answeredIn && life !== epochOf(committedAt)) this.forgotten.add(own.key);
    if (this.#isForgotten(own.key, stands)) return undefined;
    const isCovered = committedAt !== undefined && this.server.indexOf(committedAt) <= at;
    return stands.has(own.key) || !isCovered ? own.value : undefined;
  }

  /** Failed, and discarded or superseded since; or of no more account. */
  #isForgotten(key: string, stands: ReadonlyMap<string, unknown>): boolean {
    return !stands.has(key) && this.forgotten.has(key);
  }
}

function atOnce(): Pauses {
  const pauses = new Pauses();
  pauses.wait = pauses.hold = () => Promise.resolve();
  return pauses;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const refusal = (status: number, code: string) => new Response(JSON.stringify({ code }), { status });

async function play(seed: number): Promise<void> {
  const random = seeded(seed);
  const pick = <T>(all: readonly T[]): T | undefined => all[random.below(all.length)];
  const world = new World(seed);
  const { server, mutations } = world;
  mutations.onMutation.add(({ key, status }) => {
    if (status === 'failed') world.forgotten.add(key);
    if (status === 'committed') world.own.find((own) => own.key === key)!.answeredIn = epochOf(server.commits[world.shownIndex]!.position);
  });

  const request = (act: (request: Request) => void) => {
    const one = pick(world.requests);
    if (one) act(one);
  };
  const steps: [weight: number, step: () => void][] = [
    // What is edited is what is seen.
    [4, () => world.view?.state && world.patch(`f${random.below(3)}`, random.below(3) === 0)],
    [4, () => server.now.fields && server.change({ [`f${random.below(3)}`]: -1 - random.below(1_000_000) })],
    [1, () => (server.now.fields ? server.delete() : server.create())],
    [1, () => !server.now.fields && server.create()],
    [8, () => world.deliver()],
    [2, () => world.isConnected && world.delivered.length > 0 && world.deliver(pick(world.delivered))],
    [1, () => server.frames.shift()],
    [1, () => server.conflate()],
    [1, () => (world.isConnected ? world.disconnect() : world.connect())],
    [2, () => !world.isConnected && world.connect()],
    [1, () => world.waits.shift()?.()],
    [1, () => world.lookAway()],
    [2, () => world.look()],
    [1, () => world.discard()],
    [4, () => request((one) => world.handle(one))],
    [6, () => request((one) => (world.handle(one), world.answer(one, one.answer!)))],
    [2, () => request((one) => world.answer(one, new TypeError('lost')))],
    [1, () => request((one) => world.answer(one, refusal(503, 'outcome_unknown')))],
    [1, () => request((one) => !one.answer && world.answer(one, refusal(403, 'access_denied')))],
  ];
  const deck = steps.flatMap(([weight, step]) => Array.from({ length: weight }, () => step));

  for (let count = 0; count < 60; count++) {
    pick(deck)!();
    if (random.below(4) > 0) await turn();
    if (world.failure) throw world.failure;
  }

  if (!server.now.fields) server.create();
  if (!world.isConnected) world.connect();
  world.look();
  // Whatever was lost before it, the client finds out from this one.
  server.change({ last: 1 });
  for (let calm = 0; calm < 3; ) {
    const isCalm = world.requests.length + server.frames.length + world.waits.length === 0;
    calm = isCalm ? calm + 1 : 0;
    for (const one of [...world.requests]) (world.handle(one), world.answer(one, one.answer!));
    world.deliver();
    world.waits.shift()?.();
    await turn();
  }
  world.discard();
  if (world.failure) throw world.failure;
  assert.equal(mutations.all().length, 0, `seed ${seed}: something is still pending`);
  assert.equal(world.view?.status, 'ready', `seed ${seed}`);
  assert.equal(world.view?.state?.position, server.now.position, `seed ${seed}`);
  assert.deepEqual(world.view?.state?.fields, server.now.fields, `seed ${seed}`);
}

test('whatever is lost, doubled, late, refused, deleted or made anew: forward only, no flicker, and the truth in the end', async () => {
  for (let seed = 1; seed <= 400; seed++) await play(seed);
});
