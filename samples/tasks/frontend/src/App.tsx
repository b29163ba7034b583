import { Bell, RealtimeProvider } from '@orleansrealtime/react';
import '@orleansrealtime/react/styles.css';
import { useEffect, useState } from 'react';
import { ask, type Person } from './backEnd';
import { Tasks } from './Tasks';

interface Signed {
  me: Person;
  people: Person[];
  url: string;
}

const token = () => ask<{ token: string; expiresAt: string }>('GET', 'live/token');

export function App() {
  const [people, setPeople] = useState<Person[]>([]);
  const [signed, setSigned] = useState<Signed>();

  async function enter(me: Person) {
    const { url } = await ask<{ url: string }>('GET', 'live');
    setSigned({ me, url, people: await ask<Person[]>('GET', 'people') });
  }

  useEffect(() => {
    ask<Person>('GET', 'me').then(enter, () => ask<Person[]>('GET', 'people').then(setPeople));
  }, []);

  if (!signed)
    return (
      <main>
        <h1>Who are you?</h1>
        {people.map(({ id, name }) => (
          <button key={id} onClick={() => ask<Person>('POST', `sign-in/${id}`).then(enter)}>
            {name}
          </button>
        ))}
      </main>
    );

  const { me, url } = signed;
  const nameOf = (user: string) => signed.people.find(({ id }) => id === user)?.name ?? user;
  return (
    <RealtimeProvider url={url} workspace="tasks" user={me.id} token={token}>
      <header>
        <strong>Team {me.team}</strong>
        <span>{me.name}</span>
        <Bell nameOf={nameOf} />
      </header>
      <Tasks team={me.team} people={signed.people.filter(({ team }) => team === me.team)} nameOf={nameOf} />
    </RealtimeProvider>
  );
}
