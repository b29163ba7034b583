import type { ConnectOptions, InboxItem } from '@orleansrealtime/client';
import { FakeHub } from '../../../client/test/support/fakeHub.js';
import { FakeBrowser } from '../../../client/test/support/fakeTabs.js';

export interface Asked {
  method: string;
  path: string;
  body: unknown;
}

/** A platform of one page: its hub, and what REST answers. */
export class FakePlatform {
  readonly hub = new FakeHub();
  readonly browser = new FakeBrowser();
  readonly asked: Asked[] = [];
  /** By method and path without the query; what is a function is given the body and the query. A status is an answer without a body. */
  answers: Record<string, unknown> = {};

  options(more: Partial<ConnectOptions> = {}): ConnectOptions {
    return {
      url: 'http://x',
      workspace: 'demo',
      user: 'ana',
      token: () => ({ token: 't', expiresAt: '2999-01-01T00:00:00Z' }),
      retry: { baseMs: 0 },
      openLink: this.hub.open,
      openTabs: this.browser.openTabs,
      ...more,
    };
  }

  get openLinks(): number {
    return this.hub.links.filter(({ stopped }) => !stopped).length;
  }

  askedFor(method: string, path: string): unknown[] {
    return this.asked.filter((asked) => asked.method === method && asked.path === path).map(({ body }) => body);
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname, searchParams } = new URL(url);
    const path = pathname.replace('/v1/demo', '');
    const body: unknown = init.body && JSON.parse(init.body as string);
    this.asked.push({ method: init.method!, path, body });
    const known = this.answers[`${init.method} ${path}`];
    const answer: unknown = typeof known === 'function' ? await known(body, searchParams) : known;
    if (answer === undefined) return Response.json({ code: 'not_found', title: 'not_found' }, { status: 404 });
    if (answer instanceof Response) return answer;
    return Response.json(answer);
  };
}

export const page = (items: InboxItem[], version = 1) => ({ items, next: null, badge: badge(version, items) });

export const badge = (version: number, items: InboxItem[]) => ({
  version,
  unread: items.filter(({ read }) => !read).length,
  unseen: items.filter(({ seen }) => !seen).length,
  lastSeq: Math.max(0, ...items.map(({ seq }) => seq)),
  lineage: '',
});
