import { useEffect, useRef, useState } from 'preact/hooks';
import { GrowingText } from './GrowingText.js';

interface Props {
  value: string;
  label: string;
  testId: string;
  class: string;
  placeholder?: string;
  maxLength?: number;
  /** Enter ends the edit; otherwise it makes a new line. */
  singleLine?: boolean;
  autoSelect?: boolean;
  onCommit: (text: string) => void;
  onEnd?: () => void;
}

/**
 * Text that is edited where it stands. Leaving it commits, Escape takes back. While it has the focus, it keeps what is
 * typed; the moment nobody types, it shows what is true again.
 */
export function EditableText({ value, label, testId, singleLine, autoSelect, onCommit, onEnd, ...rest }: Props) {
  const [draft, setDraft] = useState<string>();
  const commit = () => {
    const text = singleLine ? draft?.replace(/\s+/g, ' ').trim() : draft?.trim();
    if (text !== undefined && text !== value) onCommit(text);
  };
  // Taken down under the typing hands, because another tab moved the card: what was typed counts as left.
  const commitLatest = useRef(commit);
  commitLatest.current = commit;
  useEffect(() => () => commitLatest.current(), []);

  return (
    <GrowingText
      {...rest}
      autoSelect={autoSelect}
      aria-label={label}
      data-testid={testId}
      value={draft ?? value}
      onInput={(event) => setDraft(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') commitLatest.current = () => {};
        else if (event.key !== 'Enter' || event.isComposing || (!singleLine && !(event.ctrlKey || event.metaKey))) return;
        event.preventDefault();
        event.currentTarget.blur();
      }}
      onBlur={() => {
        commitLatest.current();
        commitLatest.current = () => {};
        setDraft(undefined);
        onEnd?.();
      }}
    />
  );
}
