import { useContext, useState, type ReactNode } from 'react';
import { useNotification } from '../inbox/useNotification.js';
import { UiContext } from '../ui/Ui.js';

/** Says what comes in to those who cannot see the number change. */
export function Arrivals(): ReactNode {
  const { texts } = useContext(UiContext);
  const [said, setSaid] = useState('');
  useNotification(({ item, caughtUp }) => {
    if (!caughtUp) setSaid(texts.arrived(item));
  });
  return (
    <span className="ort-said-only" role="status" aria-live="polite" data-testid="arrivals">
      {said}
    </span>
  );
}
