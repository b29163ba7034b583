import { RoboSwitch } from '../robo/RoboSwitch.js';
import type { Robo } from '../robo/useRobo.js';
import { firstName } from '../session/people.js';
import { useSession } from '../session/Session.js';
import { otherThan } from './links.js';
import { OtherPerson } from './OtherPerson.js';

/** What there is to see and to try besides the board, below it. */
export function Guide({ robo }: { robo: Robo }) {
  const { user } = useSession();
  const other = otherThan(user.id).id;
  return (
    <footer class="guide" data-testid="guide">
      <RoboSwitch {...robo} />
      <nav aria-label="More to try">
        <OtherPerson user={other} testId="open-other">
          Open as {firstName(other)} in a new tab
        </OtherPerson>
        <a href="swagger" target="_blank" rel="noopener">
          Try the API
        </a>
        <a href="openapi/v1.json" target="_blank" rel="noopener">
          OpenAPI
        </a>
        <a href="admin" target="_blank" rel="noopener">
          Support view
        </a>
      </nav>
    </footer>
  );
}
