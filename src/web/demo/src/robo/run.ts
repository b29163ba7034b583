import { connect, type RealtimeClient } from '@orleansrealtime/client';
import { boardRef, itemRef, moveItem } from '../board/commands.js';
import { itemOf } from '../board/item.js';
import { columns, layoutOf } from '../board/layout.js';
import { devToken, workspace } from '../session/devToken.js';
import { robo } from '../session/people.js';
import { Attention } from './attention.js';
import { stepOf, type Seen, type Step } from './script.js';

const firstStepMs = 2_000;
const stepMs = 3_500;
const touches = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchmove'];

/**
 * Edits, comments and mentions until it is aborted, by a client of its own: what it does takes the way that anybody's edit
 * takes. In one tab of a browser at a time, where the browser can tell.
 * @param page The page's own client, which has what the board shows.
 * @param onEnd Nobody looked any more.
 */
export async function runRobo(page: RealtimeClient, user: string, signal: AbortSignal, onEnd: () => void): Promise<void> {
  const work = () => workUntil(page, user, signal, onEnd);
  // Pages that are not from this machine and without TLS have no locks.
  if (!navigator.locks) return work();
  await navigator.locks.request(`robo of ${workspace}`, { signal }, work).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
}

async function workUntil(page: RealtimeClient, user: string, signal: AbortSignal, onEnd: () => void): Promise<void> {
  const hands = connect({ url: new URL('.', location.href).href, workspace, user: robo.id, token: () => devToken(robo) });
  const attention = new Attention(Date.now());
  const onTouch = () => attention.touch(Date.now());
  for (const type of touches) addEventListener(type, onTouch, { passive: true });
  try {
    let number = 0;
    for (let waitMs = firstStepMs; await passed(waitMs, signal); waitMs = stepMs) {
      const verdict = attention.verdict(Date.now(), document.visibilityState === 'visible');
      if (verdict === 'end') return onEnd();
      if (verdict === 'wait' || hands.status.state !== 'live') continue;
      const step = stepOf(number++, seenBy(page), user);
      // What somebody else was quicker with, or what is refused, is let go: the next step is another.
      if (step) await take(step, page, hands, user).catch(() => {});
    }
  } finally {
    for (const type of touches) removeEventListener(type, onTouch);
    await hands.close();
  }
}

function seenBy(page: RealtimeClient): Seen {
  const stateOf = (id: string) => page.view(itemRef(id))?.state;
  const layout = layoutOf(page.view(boardRef)?.state?.fields ?? {});
  return {
    titleOf: (id) => {
      const state = stateOf(id);
      return state && itemOf(state).title;
    },
    commentsOf: (id) => stateOf(id)?.comments ?? 0,
    columnOf: (id) => columns.find((column) => layout[column.id].some((slot) => slot.id === id))?.id,
  };
}

async function take(step: Step, page: RealtimeClient, hands: RealtimeClient, user: string): Promise<void> {
  const ref = itemRef(step.id);
  await hands.setPresence({ status: 'online', focus: ref });
  switch (step.what) {
    case 'rename':
      // Nobody's own title is lost to it.
      await hands.patch(ref, { title: step.title }, { ifMatch: page.view(ref)!.state!.position, keepFailed: false });
      break;
    case 'comment':
      await hands.comment(ref, step.text, [user], { keepFailed: false });
      break;
    case 'move':
      await moveItem(hands, layoutOf(page.view(boardRef)?.state?.fields ?? {}), step.id, step.column, 0);
  }
}

/** @returns False: it was aborted. */
const passed = (ms: number, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const onAbort = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve(true);
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
