// What the README shows, compiled: readme.test.ts holds the two together.
import { connect } from '@orleansrealtime/client';
import { addItems, applyMark, type InboxItem } from '@orleansrealtime/client';

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
  let items: InboxItem[] = [];
  const readList = async () => {
    const page = await client.inbox({ limit: 50 });
    const newer = items.filter(({ seq }) => seq > page.badge.lastSeq); // came in while the page was on its way
    items = addItems(page.items, newer);
  };
  client.onNotification(({ item }) => (items = addItems(items, [item])));
  client.onMarked((mark) => (items = applyMark(items, mark)));
  client.onInboxReset(() => readList().catch(console.error));
  await readList();
}
