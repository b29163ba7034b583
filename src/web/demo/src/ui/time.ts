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
