import type { Preferences } from '@orleansrealtime/client';
import { useContext, useId, type ReactNode } from 'react';
import { UiContext } from '../ui/Ui.js';
import { channelOf, withChannel, type Channel } from './edits.js';
import type { KindName } from './Preferences.js';
import type { ChangePreferences } from './usePreferences.js';

interface Props {
  kinds: readonly KindName[];
  preferences: Preferences;
  onChange: ChangePreferences;
}

export function KindTable({ kinds, preferences, onChange }: Props): ReactNode {
  const { texts } = useContext(UiContext);
  const id = useId();
  const channels: readonly { channel: Channel; name: string }[] = [
    { channel: 'inbox', name: texts.inbox },
    { channel: 'live', name: texts.popUp },
  ];
  const rows: readonly { kind: string | undefined; name: string }[] = [...kinds, { kind: undefined, name: texts.everythingElse }];
  return (
    <>
      <h3 id={id}>{texts.byKind}</h3>
      <table className="ort-kinds" aria-labelledby={id}>
        <thead>
          <tr>
            <td />
            {channels.map(({ channel, name }) => (
              <th key={channel} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ kind, name }) => (
            <tr key={kind ?? ''}>
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
