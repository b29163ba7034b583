import { people } from '../session/people.js';
import { useSession } from '../session/Session.js';
import { Avatar } from '../ui/Avatar.js';

/** The others, with a dot each. */
export function Team() {
  const { user } = useSession();
  return (
    <ul class="team" aria-label="The team" data-testid="team">
      {people
        .filter(({ id }) => id !== user.id)
        .map(({ id }) => (
          <li key={id}>
            <Avatar user={id} size={26} />
          </li>
        ))}
    </ul>
  );
}
