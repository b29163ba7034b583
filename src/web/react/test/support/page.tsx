import { Window } from 'happy-dom';
import { test } from 'node:test';
import { act, StrictMode, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { FakePlatform } from './platform.js';

const taken = ['document', 'HTMLElement', 'Element', 'Node', 'Event', 'KeyboardEvent', 'PointerEvent', 'MouseEvent', 'AbortController'];

/** A test in a page of its own: a document in place of a browser's, and a platform that answers what is fetched. */
export function inPage(name: string, run: (platform: FakePlatform) => Promise<void>): void {
  test(name, async () => {
    const window = new Window({ url: 'http://page/' });
    const platform = new FakePlatform();
    const putBack = put({ ...globalsOf(window), fetch: platform.fetch });
    try {
      await run(platform);
    } finally {
      for (const root of roots.splice(0)) await drawn(() => root.unmount());
      await window.happyDOM.close();
      putBack();
    }
  });
}

function globalsOf(window: Window): Record<string, unknown> {
  const values = window as unknown as Record<string, unknown>;
  const bound = (name: string) => (values[name] as () => void).bind(window);
  return {
    window,
    ...Object.fromEntries(taken.map((name) => [name, values[name]])),
    addEventListener: bound('addEventListener'),
    removeEventListener: bound('removeEventListener'),
    getComputedStyle: bound('getComputedStyle'),
  };
}

/** @returns What makes the globals again what they were. */
function put(globals: Record<string, unknown>): () => void {
  const before = Object.keys(globals).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  };
}

const roots: Root[] = [];

/** Does something, and returns when React has drawn what comes of it. What the platform sends meanwhile is drawn in its own time, as in a browser. */
export async function drawn(something: () => void | Promise<void>): Promise<void> {
  const environment = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean };
  environment.IS_REACT_ACT_ENVIRONMENT = true;
  await act(async () => something());
  environment.IS_REACT_ACT_ENVIRONMENT = false;
}

export interface Mounted {
  readonly element: HTMLElement;
  text(): string;
  render(element: ReactNode): Promise<void>;
  unmount(): Promise<void>;
  /** What a test holds on to, or undefined. */
  find(testId: string): HTMLElement | undefined;
  /** The same; it has to be there. */
  get(testId: string): HTMLElement;
  click(testId: string): Promise<void>;
  press(key: string, more?: KeyboardEventInit): Promise<void>;
}

/** Mounted the way applications are while they are developed: every effect runs, ends, and runs again. */
export async function mount(element: ReactNode): Promise<Mounted> {
  const container = document.createElement('div');
  document.body.append(container);
  const root = createRoot(container);
  roots.push(root);
  const find = (testId: string) => container.querySelector<HTMLElement>(`[data-testid="${testId}"]`) ?? undefined;
  const get = (testId: string) => {
    const found = find(testId);
    if (!found) throw new Error(`There is no ${testId} in ${container.innerHTML}`);
    return found;
  };
  const mounted: Mounted = {
    element: container,
    text: () => container.textContent ?? '',
    render: (next) => drawn(() => root.render(<StrictMode>{next}</StrictMode>)),
    unmount: () => drawn(() => root.unmount()),
    find,
    get,
    click: (testId) => drawn(() => get(testId).click()),
    press: (key, more) => drawn(() => void document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))),
  };
  await mounted.render(element);
  return mounted;
}

/** Waits, and lets React draw meanwhile; the message says what never happened. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain until ${what}: ${document.body.innerHTML}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
