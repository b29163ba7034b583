import type { Explained } from '../inbox/explanationOf.js';

/** Of which one is spoken, and whether it is on. */
interface Channel {
  on: boolean;
  isPopUp: boolean;
}

const turned = (what: string, { on, isPopUp }: Channel): string => `turned ${isPopUp ? `pop-ups for ${what}` : what} ${on ? 'on' : 'off'}`;

const byWorkspace = (what: string, channel: Channel): string => `the workspace ${turned(what, channel)}, and you chose nothing else`;

const ofThisType = 'everything of this type';

/** What goes on from "because". Some rules turn on only, others off only. */
const rules = new Map<string, (explained: Explained, channel: Channel) => string>([
  ['no_access', ({ about }) => `you may not see ${about}`],
  ['author', () => 'you did it yourself'],
  ['not_following', ({ about }) => `you neither follow ${about} nor were named`],
  ['quiet', () => 'it was imported without telling anybody'],
  ['protected', ({ kind }) => `the administrator lets nobody turn “${kind}” off`],
  ['mention', () => 'you let mentions through'],
  ['entity_mute', ({ about }) => `you muted ${about}`],
  ['entity_follow', () => 'you want everything about it'],
  ['kind', ({ kind }, channel) => `you ${turned(`“${kind}”`, channel)}`],
  ['type', (_, channel) => `you ${turned(ofThisType, channel)}`],
  ['channels', (_, channel) => `you ${turned('“Everything else”', channel)}`],
  ['workspace_kind', ({ kind }, channel) => byWorkspace(`“${kind}”`, channel)],
  ['workspace_type', (_, channel) => byWorkspace(ofThisType, channel)],
  ['workspace_channels', (_, channel) => byWorkspace('everything else', channel)],
  ['default', () => 'nobody turned it off'],
  ['inbox_off', () => 'it is not in your inbox'],
  ['quiet_hours', ({ past }) => `it ${past ? 'was' : 'is'} within your quiet hours`],
]);

const reasons = new Map<string, (explained: Explained) => string>([
  ['mentioned', ({ past, about }) => `you ${past ? 'were' : 'are'} mentioned on ${about}`],
  ['assigned', ({ past, about }) => `${about} ${past ? 'was' : 'is'} assigned to you`],
  ['recipient', ({ past }) => `it ${past ? 'was' : 'is'} sent to you`],
  ['following', ({ about }) => `you follow ${about}`],
]);

/** "You were told, because you follow “Fix the login”. It did not pop up, because it was within your quiet hours." */
export function englishExplanation(explained: Explained): string | undefined {
  const { past, told, rule, reason, popUp } = explained;
  const you = `You ${past ? 'were' : 'are'}`;
  const decided = rules.get(rule)?.(explained, { on: told, isPopUp: false });
  if (decided === undefined) return undefined;
  if (!told) return `${you} not told, because ${decided}.`;

  const why = reasons.get(reason ?? '')?.(explained);
  const quiet = popUp?.on === false ? rules.get(popUp.rule)?.(explained, { on: false, isPopUp: true }) : '';
  if (why === undefined || quiet === undefined) return undefined;
  // That nobody turned it off is no news.
  const sentence = `${you} told, because ${why}${rule === 'default' ? '' : `, and ${decided}`}.`;
  return quiet ? `${sentence} It ${past ? 'did' : 'does'} not pop up, because ${quiet}.` : sentence;
}
