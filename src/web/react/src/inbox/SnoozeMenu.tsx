import { useContext, useEffect, useRef, type ReactNode } from 'react';
import { comingTime } from '../ui/time.js';
import { UiContext } from '../ui/Ui.js';
import { snoozeChoices } from './snooze.js';

/** Opens below its item. The focus goes with it, so that the keyboard goes on from there. */
export function SnoozeMenu({ onChoose }: { onChoose: (until: Date) => void }): ReactNode {
  const { texts } = useContext(UiContext);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current!.querySelector('button')!.focus(), []);
  const now = new Date();
  return (
    <ul className="ort-opened ort-snooze" ref={list} aria-label={texts.snoozeUntil}>
      {snoozeChoices(now).map(({ id, until }) => (
        <li key={id}>
          <button type="button" data-testid={`snooze-${id}`} onClick={() => onChoose(until)}>
            <span>{texts.snoozeChoices[id]}</span> <span className="ort-muted">{comingTime(until, now, texts.locale)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
