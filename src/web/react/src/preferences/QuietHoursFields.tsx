import type { Preferences, QuietHours } from '@orleansrealtime/client';
import { useContext, type ReactNode } from 'react';
import { UiContext } from '../ui/Ui.js';
import { withQuietHours } from './edits.js';
import type { ChangePreferences } from './usePreferences.js';

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
const usual = (): QuietHours => ({ zone: ownZone(), from: '22:00', to: '07:00' });

/** Browsers of before 2022 cannot list them: there one's own has to do. */
const zones = (): readonly string[] => Intl.supportedValuesOf?.('timeZone') ?? [];

export function QuietHoursFields({ preferences, onChange }: { preferences: Preferences; onChange: ChangePreferences }): ReactNode {
  const { texts } = useContext(UiContext);
  const { quietHours, mentionsBreakThrough } = preferences;
  const set = (change: Partial<QuietHours>) => onChange((before) => withQuietHours(before, { ...(before.quietHours ?? usual()), ...change }));
  return (
    <>
      <h3>{texts.quietHours}</h3>
      <Check testId="quiet-on" checked={quietHours !== null} onChange={(on) => onChange((before) => withQuietHours(before, on ? usual() : null))}>
        {texts.quietHoursOn}
      </Check>
      {quietHours && (
        <div className="ort-quiet-hours">
          <Time name={texts.from} testId="quiet-from" value={quietHours.from} onChange={(from) => set({ from })} />
          <Time name={texts.to} testId="quiet-to" value={quietHours.to} onChange={(to) => set({ to })} />
          <label className="ort-field">
            <span>{texts.zone}</span>
            <select data-testid="quiet-zone" value={quietHours.zone} onChange={(event) => set({ zone: event.currentTarget.value })}>
              {[...new Set([ownZone(), 'UTC', quietHours.zone, ...zones()])].map((zone) => (
                <option key={zone} value={zone}>
                  {zone}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      <Check
        testId="mentions-break-through"
        checked={mentionsBreakThrough}
        onChange={(on) => onChange((before) => ({ ...before, mentionsBreakThrough: on }))}
      >
        {texts.mentionsBreakThrough}
      </Check>
    </>
  );
}

interface FieldProps<T> {
  testId: string;
  onChange: (value: T) => void;
}

function Check({ testId, checked, onChange, children }: FieldProps<boolean> & { checked: boolean; children: string }): ReactNode {
  return (
    <label className="ort-check">
      <input type="checkbox" data-testid={testId} checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {children}
    </label>
  );
}

function Time({ name, testId, value, onChange }: FieldProps<string> & { name: string; value: string }): ReactNode {
  return (
    <label className="ort-field">
      <span>{name}</span>
      <input
        type="time"
        required
        data-testid={testId}
        value={value}
        onChange={(event) => {
          // Half a time, while it is typed, is none.
          const time = event.currentTarget.value.slice(0, 5);
          if (time) onChange(time);
        }}
      />
    </label>
  );
}
