import { useEntity, useOwnPresence, useStatus } from '@orleansrealtime/react';
import { useState } from 'react';
import { ask, type Person } from './backEnd';
import { Task } from './Task';

interface Props {
  team: string;
  people: Person[];
  nameOf: (user: string) => string;
}

export function Tasks({ team, people, nameOf }: Props) {
  const list = useEntity<{ tasks: Record<string, number> }>({ type: 'tasklist', id: team });
  const status = useStatus();
  const [open, setOpen] = useState<string>();
  // Others see which task this user looks at.
  useOwnPresence({ focus: open ? { type: 'task', id: open } : null });
  const added = Object.entries(list.state?.fields.tasks ?? {}).sort(([, one], [, two]) => one - two);

  return (
    <main data-status={status.state}>
      <ul>
        {added.map(([id]) => (
          <Task key={id} id={id} people={people} nameOf={nameOf} onOpen={() => setOpen(id)} />
        ))}
      </ul>
      <Add />
    </main>
  );
}

function Add() {
  const [title, setTitle] = useState('');
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [error, setError] = useState<string>();

  async function add(event: React.FormEvent) {
    event.preventDefault();
    try {
      await ask('PUT', `tasks/${key}`, { title });
      setTitle('');
      setKey(crypto.randomUUID());
      setError(undefined);
    } catch (failure) {
      setError(String(failure));
    }
  }

  return (
    <form onSubmit={add}>
      <input aria-label="New task" value={title} maxLength={200} required onChange={(event) => setTitle(event.target.value)} />
      <button>Add</button>
      {error && <p role="alert">{error}</p>}
    </form>
  );
}
