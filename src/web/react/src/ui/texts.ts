import type { InboxItem } from '@orleansrealtime/client';
import type { Explained } from '../inbox/explanationOf.js';
import type { FieldChange } from '../inbox/fieldChanges.js';
import { englishExplanation } from './englishExplanation.js';

/** Every text that a component shows or says. `locale` is of dates and times. */
export interface Texts {
  locale: string;
  bell: (unread: number) => string;
  /** Said when one comes in, for those who cannot see the number. */
  arrived: (item: InboxItem) => string;
  notifications: string;
  whichNotifications: string;
  all: string;
  unread: string;
  archived: string;
  snoozed: string;
  nothing: Record<'all' | 'unread' | 'archived' | 'snoozed', string>;
  loading: string;
  unreadable: string;
  showOlder: string;
  markAllRead: string;
  markRead: string;
  markUnread: string;
  archive: string;
  restore: string;
  snooze: string;
  snoozeUntil: string;
  snoozeChoices: Record<'minutes' | 'tomorrow' | 'week', string>;
  until: (time: string) => string;
  deleted: string;
  /** What stands before the title of a platform's own kind, such as "Bo and 2 others made 5 changes to"; nothing for other kinds. */
  sentence: (item: InboxItem, names: readonly string[]) => string | undefined;
  /** What became of a field, such as "state: todo → done". */
  fieldChange: (change: FieldChange) => string;
  /** Names of fields for readers; of others their own. */
  fields: Record<string, string>;
  reasons: Record<string, string>;
  /** Opens what a group stands for. */
  group: (count: number) => string;
  why: string;
  asking: string;
  tooLongAgo: string;
  notKnown: string;
  yes: string;
  no: string;
  inbox: string;
  popUp: string;
  /** The server's rules, by their names. */
  rules: Record<string, string>;
  /** Why one is told, or not, as a sentence to the reader; undefined where it knows the rule or the reason not, and the server's sentence stands. */
  explanation: (explained: Explained) => string | undefined;
  /** A title within a sentence. */
  quoted: (title: string) => string;
  /** What a sentence is about, where it has no title. */
  thisOne: string;
  /** Something that was marked or changed was refused. */
  refused: (message: string) => string;
  preferences: string;
  back: string;
  saving: string;
  byKind: string;
  kinds: Record<string, string>;
  everythingElse: string;
  single: string;
  asKindsSay: string;
  everything: string;
  muted: string;
  quietHours: string;
  quietHoursOn: string;
  from: string;
  to: string;
  zone: string;
  mentionsBreakThrough: string;
  viewers: (names: readonly string[], more: number) => string;
  away: (name: string) => string;
}

/** Once, and many times: a group stands for several. */
const verbs: Record<string, (count: number) => string> = {
  changed: (count) => (count > 1 ? `made ${count} changes to` : 'changed'),
  commented: (count) => (count > 1 ? `left ${count} comments on` : 'commented on'),
  mentioned: (count) => (count > 1 ? `mentioned you ${count} times on` : 'mentioned you on'),
  assigned: () => 'assigned you',
  deleted: () => 'deleted',
};

function whoOf([first, second, ...more]: readonly string[]): string {
  if (first === undefined) return 'A service';
  if (second === undefined) return first;
  return more.length === 0 ? `${first} and ${second}` : `${first} and ${more.length + 1} others`;
}

export const english: Texts = {
  locale: 'en',
  bell: (unread) => (unread === 1 ? '1 unread notification' : `${unread} unread notifications`),
  arrived: ({ title }) => `New notification: ${title}`,
  notifications: 'Notifications',
  whichNotifications: 'Which notifications',
  all: 'All',
  unread: 'Unread',
  archived: 'Archived',
  snoozed: 'Snoozed',
  nothing: {
    all: 'Nothing yet. What happens to what you follow, and what is sent to you, is kept here.',
    unread: 'Everything is read.',
    archived: 'What you archive is kept here.',
    snoozed: 'What you snooze waits here, and comes back by itself.',
  },
  loading: 'Loading…',
  unreadable: 'Notifications cannot be read now.',
  showOlder: 'Show older',
  markAllRead: 'Mark all read',
  markRead: 'Mark as read',
  markUnread: 'Mark as unread',
  archive: 'Archive',
  restore: 'Back to the list',
  snooze: 'Snooze',
  snoozeUntil: 'Snooze until',
  snoozeChoices: { minutes: 'In 20 minutes', tomorrow: 'Tomorrow', week: 'Next week' },
  until: (time) => `Until ${time}`,
  deleted: 'It is deleted',
  sentence: ({ kind, reason, count }, names) => {
    const verb = verbs[reason === 'mentioned' ? reason : kind];
    return verb && `${whoOf(names)} ${verb(count)}`;
  },
  fieldChange: ({ field, before, after }) => {
    if (before === undefined && after === undefined) return `${field} changed`;
    if (after === undefined) return `${field}: no longer ${before}`;
    return before === undefined ? `${field}: ${after}` : `${field}: ${before} → ${after}`;
  },
  fields: {},
  reasons: { mentioned: 'You were mentioned', assigned: 'Assigned to you', recipient: 'Sent to you', following: 'You follow it' },
  group: (count) => `Show all ${count}`,
  why: 'Why?',
  asking: 'Asking…',
  tooLongAgo: 'It is too long ago: reasons are kept for 30 days.',
  notKnown: 'Not known now.',
  yes: 'Yes',
  no: 'No',
  inbox: 'Inbox',
  popUp: 'Pop-up',
  rules: {
    no_access: 'you may not see it',
    author: 'you did it yourself',
    not_following: 'you do not follow it',
    quiet: 'it was imported quietly',
    protected: 'the administrator does not let this kind be silenced',
    mention: 'you let mentions through',
    entity_mute: 'you muted this',
    entity_follow: 'you want everything about this',
    kind: 'your choice for this kind',
    type: 'your choice for this type',
    channels: 'your choice for everything else',
    workspace_kind: 'the workspace’s choice for this kind',
    workspace_type: 'the workspace’s choice for this type',
    workspace_channels: 'the workspace’s choice',
    default: 'nobody chose otherwise',
    inbox_off: 'what stays out of the inbox does not pop up',
    quiet_hours: 'it was within your quiet hours',
  },
  explanation: englishExplanation,
  quoted: (title) => `“${title}”`,
  thisOne: 'this',
  refused: (message) => `That was not done. ${message}`,
  preferences: 'What reaches me',
  back: 'Back',
  saving: 'Saving…',
  byKind: 'Tell me about',
  kinds: { changed: 'Changes', commented: 'Comments', mentioned: 'Mentions', assigned: 'Assignments' },
  everythingElse: 'Everything else',
  single: 'Chosen one by one',
  asKindsSay: 'As usual',
  everything: 'Everything',
  muted: 'Nothing (muted)',
  quietHours: 'Quiet hours',
  quietHoursOn: 'No pop-ups at certain hours; the inbox goes on',
  from: 'From',
  to: 'To',
  zone: 'Time zone',
  mentionsBreakThrough: 'Mentions always get through, muted or quiet',
  viewers: (names, more) => `Also looking at this: ${[...names, ...(more > 0 ? [`${more} more`] : [])].join(', ')}`,
  away: (name) => `${name} (away)`,
};
