import type { Preferences } from '@orleansrealtime/client';
import { channelOf, withChannel, type Channel } from './edits.js';
import type { ChangePreferences } from './usePreferences.js';

const kinds: readonly { kind: string | undefined; name: string }[] = [
  { kind: 'changed', name: 'Changes' },
  { kind: 'commented', name: 'Comments' },
  { kind: 'mentioned', name: 'Mentions' },
  { kind: 'assigned', name: 'Assignments' },
  { kind: undefined, name: 'Everything else' },
];

const channels: readonly { channel: Channel; name: string }[] = [
  { channel: 'inbox', name: 'Inbox' },
  { channel: 'live', name: 'Pop-up' },
];

export function KindTable({ preferences, onChange }: { preferences: Preferences; onChange: ChangePreferences }) {
  return (
    <>
      <h3 class="section-title" id="kinds-title">
        By kind
      </h3>
      <table class="kinds" aria-labelledby="kinds-title">
        <thead>
          <tr>
            <td />
            {channels.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map(({ kind, name }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {channels.map(({ channel, name: channelName }) => (
                <td key={channel}>
                  <input
                    type="checkbox"
                    data-testid={`kind-${kind ?? 'else'}-${channel}`}
                    aria-label={`${name}: ${channelName}`}
                    // What stays out of the inbox does not pop up either.
                    disabled={channel === 'live' && !channelOf(preferences, kind, 'inbox')}
                    checked={channelOf(preferences, kind, channel) && channelOf(preferences, kind, 'inbox')}
                    onChange={(event) => {
                      const on = event.currentTarget.checked;
                      onChange((before) => withChannel(before, kind, channel, on));
                    }}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
