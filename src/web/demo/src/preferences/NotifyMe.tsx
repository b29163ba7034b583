import type { EntityChoice } from '@orleansrealtime/react';

interface Props {
  label: string;
  testId: string;
  value: EntityChoice;
  onChange: (choice: EntityChoice) => void;
}

export function NotifyMe({ label, testId, value, onChange }: Props) {
  return (
    <select
      data-testid={testId}
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChange((event.currentTarget.value || undefined) as EntityChoice)}
    >
      <option value="">As usual</option>
      <option value="follow">Everything</option>
      <option value="mute">Nothing (muted)</option>
    </select>
  );
}
