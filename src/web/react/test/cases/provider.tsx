import assert from 'node:assert/strict';
import { connect } from '@orleansrealtime/client';
import { Component, type ReactNode } from 'react';
import { RealtimeProvider, useBadge, useClient, useStatus, type RealtimeProviderProps } from '../../src/index.js';
import { badge, type FakePlatform } from '../support/platform.js';
import { inPage, mount, until } from '../support/page.js';

function Shown() {
  const status = useStatus();
  const counts = useBadge();
  return <p>{`${useClient().user} ${status.state} ${counts?.unread ?? '-'}`}</p>;
}

const provided = (platform: FakePlatform, more: object = {}) => (
  <RealtimeProvider {...platform.options(more)}>
    <Shown />
  </RealtimeProvider>
);

inPage('StrictMode runs every effect twice: one connection is opened, and none stays behind', async (platform) => {
  const page = await mount(provided(platform));
  await until('it is live', () => page.text() === 'ana live -');
  assert.deepEqual([platform.hub.links.length, platform.browser.open], [1, 2]);
  platform.hub.link.send('badge', { ...badge(1, []), unread: 3 });
  await until('the badge is shown', () => page.text() === 'ana live 3');
  await page.unmount();
  assert.deepEqual([platform.openLinks, platform.browser.open], [0, 0]);
});

inPage('a render with the same props, whatever its callback, changes nothing, and the latest callback is asked', async (platform) => {
  const page = await mount(provided(platform, { token: () => 'first' }));
  await until('it is live', () => page.text() === 'ana live -');
  await page.render(provided(platform, { token: () => 'second' }));
  assert.equal(platform.hub.links.length, 1);
  platform.hub.link.send('goodbye', { code: 'token_expired', reason: 'over', reconnectAfterMs: 0 });
  platform.hub.link.drop();
  await until('it came back', () => platform.openLinks === 1 && page.text() === 'ana live -');
  assert.equal(platform.hub.link.token, 'second');
});

inPage('another user is another connection: the old one is closed, and nothing of it shows', async (platform) => {
  const page = await mount(provided(platform));
  await until('it is live', () => page.text() === 'ana live -');
  platform.hub.link.send('badge', { ...badge(1, []), unread: 3 });
  await until('her badge is shown', () => page.text() === 'ana live 3');
  await page.render(provided(platform, { user: 'bo' }));
  await until('bo is live', () => page.text() === 'bo live -');
  assert.deepEqual([platform.hub.links.length, platform.openLinks, platform.browser.open], [2, 1, 2]);
  await page.render(provided(platform, { user: 'bo', workspace: 'other' }));
  await until('another workspace is', () => platform.hub.links.length === 3 && page.text() === 'bo live -');
  assert.equal(platform.openLinks, 1);
});

inPage('a client of the application stays the application’s: nothing opens it or closes it', async (platform) => {
  const client = connect(platform.options());
  const page = await mount(
    <RealtimeProvider client={client}>
      <Shown />
    </RealtimeProvider>,
  );
  await until('it is live', () => page.text() === 'ana live -');
  await page.unmount();
  assert.deepEqual([client.status.state, platform.openLinks, platform.hub.links.length], ['live', 1, 1]);
  await client.close();
});

class Caught extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};
  static getDerivedStateFromError = (error: Error) => ({ error });
  override render(): ReactNode {
    return this.state.error ? `${this.state.error.name}: ${this.state.error.message}` : this.props.children;
  }
}

async function refusal(element: ReactNode): Promise<string> {
  const { error } = console;
  // React says each error that is caught, too.
  console.error = () => {};
  try {
    return (await mount(<Caught>{element}</Caught>)).text();
  } finally {
    console.error = error;
  }
}

inPage('outside of a provider and with props that are none, one sentence says what to do', async (platform) => {
  assert.equal(
    await refusal(<Shown />),
    'Error: There is no <RealtimeProvider> around this component: put one around the part of the app that uses OrleansRealtime.',
  );
  const withProps = (props: object) => refusal(<RealtimeProvider {...(props as RealtimeProviderProps)} />);
  const { user, ...nobody } = platform.options();
  assert.match(await withProps(nobody), /^TypeError: <RealtimeProvider> takes as `user` the id of the user .* and was given nothing\.$/);
  assert.match(await withProps({ ...nobody, user: '' }), /`user` .* given an empty text\.$/);
  assert.match(await withProps({ ...nobody, user: null }), /`user` .* given null\.$/);
  assert.match(await withProps({ ...nobody, user: 7 }), /`user` .* given a value of type number\.$/);
  assert.match(await withProps({ ...nobody, user, url: undefined }), /`url` the address/);
  assert.match(await withProps({ ...nobody, user, workspace: '' }), /`workspace` the name/);
  assert.match(await withProps({ ...nobody, user, token: Promise.resolve('t') }), /`token` a function .* given a value of type object\.$/);
  assert.match(await withProps({ client: {} }), /`client` what connect\(\) /);
  assert.match(await withProps({ ...nobody, user, workspace: 'a/b' }), /The workspace is 1 to 128 characters/);
  assert.equal(platform.hub.links.length, 0);
});
