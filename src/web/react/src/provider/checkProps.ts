import type { ConnectOptions, RealtimeClient } from '@orleansrealtime/client';

const texts = {
  url: 'the address of the platform, such as https://live.example.com, or an empty text for the page’s own origin',
  workspace: 'the name of the workspace',
  user: 'the id of the user that the tokens are for; render it when somebody is signed in',
} as const;

/**
 * For callers whose compiler did not see it, and for what is not there yet.
 * @throws TypeError with one sentence.
 */
export function checkConnect(options: ConnectOptions): void {
  for (const name of ['url', 'workspace', 'user'] as const) {
    const value: unknown = options[name];
    if (typeof value !== 'string' || (value === '' && name !== 'url')) refuse(name, texts[name], value);
  }
  const token: unknown = options.token;
  if (typeof token !== 'function' && (typeof token !== 'string' || token === '')) {
    refuse('token', 'a function that asks your own back end for a token, or the token itself', token);
  }
}

/** @throws TypeError with one sentence. */
export function checkClient(client: RealtimeClient): void {
  if (typeof client.watchInbox !== 'function') refuse('client', 'what connect() of @orleansrealtime/client returned', client);
}

function refuse(name: string, what: string, got: unknown): never {
  // A token's text is nobody else's.
  const given = got === '' ? 'an empty text' : got === null ? 'null' : typeof got === 'undefined' ? 'nothing' : `a value of type ${typeof got}`;
  throw new TypeError(`<RealtimeProvider> takes as \`${name}\` ${what}, and was given ${given}.`);
}
