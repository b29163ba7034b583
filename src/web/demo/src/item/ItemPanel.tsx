import type { Mutation } from '@orleansrealtime/client';
import { useEntity, usePresence } from '@orleansrealtime/react';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { deleteItem, itemRef, moveItem } from '../board/commands.js';
import { itemOf, maxTitle } from '../board/item.js';
import { columns, type ColumnId, type Layout } from '../board/layout.js';
import { CardViewers } from '../presence/CardViewers.js';
import { presenceText } from '../presence/presenceText.js';
import { firstName, people } from '../session/people.js';
import { useSession } from '../session/Session.js';
import { setting } from '../saving/concerning.js';
import { Failures, Spinner } from '../saving/Saving.js';
import { Avatar } from '../ui/Avatar.js';
import { EditableText } from '../ui/EditableText.js';
import { BellIcon, CheckIcon, CloseIcon, ColumnIcon } from '../ui/icons.js';
import { TimeAgo } from '../ui/TimeAgo.js';
import { toast, toastError } from '../ui/toasts.js';
import { CommentBox } from './CommentBox.js';
import { CommentList } from './CommentList.js';
import { team } from './CommentText.js';
import { mentionsIn } from './mentions.js';
import { Reaching } from './Reaching.js';
import { useComments } from './useComments.js';
import { useFollowing } from './useFollowing.js';

interface Props {
  id: string;
  layout: Layout;
  /** Of this item on the board. */
  moves: readonly Mutation[];
  onPreferences: () => void;
  onClose: () => void;
}

export function ItemPanel({ id, layout, moves, onPreferences, onClose }: Props) {
  const { client } = useSession();
  const ref = itemRef(id);
  const { status, state, mutations } = useEntity(ref);
  const comments = useComments(ref, state?.comments);
  const { following, confirmed, follow } = useFollowing(ref, state?.position);
  const panel = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    panel.current!.focus({ preventScroll: true });
    return () => opener?.focus({ preventScroll: true });
  }, []);

  const frame = (content: ComponentChildren) => (
    <div
      class="panel"
      ref={panel}
      tabIndex={-1}
      role="dialog"
      aria-label={`Item ${id}`}
      data-testid="item-panel"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header class="panel-head">
        <span class="item-number">#{id}</span>
        <Spinner mutations={[...mutations, ...moves]} />
        <CardViewers entity={ref} size={24} most={5} />
        {state && (
          <button
            class="button quiet"
            data-testid="follow-toggle"
            aria-pressed={following === true}
            disabled={following === undefined}
            onClick={() => follow(!following)}
          >
            {following ? <CheckIcon /> : <BellIcon />} {following ? 'Following' : 'Follow'}
          </button>
        )}
        <button class="icon-button" data-testid="panel-close" aria-label="Close" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      {content}
    </div>
  );

  if (!state) {
    const text = { loading: 'Loading…', ready: '', absent: 'This item is gone.', denied: 'You may not see this item.' }[status];
    return frame(
      <p class="panel-empty" data-testid="panel-empty">
        {text}
      </p>,
    );
  }

  const { title, description, assignee } = itemOf(state);
  const column = columns.find((each) => layout[each.id].some((slot) => slot.id === id))?.id;
  const moveTo = (to: ColumnId) => moveItem(client, layout, id, to, 0).catch(toastError(`#${id} stays where it was.`));

  return frame(
    <>
      <div class="panel-body">
        <EditableText
          key={`title-${id}`}
          class="panel-title"
          testId="panel-title-input"
          label="Title"
          value={title}
          maxLength={maxTitle}
          singleLine
          onCommit={(text) => {
            if (text) client.patch(ref, { title: text }).catch(toastError('The title stays as it was.'));
          }}
        />
        <Failures mutations={setting(mutations, 'title')} />
        <dl class="facts">
          <dt>Column</dt>
          <dd>
            <label class="picker">
              {column && <ColumnIcon column={column} />}
              <select
                data-testid="panel-column"
                aria-label="Column"
                value={column ?? ''}
                onChange={(event) => moveTo(event.currentTarget.value as ColumnId)}
              >
                {!column && <option value="">Not on the board</option>}
                {columns.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.name}
                  </option>
                ))}
              </select>
            </label>
            <Failures mutations={moves} />
          </dd>
          <dt>Assignee</dt>
          <dd>
            <label class="picker">
              {assignee ? <Avatar user={assignee} size={18} decorative /> : <span class="nobody" />}
              <select
                data-testid="panel-assignee"
                aria-label="Assignee"
                value={assignee ?? ''}
                onChange={(event) =>
                  client.patch(ref, { assignee: event.currentTarget.value || null }).catch(toastError('The assignee stays as it was.'))
                }
              >
                <option value="">Nobody</option>
                {people.map((person) => (
                  <option key={person.id} value={person.id}>
                    {person.name}
                  </option>
                ))}
                {assignee && !team.includes(assignee) && <option value={assignee}>{assignee}</option>}
              </select>
            </label>
            {assignee && <Whereabouts user={assignee} />}
            <Failures mutations={setting(mutations, 'assignee')} />
          </dd>
          <Reaching id={id} dependsOn={`${confirmed} ${state.position}`} onPreferences={onPreferences} />
        </dl>
        <EditableText
          key={`description-${id}`}
          class="panel-description"
          testId="panel-description"
          label="Description"
          placeholder="Add a description"
          value={description}
          onCommit={(text) =>
            client.patch(ref, { description: text || null }).catch(toastError('The description stays as it was.'))
          }
        />
        <Failures mutations={setting(mutations, 'description')} />
        <h3 class="section-title">
          Comments <span class="count">{state.comments || ''}</span>
        </h3>
        {state.comments === 0 && <p class="muted">No comments yet.</p>}
        <CommentList {...comments} />
      </div>
      <CommentBox
        key={id}
        onSend={async (text) => {
          try {
            // The box keeps the text: it is what there is to try again with.
            await client.comment(ref, text, mentionsIn(text, team), { keepFailed: false });
          } catch (error) {
            toastError('The comment was not sent.')(error);
            throw error;
          }
        }}
      />
      <footer class="panel-foot">
        <span>
          Changed {state.updatedBy && `by ${firstName(state.updatedBy)} `}
          <TimeAgo at={state.updatedAt} />
        </span>
        <code data-testid="panel-position" title="Position: epoch and version">
          {state.position}
        </code>
        <DeleteButton
          onDelete={() => {
            onClose();
            deleteItem(client, id)
              .then(() => toast(`#${id} was deleted.`))
              .catch(toastError(`#${id} was not deleted.`));
          }}
        />
      </footer>
    </>,
  );
}

/** Whether someone is there, in words: a dot alone tells nothing on a touch screen. */
function Whereabouts({ user }: { user: string }) {
  const presence = usePresence(user);
  return presence ? (
    <span class="whereabouts" data-testid="assignee-presence">
      {presenceText(presence, Date.now())}
    </span>
  ) : null;
}

/** Asks in place: the second click within a few seconds is the one that counts. */
function DeleteButton({ onDelete }: { onDelete: () => void }) {
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => setAsked(false), 4_000);
    return () => clearTimeout(timer);
  }, [asked]);
  return (
    <button class="link danger" data-testid="panel-delete" onClick={() => (asked ? onDelete() : setAsked(true))}>
      {asked ? 'Really delete?' : 'Delete'}
    </button>
  );
}
