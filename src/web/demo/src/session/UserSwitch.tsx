import { Avatar } from '../ui/Avatar.js';
import { people, type Person } from './people.js';

export function UserSwitch({ user, onSwitch }: { user: Person; onSwitch: (user: Person) => void }) {
  return (
    <label class="user-switch" title="Who you are in this tab">
      <Avatar user={user.id} size={26} decorative />
      <span class="visually-hidden">You are</span>
      <select
        data-testid="user-select"
        value={user.id}
        onChange={(event) => onSwitch(people.find(({ id }) => id === event.currentTarget.value)!)}
      >
        {people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
