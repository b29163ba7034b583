// What the README shows, compiled: readme.test.ts holds the two together.
import { connect } from '@orleansrealtime/client';
import { showUnread } from '@orleansrealtime/client';

const title = { value: '', className: '' };

export async function begin(): Promise<void> {
  const client = connect({
    url: '', // the page's own origin
    workspace: 'demo',
    user: 'ana',
    token: () => fetch('/my-app/live-token').then((response) => response.json()), // a string, or {token, expiresAt}
  });

  const item = { type: 'workitem', id: '42' };
  const stop = client.watch(item, ({ status, state, mutations }) => {
    // 'loading' | 'ready' | 'absent' | 'denied'; the state with own pending patches drawn over it
    if (status === 'ready') title.value = String(state?.fields.title);
    title.className = mutations.at(-1)?.status ?? 'committed'; // a spinner for 'pending', a mark for 'failed'
  });
  await client.patch(item, { title: 'two' });

  client.onBadge(({ unread }) => console.log(unread));
  client.onNotification(({ item, caughtUp }) => console.log(item.title, caughtUp));
  stop();
  await client.close();
}

export function status(client: ReturnType<typeof connect>): void {
  client.onStatus((status) => {
    if (status.state === 'stale') console.log(`as of ${status.since.toLocaleTimeString()}, connecting again`);
    if (status.state === 'offline') console.log(`over: ${status.code}, ${status.reason}`);
  });
}

export function mutations(client: ReturnType<typeof connect>): void {
  client.onMutations((mutations) => {
    for (const { status, what, entity, error, retry, discard } of mutations) {
      if (status === 'pending') console.log(`${what} of ${entity.id} is on its way`);
      if (status === 'failed') {
        const text = error?.outcomeUnknown ? 'may or may not have been saved' : `was refused: ${error?.code}`;
        if (confirm(`The ${what} of ${entity.id} ${text}. Again?`)) retry();
        else discard();
      }
    }
  });
}

export async function conditional(client: ReturnType<typeof connect>): Promise<void> {
  const item = { type: 'workitem', id: '42' };
  const { state } = client.view(item)!;
  await client.patch(item, { description: 'A new text' }, { ifMatch: state!.position, rebase: true });
}

export async function bell(client: ReturnType<typeof connect>): Promise<void> {
  const list = client.watchInbox({ filter: 'unread' }, ({ items, hasOlder, error }) => {
    for (const { title, authors, count, read } of items ?? []) console.log(title, authors, count, read);
    if (hasOlder) console.log('and more');
    if (error) console.log(`could not be read: ${error.message}`);
  });
  await list.loadOlder();
  await client.mark({ as: 'read', upTo: client.badge!.lastSeq }); // what comes in now stays unread
  await client.mark({ as: 'snoozed', seqs: [7], until: new Date(Date.now() + 20 * 60_000).toISOString() });
  list.close();
}

export function inTheTitle(client: ReturnType<typeof connect>): () => void {
  const stopShowing = showUnread(client);
  return stopShowing;
}

export async function preferences(client: ReturnType<typeof connect>): Promise<void> {
  const item = { type: 'workitem', id: '42' };
  const wanted = await client.preferences();
  await client.changePreferences({
    kinds: { commented: { live: false } }, // into the inbox, without a pop-up
    entities: { 'workitem/42': wanted.entities['workitem/42'] ? null : 'mute' }, // null: as any other
    quietHours: { zone: 'Europe/Berlin', from: '22:00', to: '07:00' },
  }); // what another device changes meanwhile stays; setPreferences replaces all of it
  const { told, rule, decision, because } = await client.explain({ kind: 'commented', entity: item });
  console.log(told && decision?.inbox, decision?.inboxRule ?? rule, because);
  client.onPreferences(() => console.log('changed in another tab: read them anew'));
}

export async function presence(client: ReturnType<typeof connect>): Promise<void> {
  const item = { type: 'workitem', id: '42' };
  await client.setPresence({ status: 'online', focus: item });
  const leave = client.watchViewers(item, ({ total, users }) => {
    console.log(`${total} are here`, users.map(({ name, status }) => `${name}, ${status}`));
  });
  const [bo] = await client.presence(['bo']);
  if (bo?.status === 'offline') console.log(`last seen ${bo.lastSeen}`);
  leave();
}
