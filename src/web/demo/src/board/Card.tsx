import type { EntityView, Mutation } from '@orleansrealtime/client';
import { useEntity } from '@orleansrealtime/react';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useSession } from '../session/Session.js';
import { firstName, personOf } from '../session/people.js';
import { CardViewers } from '../presence/CardViewers.js';
import { Failures, Spinner } from '../saving/Saving.js';
import { Avatar } from '../ui/Avatar.js';
import { EditableText } from '../ui/EditableText.js';
import { CommentIcon, OpenIcon } from '../ui/icons.js';
import { TimeAgo } from '../ui/TimeAgo.js';
import { toastError } from '../ui/toasts.js';
import { boardRef, itemRef } from './commands.js';
import { itemOf, maxTitle } from './item.js';
import { removal } from './layout.js';

interface Props {
  id: string;
  open: boolean;
  lifted: boolean;
  /** Of this card on the board: its own field of the board's entity. */
  moves: readonly Mutation[];
  onOpen: (id: string) => void;
}

export function Card({ id, open, lifted, moves, onOpen }: Props) {
  const { client } = useSession();
  const { status, state, mutations } = useEntity(itemRef(id));
  const [editing, setEditing] = useState(false);
  const element = useRef<HTMLElement>(null);
  const changedBy = useChangedByOther(state?.position, state?.updatedBy ?? null);

  if (!state) return <EmptyCard id={id} status={status} />;
  const { title, assignee } = itemOf(state);
  const own = [...mutations, ...moves];
  const endEditing = () => {
    setEditing(false);
    element.current?.focus({ preventScroll: true });
  };

  return (
    <article
      ref={element}
      class="card"
      data-card={id}
      data-testid={`card-${id}`}
      data-open={open || undefined}
      data-lifted={lifted || undefined}
      data-failed={own.some((mutation) => mutation.status === 'failed') || undefined}
      data-changed={changedBy !== undefined || undefined}
      style={changedBy && { '--hue': personOf(changedBy).hue }}
      tabIndex={0}
      aria-label={`${title}, number ${id}. Enter opens, E edits the title, Alt and arrows move.`}
      onClick={(event) => {
        if (!(event.target as Element).closest('button, textarea')) onOpen(id);
      }}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (event.key === 'Enter') onOpen(id);
        else if (event.key === 'e' || event.key === 'F2') setEditing(true);
        else return;
        event.preventDefault();
      }}
    >
      <header class="card-head">
        <span class="item-number">#{id}</span>
        <Spinner mutations={own} />
        <CardViewers entity={itemRef(id)} size={18} most={3} />
        <button class="icon-button card-open" data-testid="open-card" aria-label={`Open ${title}`} onClick={() => onOpen(id)}>
          <OpenIcon />
        </button>
      </header>
      {editing ? (
        <EditableText
          class="card-title-input"
          testId="title-input"
          label="Title"
          value={title}
          maxLength={maxTitle}
          singleLine
          autoSelect
          onCommit={(text) => {
            if (text) client.patch(itemRef(id), { title: text }).catch(toastError(`#${id} keeps its title.`));
          }}
          onEnd={endEditing}
        />
      ) : (
        <h3
          class="card-title"
          data-testid="card-title"
          title="Click to edit"
          onClick={(event) => {
            // A finger opens the card, wherever it taps: it has no other way to show what it means.
            if (isTouch()) return;
            event.stopPropagation();
            setEditing(true);
          }}
        >
          {title}
        </h3>
      )}
      <footer class="card-foot">
        <span class="card-edited" data-testid="card-edited">
          {state.updatedBy && `${firstName(state.updatedBy)}, `}
          <TimeAgo at={state.updatedAt} />
        </span>
        {state.comments > 0 && (
          <span class="card-comments" data-testid="card-comments" title={`${state.comments} comments`}>
            <CommentIcon /> {state.comments}
          </span>
        )}
        {assignee && <Avatar user={assignee} />}
      </footer>
      <Failures mutations={own} />
    </article>
  );
}

const isTouch = (): boolean => matchMedia('(hover: none)').matches;

/** Loading, or a place on the board with nothing to see behind it. */
function EmptyCard({ id, status }: { id: string; status: EntityView['status'] }) {
  const { client } = useSession();
  return (
    <article class="card card-empty" data-card={id} data-testid={`card-${id}`} aria-busy={status === 'loading'}>
      <span class="item-number">#{id}</span>
      {status === 'denied' && <p class="muted">You may not see this item.</p>}
      {status === 'absent' && (
        <p class="muted">
          This item is gone.{' '}
          <button class="link" onClick={() => client.patch(boardRef, removal(id)).catch(toastError(`#${id} stays here.`))}>
            Remove it
          </button>
        </p>
      )}
    </article>
  );
}

/** Who has just changed it, for as long as the card glows in that person's colour. */
function useChangedByOther(position: string | undefined, by: string | null): string | undefined {
  const { user } = useSession();
  const last = useRef(position);
  const [changedBy, setChangedBy] = useState<string>();
  useEffect(() => {
    const before = last.current;
    last.current = position;
    const other = before && before !== position && by && by !== user.id ? by : undefined;
    setChangedBy(other);
    if (!other) return;
    const timer = setTimeout(() => setChangedBy(undefined), 1_800);
    return () => clearTimeout(timer);
  }, [position]);
  return changedBy;
}
