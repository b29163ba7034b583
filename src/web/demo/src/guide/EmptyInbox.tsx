import type { Robo } from '../robo/useRobo.js';
import { firstName } from '../session/people.js';
import { useSession } from '../session/Session.js';
import { otherThan } from './links.js';
import { OtherPerson } from './OtherPerson.js';

/** How to make something come. */
export function EmptyInbox({ robo }: { robo: Robo }) {
  const { user } = useSession();
  const other = otherThan(user.id).id;
  return (
    <p data-testid="empty-inbox">
      To see one come: follow a card,{' '}
      <OtherPerson user={other} testId="empty-open-other">
        open the board as {firstName(other)} in a new tab
      </OtherPerson>
      , and change that card there, or write @{user.id} in a comment.{' '}
      {robo.state === 'on' ? (
        'Robo, a script, mentions you in a moment, too.'
      ) : (
        <button type="button" data-testid="empty-start-robo" onClick={() => robo.set(true)}>
          Or let Robo do it, a script.
        </button>
      )}
    </p>
  );
}
