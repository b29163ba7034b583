import { RealtimeError, type InboxItem, type PastExplanation } from '@orleansrealtime/client';
import { useContext, useEffect, useState, type ReactNode } from 'react';
import { useClient } from '../provider/ClientContext.js';
import { UiContext } from '../ui/Ui.js';
import { explanationOf } from './explanationOf.js';

/** What was decided about a notification when it came, and by which rule. */
export function Why({ item }: { item: InboxItem }): ReactNode {
  const client = useClient();
  const notification = item.id;
  const { texts } = useContext(UiContext);
  const [answer, setAnswer] = useState<PastExplanation | RealtimeError>();
  useEffect(() => {
    let current = true;
    const answered = (answer: PastExplanation | RealtimeError) => {
      if (current) setAnswer(answer);
    };
    client.explain({ notification }).then(answered, answered);
    return () => void (current = false);
  }, [client, notification]);

  // Kinds of the platform's own have what they are about for a title, others a sentence.
  const about = texts.sentence(item, []) === undefined ? texts.thisOne : texts.quoted(item.title);
  return (
    <div className="ort-opened ort-why" data-testid="why" role="status">
      {!answer && <p className="ort-muted">{texts.asking}</p>}
      {answer instanceof RealtimeError && <p>{answer.code === 'not_found' ? texts.tooLongAgo : `${texts.notKnown} ${answer.message}`}</p>}
      {answer && !(answer instanceof RealtimeError) && (
        <>
          <p>
            <bdi>{explanationOf(answer, texts, about)}</bdi>
          </p>
          <dl>
            <dt>{texts.inbox}</dt>
            <Part testId="why-inbox" on={answer.decision.inbox} rule={answer.decision.inboxRule} />
            <dt>{texts.popUp}</dt>
            <Part testId="why-live" on={answer.decision.live} rule={answer.decision.liveRule} />
          </dl>
        </>
      )}
    </div>
  );
}

function Part({ testId, on, rule }: { testId: string; on: boolean; rule: string }): ReactNode {
  const { texts } = useContext(UiContext);
  return (
    <dd data-testid={testId} data-rule={rule}>
      {on ? texts.yes : texts.no}: {texts.rules[rule] ?? rule}
    </dd>
  );
}
