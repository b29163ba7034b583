import { RealtimeError, type PastExplanation } from '@orleansrealtime/client';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../session/Session.js';
import { ruleText } from './rules.js';

/** What was decided about a notification when it came, and by which rule. */
export function Why({ notification }: { notification: string }) {
  const { client } = useSession();
  const [answer, setAnswer] = useState<PastExplanation | RealtimeError>();
  useEffect(() => {
    let current = true;
    const answered = (answer: PastExplanation | RealtimeError) => current && setAnswer(answer);
    client.explain({ notification }).then(answered, answered);
    return () => void (current = false);
  }, [client, notification]);

  return (
    <div class="why" data-testid="why" role="status">
      {!answer && <p class="muted">Asking…</p>}
      {answer instanceof RealtimeError && (
        <p>{answer.code === 'not_found' ? 'It is too long ago: reasons are kept for 30 days.' : `Not known now. ${answer.message}`}</p>
      )}
      {answer && !(answer instanceof RealtimeError) && (
        <>
          <p>{answer.because}</p>
          <dl>
            <dt>Inbox</dt>
            <Part testId="why-inbox" on={answer.decision.inbox} rule={answer.decision.inboxRule} />
            <dt>Pop-up</dt>
            <Part testId="why-live" on={answer.decision.live} rule={answer.decision.liveRule} />
          </dl>
        </>
      )}
    </div>
  );
}

const Part = ({ testId, on, rule }: { testId: string; on: boolean; rule: string }) => (
  <dd data-testid={testId} data-rule={rule}>
    {on ? 'Yes' : 'No'}: {ruleText(rule)}
  </dd>
);
