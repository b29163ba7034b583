// What crosses the wire, word for word as the protocol has it. What REST answers comes out of the server's own document; frames have none.

import type { components } from './rest/schema.js';

type Schemas = components['schemas'];

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

export type Fields = { [name: string]: JsonValue };

export type EntityRef = Schemas['EntityRef'];

export type EntityState<F = Fields> = Omit<Schemas['State'], 'fields' | 'reset'> & { fields: F };

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
  /** It is not there, and watched all the same. */
  watched?: boolean;
}

export type Badge = Schemas['Badge'];

/** `replaces`: the seqs of the items whose place this one took: it grouped them into itself, or came back from a snooze. */
export type InboxItem = Omit<Schemas['InboxItem'], 'data'> & { data?: JsonValue };

export type InboxPage = Omit<Schemas['InboxPage'], 'items'> & { items: InboxItem[] };

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

export type MarkAs = Schemas['MarkAs'];

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

/** Items that are gone, and that no other took the place of. */
export interface RemovedFrame {
  seqs: number[];
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

/** `id` counts up per entity, from 1. */
export type Comment = Schemas['Comment'];

export type CommentPage = Schemas['Comments'];

/** In the order of their ids. */
export type FollowerPage = Schemas['Followers'];

/** Where a notification goes: an item in the inbox, which the badge counts, and a `notification` at once. */
export type Channels = Schemas['Channels'];

/**
 * `zone` is an IANA time zone, such as `Europe/Berlin`. `from`, as `HH:MM`, is the first minute that is quiet, and `to` the first that is not;
 * lower than `from` it lies on the next day, the same is refused.
 */
export type QuietHours = Schemas['QuietHours'];

/** A channel that a rule leaves out is left to the next one: entities, then kinds, then types, then `channels`. */
export type Preferences = Schemas['Preferences'];

/** A JSON merge patch (RFC 7396): what it does not name stays as it is, and null takes a member out. */
export type PreferencesPatch = {
  channels?: Patched<Channels>;
  kinds?: Record<string, Patched<Channels> | null>;
  types?: Record<string, Patched<Channels> | null>;
  entities?: Record<string, Preferences['entities'][string] | null>;
  quietHours?: Partial<QuietHours> | null;
  mentionsBreakThrough?: boolean | null;
};

type Patched<T> = { [Member in keyof T]?: T[Member] | null };

export type Reason = 'mentioned' | 'assigned' | 'recipient' | 'following';

/** Each with the rule that decided it, such as `entity_mute`, `kind`, `quiet_hours` or `default`. */
export type Decision = Schemas['Decision'];

/** What would be decided now; without a `reason` the entity is asked for the one that this user has. */
export interface WouldQuery {
  kind: string;
  entity?: EntityRef;
  reason?: Reason;
}

/** Not `told`: it does not come as far as the preferences, and `rule` says why, such as `not_following` or `no_access`. */
export type Explanation = Schemas['Explanation'];

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

export type UserPresence = Schemas['UserPresence'];

/** `code` is one of `errorCodes`, or `http_…` when what answered was not the platform; then nothing else may be there. */
export type Problem = Partial<Schemas['Problem']> & { code: string };
