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
  /** The seqs of the items whose place this one took: it folded them into itself, or came back from a snooze. */
  replaces?: number[];
}

export interface InboxPage {
  items: InboxItem[];
  next: number | null;
  badge: Badge;
}

/** Without: what is neither archived nor snoozed. */
export type InboxFilter = 'unread' | 'archived' | 'snoozed' | 'all';

/** Which items: each that is named has to hold. */
export interface InboxSelection {
  filter?: InboxFilter;
  kind?: string;
  entity?: EntityRef;
}

export interface InboxQuery extends InboxSelection {
  before?: number;
  after?: number;
  limit?: number;
}

export type MarkAs = 'seen' | 'read' | 'unread' | 'archived' | 'snoozed' | 'active';

/**
 * `active` is back in the list: neither archived nor snoozed. `until` is for `snoozed`: in the future, within a year.
 * An item that is snoozed is no longer archived.
 */
export type Mark = { as: MarkAs; until?: string } & ({ seqs: number[] } | { upTo: number });

export interface MarkedFrame {
  as: MarkAs;
  seqs?: number[];
  upTo?: number;
  /** Of a snooze. */
  until?: string;
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

/** Where a notification goes: an item in the inbox, which the badge counts, and a `notification` at once. */
export interface Channels {
  inbox?: boolean;
  /** Never without `inbox`. */
  live?: boolean;
}

export interface QuietHours {
  /** An IANA time zone, such as `Europe/Berlin`. */
  zone: string;
  /** `HH:MM`, the first minute that is quiet. */
  from: string;
  /** `HH:MM`, the first that is not; lower than `from` it lies on the next day. The same as `from` is refused. */
  to: string;
}

/** A channel that a rule leaves out is left to the next one: entities, then kinds, then types, then `channels`. */
export interface Preferences {
  channels: Channels;
  /** By kind, such as `commented`. */
  kinds: Record<string, Channels>;
  /** By entity type, such as `workitem`. */
  types: Record<string, Channels>;
  /** By `type/id`: nothing of it, or everything whatever kinds and types say. At most 1,000. */
  entities: Record<string, 'mute' | 'follow'>;
  quietHours: QuietHours | null;
  mentionsBreakThrough: boolean;
}

export type Reason = 'mentioned' | 'assigned' | 'recipient' | 'following';

/** Each with the rule that decided it, such as `entity_mute`, `kind`, `quiet_hours` or `default`. */
export interface Decision {
  inbox: boolean;
  inboxRule: string;
  live: boolean;
  liveRule: string;
}

/** What would be decided now; without a `reason` the entity is asked for the one that this user has. */
export interface WouldQuery {
  kind: string;
  entity?: EntityRef;
  reason?: Reason;
}

export interface Explanation {
  user: string;
  kind: string;
  entity?: EntityRef;
  /** False: it does not come as far as the preferences, and `rule` says why, such as `not_following` or `no_access`. */
  told: boolean;
  rule: string;
  reason?: string;
  decision?: Decision;
  /** One sentence for people. */
  because: string;
}

/** What was decided about a real notification of the last 30 days. */
export interface PastExplanation {
  user: string;
  notification: string;
  kind: string;
  entity?: EntityRef;
  reason: string;
  at: string;
  decision: Decision;
  /** Its item, if it became one. */
  seq?: number;
  because: string;
}

/** What this tab says of its user. The server makes one presence of all the user's tabs and devices. */
export interface Presence {
  status: 'online' | 'away';
  /** What the user looks at: whoever watches it hears of it. */
  focus?: EntityRef | null;
}

export interface Viewer {
  user: string;
  name: string;
  status: 'online' | 'away';
}

export interface PresenceFrame extends EntityRef {
  total: number;
  /** At most 50. */
  users: Viewer[];
}

export interface PresenceChangedFrame extends EntityRef {
  total: number;
  /** One who is there already comes again with another status. Neither of the two: more view it than are told one by one. */
  joined?: Viewer[];
  left?: string[];
}

export interface UserPresence {
  user: string;
  status: 'online' | 'away' | 'offline';
  lastSeen?: string;
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
