import { createInterface } from 'node:readline';
import { connect, type ConnectOptions, type RealtimeClient, type Transport } from '../../src/index.js';

// What every script on a real server needs. The end-to-end tests of .NET start server and script, and give the script these.

const given = (name: string): string => process.env[name] ?? (() => { throw new Error(`${name} is not given`); })();

export const url = given('REALTIME_URL');
export const workspace = given('REALTIME_WORKSPACE');
export const transports: readonly Transport[] = ['webSockets', 'serverSentEvents', 'longPolling'];

/** A call with the application's API key. */
export async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${url}/v1/${workspace}/${path}`, {
    method,
    headers: { Authorization: `Bearer ${given('REALTIME_KEY')}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export const tokenFor = (user: string, ttlSeconds = 3_600): Promise<{ token: string; expiresAt: string }> => api('POST', 'tokens', { user, ttlSeconds });

const open: RealtimeClient[] = [];

export function page(user: string, options: Partial<ConnectOptions> = {}): RealtimeClient {
  const client = connect({ url, workspace, user, token: () => tokenFor(user), ...options });
  open.push(client);
  return client;
}

/** Without a limit of its own: whoever started the script has one. */
export async function until(what: string, isTrue: () => unknown): Promise<void> {
  const nag = setTimeout(() => process.stderr.write(`waits until ${what}\n`), 10_000);
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
  clearTimeout(nag);
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export async function hear(line: string): Promise<void> {
  const { value } = await lines.next();
  if (value !== line) throw new Error(`heard '${value}' instead of '${line}'`);
}

/** Runs a script to its end. */
export function run(script: () => Promise<void>): void {
  script()
    .then(() => Promise.all(open.map((client) => client.close())))
    .then(() => process.exit(0), (error) => {
      console.error(error);
      process.exit(1);
    });
}
