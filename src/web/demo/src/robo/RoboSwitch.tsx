import { robo } from '../session/people.js';
import { Face } from '../ui/Face.js';
import type { Robo } from './useRobo.js';

const said: Record<Robo['state'], string> = {
  on: 'edits, comments and mentions you',
  off: 'is off',
  ended: 'has stopped: nobody looked',
};

/** Says that somebody on the board is a script, what it does, and how to stop it. */
export function RoboSwitch({ state, set }: Robo) {
  const isOn = state === 'on';
  return (
    <div class="robo" data-testid="robo" data-state={state}>
      <Face user={robo.id} size={20} />
      <span>
        <strong>Robo</strong>, a script<span class="wide-only">, {said[state]}</span>
      </span>
      <button class="button quiet" role="switch" aria-checked={isOn} aria-label="Robo, a script" data-testid="robo-switch" onClick={() => set(!isOn)}>
        {isOn ? 'Stop' : 'Start'}
      </button>
    </div>
  );
}
