// What crosses the wire, word for word as the protocol has it.

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

export type Fields = { [name: string]: JsonValue };

export interface EntityRef {
  type: string;
  id: string;
}

export interface EntityState<F = Fields> extends EntityRef {
  position: string;
  fields: F;
  comments: number;
  followers: number;
  createdAt: string;
  updatedAt: string;
  updatedBy: string | null;
}

export interface StateFrame extends EntityState {
  /** The state replaces something that this client had; it may be lower than that. */
  reset?: boolean;
}

export interface ChangedFrame extends EntityRef {
  from: string;
  to: string;
  /** Each top-level field that changed, with its whole new value; null means removed. */
  fields: Fields;
  comments?: number;
  updatedAt: string;
  updatedBy: string | null;
}

export interface DeletedFrame extends EntityRef {
  position: string;
}

export interface DeniedFrame extends EntityRef {
  code: string;
}

export interface WatchItem extends EntityRef {
  position?: string;
}

export interface WatchResult extends EntityRef {
  ok: boolean;
  code?: string;
  position?: string;
}

export interface Badge {
  version: number;
  unread: number;
  unseen: number;
  lastSeq: number;
}

export interface InboxItem {
  seq: number;
  id: string;
  kind: string;
  reason: string;
  title: string;
  body?: string;
  link?: string;
  data?: JsonValue;
  entity?: EntityRef;
  authors: string[];
  count: number;
  createdAt: string;
  updatedAt: string;
  seen: boolean;
  read: boolean;
  archived: boolean;
  snoozedUntil?: string;
  /** The seqs of the unread items that this one has folded into itself. */
  replaces?: number[];
}

export interface InboxPage {
  items: InboxItem[];
  next: number | null;
  badge: Badge;
}

export interface InboxQuery {
  before?: number;
  after?: number;
  limit?: number;
  filter?: 'unread';
}

export type MarkAs = 'seen' | 'read' | 'unread' | 'archived' | 'snoozed';

export type Mark = { as: MarkAs; until?: string } & ({ seqs: number[] } | { upTo: number });

export interface MarkedFrame {
  as: MarkAs;
  seqs?: number[];
  upTo?: number;
  version: number;
}

export interface InboxResetFrame {
  lastSeq: number;
}

export interface GoodbyeFrame {
  code: string;
  reason: string;
  /** null: do not come back. */
  reconnectAfterMs: number | null;
}

export interface Comment {
  /** Counts up per entity, from 1. */
  id: number;
  text: string;
  author: string | null;
  mentions: string[];
  createdAt: string;
}

export interface CommentPage {
  comments: Comment[];
  next: number | null;
}

export interface FollowerPage {
  /** In the order of their ids. */
  followers: string[];
  next: string | null;
}

export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  /** One of `errorCodes`, or `http_…` when what answered was not the platform. */
  code: string;
  position?: string;
  changedFields?: string[];
  field?: string;
}
