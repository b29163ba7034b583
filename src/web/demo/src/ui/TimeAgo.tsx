import { fullTime, relativeTime, useNow } from './time.js';

export function TimeAgo({ at }: { at: string }) {
  // A change made just now is younger than the last tick.
  const now = Math.max(useNow(), Date.now());
  return (
    <time dateTime={at} title={fullTime(at)}>
      {relativeTime(at, now)}
    </time>
  );
}
