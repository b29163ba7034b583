import { useEffect, useState } from 'react';

const units: readonly { unit: Intl.RelativeTimeFormatUnit; ms: number; below: number }[] = [
  { unit: 'second', ms: 60_000, below: 60_000 },
  { unit: 'minute', ms: 60_000, below: 3_600_000 },
  { unit: 'hour', ms: 3_600_000, below: 86_400_000 },
  { unit: 'day', ms: 86_400_000, below: 7 * 86_400_000 },
];

/** "now", "5 min. ago", "yesterday"; the date after a week. */
export function relativeTime(at: Date, now: Date, locale: string): string {
  const ago = Math.max(0, now.getTime() - at.getTime());
  const found = units.find(({ below }) => ago < below);
  if (!found) return at.toLocaleDateString(locale, { day: 'numeric', month: 'short', year: 'numeric' });
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }).format(-Math.floor(ago / found.ms) || 0, found.unit);
}

/** Of a time that is to come: the hour today, the day and the hour after that. */
export function comingTime(at: Date, now: Date, locale: string): string {
  const clock = at.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
  if (at.toDateString() === now.toDateString()) return clock;
  return `${at.toLocaleDateString(locale, { weekday: 'short', day: 'numeric', month: 'short' })}, ${clock}`;
}

/** Ticks often enough for times that count minutes. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 20_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
