import { useRef, useState } from 'preact/hooks';
import { people, type Person } from '../session/people.js';
import { Avatar } from '../ui/Avatar.js';
import { GrowingText } from '../ui/GrowingText.js';
import { mentionAt } from './mentions.js';

/** `onSend` settles when the comment is in; a failure keeps the text in the box. */
export function CommentBox({ onSend }: { onSend: (text: string) => Promise<void> }) {
  const [text, setText] = useState('');
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  const [sending, setSending] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const typing = mentionAt(text, caret);
  const suggestions = typing ? matching(typing.query) : [];
  const choice = Math.min(chosen, suggestions.length - 1);

  const take = ({ id }: Person) => {
    const head = `${text.slice(0, typing!.start)}@${id} `;
    const area = form.current!.querySelector('textarea')!;
    setText(head + text.slice(caret));
    setCaret(head.length);
    requestAnimationFrame(() => {
      area.focus();
      area.setSelectionRange(head.length, head.length);
    });
  };

  const send = () => {
    const trimmed = text.trim();
    if (!trimmed || sending) return;
    setSending(true);
    onSend(trimmed)
      .then(() => setText(''))
      .catch(() => {})
      .finally(() => setSending(false));
  };

  return (
    <form
      class="comment-box"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {suggestions.length > 0 && (
        <ul class="suggestions" role="listbox" aria-label="People">
          {suggestions.map((person, index) => (
            <li key={person.id} role="option" aria-selected={index === choice}>
              <button
                type="button"
                tabIndex={-1}
                data-testid={`mention-${person.id}`}
                // The text area keeps the focus.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => take(person)}
              >
                <Avatar user={person.id} decorative /> {person.name} <span class="muted">@{person.id}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <GrowingText
        data-testid="comment-input"
        aria-label="Comment"
        placeholder="Comment, @ to mention"
        maxLength={10_000}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
          setChosen(0);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onBlur={() => setCaret(0)}
        onKeyDown={(event) => {
          if (suggestions.length > 0) {
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              setChosen((choice + (event.key === 'ArrowDown' ? 1 : suggestions.length - 1)) % suggestions.length);
            } else if (event.key === 'Enter' || event.key === 'Tab') take(suggestions[choice]!);
            else if (event.key === 'Escape') setCaret(0);
            else return;
            event.preventDefault();
            event.stopPropagation();
          } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
        }}
      />
      <button class="button primary" type="submit" data-testid="comment-send" disabled={!text.trim() || sending}>
        {sending ? 'Sending…' : 'Comment'}
      </button>
    </form>
  );
}

function matching(query: string): Person[] {
  return people.filter(({ id, name }) =>
    [id.toLowerCase(), ...name.toLowerCase().split(' ')].some((word) => word.startsWith(query)),
  );
}
