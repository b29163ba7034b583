import { useEffect, useState } from 'preact/hooks';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export function relativeTime(iso: string, now: number): string {
  const ago = now - Date.parse(iso);
  if (ago < minute) return 'just now';
  if (ago < hour) return `${Math.floor(ago / minute)} min ago`;
  if (ago < day) return `${Math.floor(ago / hour)} h ago`;
  if (ago < 7 * day) return `${Math.floor(ago / day)} d ago`;
  return new Date(iso).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}

export const clockTime = (date: Date): string => date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });

/** Of a time that is to come: the hour today, the day and the hour after that. */
export function comingTime(at: Date, now: Date): string {
  const isToday = at.toDateString() === now.toDateString();
  if (isToday) return clockTime(at);
  const day = at.toLocaleDateString(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
  return `${day}, ${clockTime(at)}`;
}

export const fullTime = (iso: string): string => new Date(iso).toLocaleString();

/** Ticks often enough for times that count minutes. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 20_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
