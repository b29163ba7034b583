import { fullJitter } from './connection/backoff.js';
import { Connection, type Status } from './connection/connection.js';
import { RealtimeError } from './errors.js';
import { EntityStore, type EntityView } from './entities/entityStore.js';
import type { OpenLink, Transport } from './connection/hubLink.js';
import { Inbox, type Notified } from './inbox/inbox.js';
import { InboxList, type InboxListOptions, type InboxView } from './inbox/inboxList.js';
import type { MarkOptions } from './inbox/markQueue.js';
import { argumentOf, fieldsOf } from './json.js';
import type { Mutation } from './mutations/mutation.js';
import { Mutations, type MutationRequest } from './mutations/mutations.js';
import { OwnPresence } from './presence/ownPresence.js';
import { Pauses } from './connection/pauses.js';
import { PreferencesCalls } from './inbox/preferences.js';
import type { Unsubscribe } from './listeners.js';
import { entityPath, refOf, segment } from './rest/path.js';
import { Rest, type Call } from './rest/rest.js';
import { signalrLink } from './connection/signalrLink.js';
import { TabCrowd } from './connection/tabCrowd.js';
import { browserTabs, type OpenTabs } from './connection/tabs.js';
import { TokenSource, type TokenProvider } from './connection/token.js';
import type {
  Badge,
  Comment,
  CommentPage,
  EntityRef,
  EntityState,
  Explanation,
  Fields,
  FollowerPage,
  InboxPage,
  InboxQuery,
  Mark,
  MarkedFrame,
  PastExplanation,
  Preferences,
  PreferencesPatch,
  Presence,
  UserPresence,
  WouldQuery,
} from './types.js';
import { ViewerStore, type Viewers } from './presence/viewers.js';
import { onWake } from './connection/wake.js';

export interface ConnectOptions {
  /** Where the platform is, such as `https://live.example.com`; empty for the page's own origin. */
  url: string;
  workspace: string;
  /** The user that the tokens are for. */
  user: string;
  token: TokenProvider;
  transport?: Transport;
  skipNegotiation?: boolean;
  /** Bounds of the waits between tries: anything up to `baseMs` first, doubled each time, never past `capMs`. */
  retry?: { baseMs?: number; capMs?: number };
  /** How long a mutation or a mark is tried (5 min), and how many may be pending (1,000 of each): past these it fails. */
  mutations?: { retryForMs?: number; maxPending?: number };
  /** For tests, and for a hub that is reached another way. */
  openLink?: OpenLink;
  /** For tests: how the tabs of one browser reach each other. Usually a BroadcastChannel, where there is one. */
  openTabs?: OpenTabs;
}

/** The most users that one call tells the presence of. */
const maxPresences = 100;

export interface MutateOptions {
  /** Only if the entity is still at this position; `*`: only if it exists. */
  ifMatch?: string;
  idempotencyKey?: string;
  /** False: the caller deals with a failure. It is not kept among `mutations` for the page to retry or discard. */
  keepFailed?: boolean;
}

/** The state after the mutation. The answer to one that was found committed by an earlier try has the position only. */
export type Committed = EntityRef & { position: string } & Partial<EntityState>;

/** Connects, and stays connected until `close`. Calls may be made at once: they do not wait for the hub. */
export function connect(options: ConnectOptions): RealtimeClient {
  const client = new RealtimeClient(options);
  client.start();
  return client;
}

export class RealtimeClient {
  readonly #connection: Connection;
  readonly #crowd: TabCrowd;
  readonly #entities: EntityStore;
  readonly #inbox: Inbox;
  readonly #mutations: Mutations;
  readonly #pauses = new Pauses();
  readonly #preferences: PreferencesCalls;
  readonly #presence: OwnPresence;
  readonly #rest: Rest;
  readonly #viewers = new ViewerStore();
  readonly #joinTabs: () => void;
  #stopWaking: () => void = () => {};

  /** Whose client it is. */
  readonly user: string;

  /** Nothing is opened before `start`: one that is never started needs no `close`. */
  constructor(options: ConnectOptions) {
    const { url, workspace, user, token, retry } = options;
    const root = url.replace(/\/+$/, '');
    const tokens = new TokenSource(token);
    const backoff = fullJitter(retry);
    const pauses = this.#pauses;
    this.user = user;
    this.#rest = new Rest({ base: `${root}/v1/${segment(workspace, 'workspace', 'bad_key')}`, tokens, backoff, pauses });
    this.#crowd = new TabCrowd(() => {
      const { status } = this;
      return status.state === 'live' && status.transport !== undefined && status.transport !== 'webSockets';
    });
    this.#joinTabs = () => {
      const openTabs = options.openTabs ?? browserTabs;
      // Of another server, workspace or user is another inbox.
      this.#inbox.join(openTabs(['orleansrealtime', root, workspace, user].join(' ')));
      // The browser's connections to a server are for all workspaces and users.
      this.#crowd.join(openTabs(['orleansrealtime', root, 'connections'].join(' ')));
    };
    this.#inbox = new Inbox(this.#rest, { ...options.mutations, pauses, backoff });
    this.#preferences = new PreferencesCalls(this.#rest, user);
    this.#inbox.onLost.add(() => this.#preferences.onChanged.emit());
    this.#presence = new OwnPresence((method, ...args) => this.#connection.invoke(method, ...args), pauses);
    this.#entities = new EntityStore({
      invoke: (method, ...args) => this.#connection.invoke(method, ...args),
      pauses,
      mutationsOf: (key) => this.#mutations.of(key),
      onEnded: (key) => this.#viewers.forget(key),
      onReturned: (entity) => void this.#presence.returned(entity),
      warn: (message) => console.warn(message),
    });
    this.#mutations = new Mutations(this.#rest, this.#entities, options.mutations);
    this.#connection = new Connection({
      open: options.openLink ?? signalrLink({ ...options, url: `${root}/hub` }),
      tokens,
      backoff,
      isCrowded: () => this.#crowd.isFull(),
      frames: { ...this.#entities.frames, ...this.#inbox.frames, ...this.#preferences.frames, ...this.#viewers.frames },
      resume: async () => {
        this.#viewers.reset();
        this.#preferences.resume();
        await Promise.all([this.#entities.resume(), this.#presence.resume()]);
      },
      recheck: () => this.#entities.recheck(),
      suspend: () => {
        this.#entities.suspend();
        this.#inbox.suspend();
        this.#preferences.suspend();
        this.#presence.suspend();
      },
    });
  }

  /** Connects; once. */
  start(): void {
    this.#joinTabs();
    this.#stopWaking = onWake(() => {
      this.#pauses.wake();
      this.#connection.wake();
    });
    // The server is back: what waits for its next try need not sit it out.
    this.#connection.onStatus.add(({ state }) => {
      if (state === 'live') this.#pauses.wake();
    });
    // And the other way round.
    this.#mutations.onMutation.add(({ status }) => {
      if (status === 'committed' && this.status.state !== 'live') this.#connection.wake();
    });
    this.#connection.start();
  }

  /** Ends it for good: no listener hears anything after `offline`. What is pending fails with `closed`. */
  close(): Promise<void> {
    this.#stopWaking();
    const closed = this.#connection.close();
    this.#mutations.close();
    this.#entities.close();
    this.#inbox.close();
    this.#preferences.close();
    this.#viewers.close();
    this.#pauses.close();
    this.#crowd.close();
    return closed;
  }

  get status(): Status {
    return this.#connection.status;
  }

  onStatus(callback: (status: Status) => void): Unsubscribe {
    return this.#connection.onStatus.add(callback);
  }

  /** Calls back at once with what is known, then on every change, until the returned function is called. */
  watch(entity: EntityRef, callback: (view: EntityView) => void): Unsubscribe {
    return this.#entities.watch(entity, callback);
  }

  /** What a watched entity looks like now; undefined while nobody watches it. */
  view(entity: EntityRef): EntityView | undefined {
    return this.#entities.view(entity);
  }

  /**
   * A JSON merge patch of the fields. Whoever watches the entity here sees it at once; a refusal takes it back.
   * With `ifMatch` and `rebase`, a conflict with changes to other fields is no conflict: it is tried again over them.
   */
  patch(entity: EntityRef, patch: Fields, options: MutateOptions & { rebase?: boolean } = {}): Promise<Committed> {
    const { rebase, ...rest } = options;
    return this.#mutate(rest, () => {
      const fields = fieldsOf(patch, 'patch');
      const call: Call = { method: 'PATCH', path: entityPath(entity), body: fields, contentType: 'application/merge-patch+json' };
      return { entity, what: 'patch', fields, call, ...(rebase && { rebase }) };
    });
  }

  put(entity: EntityRef, fields: Fields, options: MutateOptions & { createOnly?: boolean } = {}): Promise<Committed> {
    const { createOnly, ...rest } = options;
    return this.#mutate(rest, () => {
      const body = { fields: fieldsOf(fields, 'fields') };
      const call: Call = { method: 'PUT', path: entityPath(entity), body, ...(createOnly && { ifNoneMatch: '*' }) };
      return { entity, what: 'put', ...body, call };
    });
  }

  delete(entity: EntityRef, options: MutateOptions = {}): Promise<void> {
    return this.#mutate(options, () => ({ entity, what: 'delete', call: { method: 'DELETE', path: entityPath(entity) } }));
  }

  comment(entity: EntityRef, text: string, mentions: string[] = [], options: MutateOptions = {}): Promise<Comment> {
    return this.#mutate(options, () => {
      const call: Call = { method: 'POST', path: `${entityPath(entity)}/comments`, body: argumentOf({ text, mentions }, 'comment') };
      return { entity, what: 'comment', call };
    });
  }

  follow(entity: EntityRef, options: MutateOptions = {}): Promise<void> {
    return this.#mutate(options, () => ({ entity, what: 'follow', call: { method: 'PUT', path: this.#followerPath(entity) } }));
  }

  unfollow(entity: EntityRef, options: MutateOptions = {}): Promise<void> {
    return this.#mutate(options, () => ({ entity, what: 'unfollow', call: { method: 'DELETE', path: this.#followerPath(entity) } }));
  }

  /** Own mutations that are pending or failed, oldest first. A watched entity's are in its view, too. */
  get mutations(): readonly Mutation[] {
    return this.#mutations.all();
  }

  /** Whenever a mutation becomes pending, is committed, fails or is discarded: all that are pending or failed. */
  onMutations(callback: (mutations: readonly Mutation[]) => void): Unsubscribe {
    return this.#mutations.onMutations.add(callback);
  }

  /** Each mutation as it becomes pending, committed or failed. */
  onMutation(callback: (mutation: Mutation) => void): Unsubscribe {
    return this.#mutations.onMutation.add(callback);
  }

  comments(entity: EntityRef, query: { after?: number; before?: number; limit?: number } = {}): Promise<CommentPage> {
    return atOnce(() => this.#rest.send({ method: 'GET', path: `${entityPath(entity)}/comments`, query }));
  }

  followers(entity: EntityRef, query: { after?: string; limit?: number } = {}): Promise<FollowerPage> {
    return atOnce(() => this.#rest.send({ method: 'GET', path: `${entityPath(entity)}/followers`, query }));
  }

  inbox(query: InboxQuery = {}): Promise<InboxPage> {
    return this.#inbox.read(query);
  }

  /**
   * A part of the inbox, newest first, kept up until `close`: the callback hears each change, from this tab, another or
   * the server.
   */
  watchInbox(options: InboxListOptions, callback: (view: InboxView) => void): InboxList {
    return new InboxList(this.#inbox, options, callback);
  }

  /** Shown by `watchInbox` at once, and sent as soon as it can be; a refusal takes it back. The badge is the server's. */
  mark(mark: Mark, options?: MarkOptions): Promise<Badge> {
    return atOnce(() => this.#inbox.mark(argumentOf(mark, 'mark'), options));
  }

  /** Undefined until the hub has told it for the first time. */
  get badge(): Badge | undefined {
    return this.#inbox.badge;
  }

  onBadge(callback: (badge: Badge) => void): Unsubscribe {
    return this.#inbox.onBadge.add(callback);
  }

  onNotification(callback: (notified: Notified) => void): Unsubscribe {
    return this.#inbox.onNotification.add(callback);
  }

  /** What this tab or another one of the same user has marked. Some are told twice, by the other tab and by the server. */
  onMarked(callback: (mark: MarkedFrame) => void): Unsubscribe {
    return this.#inbox.onMarked.add(callback);
  }

  /**
   * Marks may have been missed, while the connection was away or slow: what the page has read of the inbox is to be read
   * again, as `watchInbox` does by itself. New items need no reading: `onNotification` tells each of them all the same.
   */
  onInboxReset(callback: () => void): Unsubscribe {
    return this.#inbox.onReset.add(callback);
  }

  /** All members are there, also of a user who never set any. */
  preferences(): Promise<Preferences> {
    return this.#preferences.read();
  }

  /** Replaces all of them, also what another device changed since they were read. `bad_preferences` says which `field` of the problem is wrong. */
  setPreferences(preferences: Preferences): Promise<Preferences> {
    return atOnce(() => this.#preferences.replace(argumentOf(preferences, 'preferences')));
  }

  /** Changes what the patch names, whatever another device changes at the same time. */
  changePreferences(patch: PreferencesPatch): Promise<Preferences> {
    return atOnce(() => this.#preferences.patch(argumentOf(patch, 'patch')));
  }

  /** They may have changed, in another tab or device: read them anew. */
  onPreferences(callback: () => void): Unsubscribe {
    return this.#preferences.onChanged.add(callback);
  }

  /** Whether this user would be told, and by which rule; or what was decided about a notification of the last 30 days. */
  explain(query: WouldQuery): Promise<Explanation>;
  explain(query: { notification: string }): Promise<PastExplanation>;
  explain(query: WouldQuery | { notification: string }): Promise<Explanation | PastExplanation> {
    return this.#preferences.explain(query);
  }

  /**
   * Says that the user is away, or what is looked at. Until it is called a tab is online and looks at nothing. It is said
   * again after each reconnect; while there is no connection, or the server cannot take it just now, it waits. Fails with
   * `bad_presence`, or with `access_denied` for a focus that the user may not see: then the user looks at nothing.
   */
  setPresence(presence: Presence): Promise<void> {
    return atOnce(() => {
      const { focus, ...said } = argumentOf(presence, 'presence');
      const entity = focus && refOf(focus);
      if (focus && !entity) throw new RealtimeError('bad_presence', 'The focus names no entity.');
      return this.#presence.set({ ...said, ...(entity && { focus: entity }) });
    });
  }

  /** Who has an entity in focus; it is watched for as long. Calls back at once with who is known, then on every change. */
  watchViewers(entity: EntityRef, callback: (viewers: Viewers) => void): Unsubscribe {
    const unwatch = this.#entities.watch(entity, () => {});
    const unsubscribe = this.#viewers.watch(entity, callback);
    return () => {
      unsubscribe();
      unwatch();
    };
  }

  viewers(entity: EntityRef): Viewers {
    return this.#viewers.of(entity);
  }

  /** Whether users are online, in the order asked for. It is a read: nobody tells when it changes. */
  async presence(users: string[]): Promise<UserPresence[]> {
    const calls: Promise<{ users: UserPresence[] }>[] = [];
    for (let at = 0; at < users.length; at += maxPresences) {
      const body = { users: users.slice(at, at + maxPresences) };
      calls.push(this.#rest.send({ method: 'POST', path: '/presence', body, isRead: true }));
    }
    return (await Promise.all(calls)).flatMap((answer) => answer.users);
  }

  /** What the request refuses is refused at once: nothing is pending, and nothing drawn. */
  #mutate<T>({ ifMatch, idempotencyKey, keepFailed = true }: MutateOptions, ask: () => MutationRequest): Promise<T> {
    return atOnce(() => {
      const { call, ...request } = ask();
      const conditional = { ...call, ...(ifMatch && { ifMatch }), ...(idempotencyKey && { idempotencyKey }) };
      return this.#mutations.run<T>({ ...request, keepFailed, call: conditional });
    });
  }

  #followerPath = (entity: EntityRef): string => `${entityPath(entity)}/followers/${segment(this.user, 'user', 'bad_user')}`;
}

/** A call whose refusals come the way its failures do. It has begun when this returns: what is pending is drawn. */
function atOnce<T>(call: () => Promise<T>): Promise<T> {
  try {
    return call();
  } catch (error) {
    return Promise.reject(error);
  }
}
