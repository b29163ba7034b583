import { fullJitter } from './backoff.js';
import { Connection, type Status } from './connection.js';
import { EntityStore, type EntityView } from './entityStore.js';
import type { OpenLink, Transport } from './hubLink.js';
import { Inbox, type Notified } from './inbox.js';
import type { Unsubscribe } from './listeners.js';
import { Rest } from './rest.js';
import { signalrLink } from './signalrLink.js';
import { TokenSource, type TokenProvider } from './token.js';
import type {
  Badge,
  Comment,
  CommentPage,
  EntityRef,
  EntityState,
  Fields,
  FollowerPage,
  InboxPage,
  InboxQuery,
  Mark,
  MarkedFrame,
} from './types.js';
import { onWake } from './wake.js';

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
  /** For tests, and for a hub that is reached another way. */
  openLink?: OpenLink;
}

export interface MutationOptions {
  /** Only if the entity is still at this position; `*`: only if it exists. */
  ifMatch?: string;
  idempotencyKey?: string;
}

/** Connects, and stays connected until `close`. Calls may be made at once: they do not wait for the hub. */
export function connect(options: ConnectOptions): RealtimeClient {
  const client = new RealtimeClient(options);
  client.start();
  return client;
}

export class RealtimeClient {
  readonly #connection: Connection;
  readonly #entities: EntityStore;
  readonly #inbox: Inbox;
  readonly #rest: Rest;
  readonly #user: string;
  #stopWaking: () => void = () => {};

  constructor(options: ConnectOptions) {
    const { url, workspace, user, token, retry } = options;
    const root = url.replace(/\/+$/, '');
    const tokens = new TokenSource(token);
    const backoff = fullJitter(retry);
    this.#user = user;
    this.#rest = new Rest({ base: `${root}/v1/${workspace}`, tokens, backoff });
    this.#inbox = new Inbox(this.#rest);
    this.#entities = new EntityStore((method, ...args) => this.#connection.invoke(method, ...args));
    this.#connection = new Connection({
      open: options.openLink ?? signalrLink({ ...options, url: `${root}/hub` }),
      tokens,
      backoff,
      frames: { ...this.#entities.frames, ...this.#inbox.frames },
      resume: () => this.#entities.resume(),
      suspend: () => this.#entities.suspend(),
    });
  }

  start(): void {
    this.#stopWaking = onWake(() => this.#connection.wake());
    this.#connection.start();
  }

  close(): Promise<void> {
    this.#stopWaking();
    return this.#connection.close();
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

  /** A JSON merge patch of the fields. Whoever watches the entity here sees it at once; a failure takes it back. */
  async patch(entity: EntityRef, patch: Fields, options: MutationOptions = {}): Promise<EntityState> {
    const drawn = this.#entities.draw(entity, patch);
    try {
      const state = await this.#rest.send<EntityState>({
        method: 'PATCH',
        path: pathOf(entity),
        body: patch,
        contentType: 'application/merge-patch+json',
        ...options,
      });
      // The answer to a repeated key may come without the fields.
      drawn.committed(state.position, state.fields ? state : undefined);
      return state;
    } catch (error) {
      drawn.failed();
      throw error;
    }
  }

  put(entity: EntityRef, fields: Fields, options: MutationOptions & { createOnly?: boolean } = {}): Promise<EntityState> {
    const { createOnly, ...rest } = options;
    return this.#rest.send({
      method: 'PUT',
      path: pathOf(entity),
      body: { fields },
      ...rest,
      ...(createOnly && { ifNoneMatch: '*' }),
    });
  }

  delete(entity: EntityRef, options: MutationOptions = {}): Promise<void> {
    return this.#rest.send({ method: 'DELETE', path: pathOf(entity), ...options });
  }

  comment(entity: EntityRef, text: string, mentions: string[] = []): Promise<Comment> {
    return this.#rest.send({ method: 'POST', path: `${pathOf(entity)}/comments`, body: { text, mentions } });
  }

  comments(entity: EntityRef, query: { after?: number; before?: number; limit?: number } = {}): Promise<CommentPage> {
    return this.#rest.send({ method: 'GET', path: `${pathOf(entity)}/comments`, query });
  }

  follow(entity: EntityRef): Promise<void> {
    return this.#rest.send({ method: 'PUT', path: `${pathOf(entity)}/followers/${this.#user}` });
  }

  unfollow(entity: EntityRef): Promise<void> {
    return this.#rest.send({ method: 'DELETE', path: `${pathOf(entity)}/followers/${this.#user}` });
  }

  followers(entity: EntityRef, query: { after?: string; limit?: number } = {}): Promise<FollowerPage> {
    return this.#rest.send({ method: 'GET', path: `${pathOf(entity)}/followers`, query });
  }

  inbox(query: InboxQuery = {}): Promise<InboxPage> {
    return this.#inbox.read(query);
  }

  mark(mark: Mark): Promise<Badge> {
    return this.#inbox.mark(mark);
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

  /** What this tab or another one of the same user has marked. */
  onMarked(callback: (mark: Mark | MarkedFrame) => void): Unsubscribe {
    return this.#inbox.onMarked.add(callback);
  }
}

const pathOf = ({ type, id }: EntityRef): string => `/entities/${type}/${id}`;
