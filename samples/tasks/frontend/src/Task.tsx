import { useEntity, useMutation, ViewerStack } from '@orleansrealtime/react';
import type { Person } from './backEnd';

interface Fields {
  title: string;
  isDone: boolean;
  assignee?: string;
}

interface Props {
  id: string;
  people: Person[];
  nameOf: (user: string) => string;
  onOpen: () => void;
}

export function Task({ id, people, nameOf, onOpen }: Props) {
  const task = { type: 'task', id };
  const { state } = useEntity<Fields>(task);
  const { patch, error, discard } = useMutation<Fields>(task);

  if (!state) return null;
  const { title, isDone, assignee } = state.fields;
  return (
    <li aria-label={title} onFocus={onOpen}>
      <input type="checkbox" aria-label="Done" checked={isDone} onChange={(event) => patch({ isDone: event.target.checked })} />
      <input aria-label="Title" value={title} onChange={(event) => patch({ title: event.target.value })} />
      <select aria-label="Assignee" value={assignee ?? ''} onChange={(event) => patch({ assignee: event.target.value || null })}>
        <option value="">nobody</option>
        {people.map(({ id: person, name }) => (
          <option key={person} value={person}>
            {name}
          </option>
        ))}
      </select>
      <ViewerStack entity={task} nameOf={nameOf} />
      {error && (
        <p role="alert">
          {error.message} <button onClick={discard}>Take back</button>
        </p>
      )}
    </li>
  );
}
