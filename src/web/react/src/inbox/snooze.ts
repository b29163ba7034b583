export interface SnoozeChoice {
  id: 'minutes' | 'tomorrow' | 'week';
  until: Date;
}

const morning = 9;
const monday = 1;

/** When an item may come back, in the clock of whoever snoozes it: nine o'clock is nine, whatever the clocks did that night. */
export function snoozeChoices(now: Date): SnoozeChoice[] {
  const daysToMonday = (monday - now.getDay() + 7) % 7 || 7;
  return [
    { id: 'minutes', until: new Date(now.getTime() + 20 * 60_000) },
    { id: 'tomorrow', until: at(now, 1) },
    { id: 'week', until: at(now, daysToMonday) },
  ];
}

const at = (now: Date, days: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, morning);
