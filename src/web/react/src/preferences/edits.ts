import type { Channels, Preferences, QuietHours } from '@orleansrealtime/client';

export type Channel = keyof Channels;

/** What the preferences say of a kind: its own word, or that for everything else. */
export function channelOf({ kinds, channels }: Preferences, kind: string | undefined, channel: Channel): boolean {
  return (kind === undefined ? undefined : kinds[kind]?.[channel]) ?? channels[channel] ?? true;
}

/** `kind` undefined: everything else. */
export function withChannel(preferences: Preferences, kind: string | undefined, channel: Channel, on: boolean): Preferences {
  const set = (channels: Channels = {}): Channels => ({ ...channels, [channel]: on });
  return kind === undefined
    ? { ...preferences, channels: set(preferences.channels) }
    : { ...preferences, kinds: { ...preferences.kinds, [kind]: set(preferences.kinds[kind]) } };
}

/** Everything of an entity, nothing, or as its kinds say. */
export type EntityChoice = 'mute' | 'follow' | undefined;

/** An edit for `usePreferences`: `entity` is `type/id`; without a choice it is treated as its kinds say. */
export function withEntity(preferences: Preferences, entity: string, choice: EntityChoice): Preferences {
  const { [entity]: _, ...others } = preferences.entities;
  return { ...preferences, entities: choice ? { ...others, [entity]: choice } : others };
}

/** Hours that end when they begin are refused: their end moves an hour on. */
export function withQuietHours(preferences: Preferences, quietHours: QuietHours | null): Preferences {
  if (!quietHours || quietHours.from !== quietHours.to) return { ...preferences, quietHours };
  const [hour, minute] = quietHours.to.split(':');
  const to = `${String((Number(hour) + 1) % 24).padStart(2, '0')}:${minute}`;
  return { ...preferences, quietHours: { ...quietHours, to } };
}
