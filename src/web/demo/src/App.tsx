import { useEntity, useOwnPresence } from '@orleansrealtime/react';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Bell } from './bell/Bell.js';
import { Board } from './board/Board.js';
import { boardRef, createBoard, itemRef } from './board/commands.js';
import { layoutOf, slotKey, type ColumnId } from './board/layout.js';
import { Guide } from './guide/Guide.js';
import { ItemPanel } from './item/ItemPanel.js';
import { PreferencesPanel } from './preferences/PreferencesPanel.js';
import { Team } from './presence/Team.js';
import { setting } from './saving/concerning.js';
import { useRobo } from './robo/useRobo.js';
import { currentUser, rememberUser } from './session/identity.js';
import type { Person } from './session/people.js';
import { Session, useSession } from './session/Session.js';
import { StatusLine } from './session/StatusLine.js';
import { UserSwitch } from './session/UserSwitch.js';
import { Announcer } from './ui/announce.js';
import { PlusIcon } from './ui/icons.js';
import { Toasts, toastError } from './ui/toasts.js';
import { useOpenItem } from './useOpenItem.js';

export function App() {
  const [user, setUser] = useState(currentUser);
  const [developmentOnly, setDevelopmentOnly] = useState(false);
  const switchTo = (next: Person) => {
    rememberUser(next.id);
    setUser(next);
  };
  useEffect(() => rememberUser(user.id), []);

  if (developmentOnly) return <DevelopmentOnly />;
  return (
    <>
      <Session key={user.id} user={user} onNotDevelopment={() => setDevelopmentOnly(true)}>
        <Page onSwitch={switchTo} />
      </Session>
      <Toasts />
      <Announcer />
    </>
  );
}

function Page({ onSwitch }: { onSwitch: (user: Person) => void }) {
  const { client, user } = useSession();
  const { status, state, mutations } = useEntity(boardRef);
  const [openId, setOpenId] = useOpenItem();
  const [composing, setComposing] = useState<ColumnId>();
  const layout = useMemo(() => layoutOf(state?.fields ?? {}), [state?.fields]);
  const [preferring, setPreferring] = useState(false);
  const robo = useRobo();
  useNewItemKey(() => setComposing('todo'));
  useOwnPresence({ focus: openId ? itemRef(openId) : null });

  return (
    <div class="page">
      <header class="top">
        <span class="brand">
          <img src="favicon.svg" width="22" height="22" alt="" /> <h1>OrleansRealtime</h1> <span class="brand-page">Work board</span>
        </span>
        <StatusLine />
        <span class="spacer" />
        <Team />
        <button class="button primary" data-testid="new-item" title="New item (C)" disabled={!state} onClick={() => setComposing('todo')}>
          <PlusIcon /> <span class="wide-only">New item</span>
        </button>
        <Bell onOpenItem={setOpenId} onPreferences={() => setPreferring(true)} robo={robo} />
        <UserSwitch user={user} onSwitch={onSwitch} />
      </header>
      {state ? (
        <Board fields={state.fields} mutations={mutations} openId={openId} composing={composing} onOpen={setOpenId} onCompose={setComposing} />
      ) : (
        <NoBoard
          status={status}
          onCreate={() => createBoard(client).catch(toastError('The board was not created.'))}
        />
      )}
      <Guide robo={robo} />
      {openId && (
        <ItemPanel
          key={openId}
          id={openId}
          layout={layout}
          moves={setting(mutations, slotKey(openId))}
          onPreferences={() => setPreferring(true)}
          onClose={() => setOpenId(undefined)}
        />
      )}
      {preferring && <PreferencesPanel layout={layout} itemId={openId} onClose={() => setPreferring(false)} />}
    </div>
  );
}

function NoBoard({ status, onCreate }: { status: string; onCreate: () => void }) {
  if (status === 'loading') return <main class="board board-loading" aria-busy="true" aria-label="Loading the board" />;
  return (
    <main class="notice">
      <h2>{status === 'absent' ? 'There is no board yet' : 'You may not see this board'}</h2>
      {status === 'absent' && (
        <>
          <p>A board is an entity like any other. This one would be called board/main.</p>
          <button class="button primary" onClick={onCreate}>
            Create it
          </button>
        </>
      )}
    </main>
  );
}

function DevelopmentOnly() {
  return (
    <main class="notice" data-testid="development-only">
      <h2>The demo needs the Development environment</h2>
      <p>
        It lets you be anyone without a password, so the server only offers it there: start it with{' '}
        <code>DOTNET_ENVIRONMENT=Development</code>.
      </p>
    </main>
  );
}

/** C, unless someone is typing. */
function useNewItemKey(callback: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const typing = (event.target as Element).closest?.('input, textarea, select');
      if (event.key !== 'c' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      callback();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
