import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Explanation, PastExplanation } from '@orleansrealtime/client';
import { explanationOf } from '../src/inbox/explanationOf.js';
import { english } from '../src/ui/texts.js';

type Decision = PastExplanation['decision'];

const fallback = 'What the server says.';
const about = '“Fix the login”';

function came(decision: Partial<Decision>, reason = 'following', kind = 'commented'): string {
  const all = { inbox: true, inboxRule: 'default', live: true, liveRule: 'default', ...decision };
  const answer: PastExplanation = { user: 'ana', notification: 'n1', kind, reason, at: '2026-01-01T00:00:00Z', because: fallback, decision: all };
  return explanationOf(answer, english, about);
}

function would(more: Partial<Explanation>): string {
  const answer: Explanation = { user: 'ana', kind: 'changed', told: false, rule: 'told', because: fallback, ...more };
  return explanationOf(answer, english, 'this card');
}

/** The names that the server has, from where it has them. */
const rulesOfServer = [
  ...readFileSync(new URL('../../../OrleansRealtime.Contracts/Preferences/Decision.cs', import.meta.url), 'utf8').matchAll(/const string \w+ = "(\w+)"/g),
].map(([, name]) => name!);

const on: Record<string, string> = {
  protected: 'the administrator lets nobody turn “Comments” off',
  mention: 'you let mentions through',
  entity_follow: 'you want everything about it',
  kind: 'you turned “Comments” on',
  type: 'you turned everything of this type on',
  channels: 'you turned “Everything else” on',
  workspace_kind: 'the workspace turned “Comments” on, and you chose nothing else',
  workspace_type: 'the workspace turned everything of this type on, and you chose nothing else',
  workspace_channels: 'the workspace turned everything else on, and you chose nothing else',
};

const off: Record<string, string> = {
  no_access: 'you may not see “Fix the login”',
  author: 'you did it yourself',
  not_following: 'you neither follow “Fix the login” nor were named',
  quiet: 'it was imported without telling anybody',
  entity_mute: 'you muted “Fix the login”',
  kind: 'you turned “Comments” off',
  type: 'you turned everything of this type off',
  channels: 'you turned “Everything else” off',
  workspace_kind: 'the workspace turned “Comments” off, and you chose nothing else',
  workspace_type: 'the workspace turned everything of this type off, and you chose nothing else',
  workspace_channels: 'the workspace turned everything else off, and you chose nothing else',
};

const noPopUp: Record<string, string> = {
  kind: 'you turned pop-ups for “Comments” off',
  type: 'you turned pop-ups for everything of this type off',
  channels: 'you turned pop-ups for “Everything else” off',
  workspace_kind: 'the workspace turned pop-ups for “Comments” off, and you chose nothing else',
  workspace_type: 'the workspace turned pop-ups for everything of this type off, and you chose nothing else',
  workspace_channels: 'the workspace turned pop-ups for everything else off, and you chose nothing else',
  quiet_hours: 'it was within your quiet hours',
  inbox_off: 'it is not in your inbox',
};

for (const [rule, because] of Object.entries(on))
  test(`told by ${rule}`, () => assert.equal(came({ inboxRule: rule }), `You were told, because you follow “Fix the login”, and ${because}.`));

for (const [rule, because] of Object.entries(off))
  test(`not told by ${rule}`, () => assert.equal(came({ inbox: false, inboxRule: rule, live: false, liveRule: rule }), `You were not told, because ${because}.`));

for (const [rule, because] of Object.entries(noPopUp))
  test(`no pop-up by ${rule}`, () => {
    assert.equal(came({ live: false, liveRule: rule }), `You were told, because you follow “Fix the login”. It did not pop up, because ${because}.`);
  });

const reasons: Record<string, [past: string, now: string]> = {
  following: ['you follow “Fix the login”', 'you follow this card'],
  mentioned: ['you were mentioned on “Fix the login”', 'you are mentioned on this card'],
  assigned: ['“Fix the login” was assigned to you', 'this card is assigned to you'],
  recipient: ['it was sent to you', 'it is sent to you'],
};

for (const [reason, [past, now]] of Object.entries(reasons))
  test(`told for the reason ${reason}`, () => {
    const decision = { inbox: true, inboxRule: 'default', live: true, liveRule: 'default' };
    assert.equal(came({}, reason), `You were told, because ${past}.`);
    assert.equal(would({ told: true, reason, decision }), `You are told, because ${now}.`);
  });

test('what would come is said of now, also where it does not come as far as the preferences', () => {
  assert.equal(would({ rule: 'not_following' }), 'You are not told, because you neither follow this card nor were named.');
  assert.equal(would({ rule: 'no_access' }), 'You are not told, because you may not see this card.');
  const decision = { inbox: true, inboxRule: 'default', live: false, liveRule: 'quiet_hours' };
  assert.equal(
    would({ told: true, reason: 'following', decision }),
    'You are told, because you follow this card. It does not pop up, because it is within your quiet hours.',
  );
});

test('every rule that the server has is said in words, in a sentence and beside its channel', () => {
  assert.ok(rulesOfServer.length >= 17, rulesOfServer.join());
  for (const rule of rulesOfServer) {
    assert.ok(english.rules[rule], rule);
    assert.notEqual(came({ inbox: false, inboxRule: rule }), fallback, rule);
    assert.notEqual(came({ inboxRule: rule }), fallback, rule);
    assert.notEqual(came({ live: false, liveRule: rule }), fallback, rule);
  }
});

test('what a newer server decides by is told in its own sentence', () => {
  for (const unknown of ['moon_phase', 'constructor', '__proto__', '']) {
    assert.equal(came({ inboxRule: unknown }), fallback);
    assert.equal(came({ live: false, liveRule: unknown }), fallback);
    assert.equal(came({}, unknown), fallback);
  }
  assert.equal(would({ rule: 'moon_phase' }), fallback);
});

test('a kind of the application’s is called what the texts call it, or by its own name', () => {
  const silent = { inbox: false, inboxRule: 'kind' };
  for (const kind of ['deploy', 'constructor']) assert.equal(came(silent, 'recipient', kind), `You were not told, because you turned “${kind}” off.`);
  const answer: PastExplanation = { user: 'ana', notification: 'n1', kind: 'deploy', reason: 'recipient', at: '', because: fallback, decision: { ...silent, live: false, liveRule: 'kind' } };
  assert.equal(explanationOf(answer, { ...english, kinds: { deploy: 'Deployments' } }), 'You were not told, because you turned “Deployments” off.');
});
