import { useEffect, useRef } from 'preact/hooks';
import { comingTime } from '../ui/time.js';
import { snoozeChoices } from './snooze.js';

/** Opens below its item. The focus goes with it, so that the keyboard goes on from there. */
export function SnoozeMenu({ seq, onChoose }: { seq: number; onChoose: (until: Date) => void }) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current!.querySelector('button')!.focus(), []);
  const now = new Date();
  return (
    <ul class="snooze-menu" ref={list} aria-label="Snooze until" data-testid={`snooze-menu-${seq}`}>
      {snoozeChoices(now).map(({ id, name, until }) => (
        <li key={id}>
          <button data-testid={`snooze-${id}`} onClick={() => onChoose(until)}>
            <span>{name}</span> <span class="muted">{comingTime(until, now)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
