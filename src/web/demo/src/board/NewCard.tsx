import { useState } from 'preact/hooks';
import { GrowingText } from '../ui/GrowingText.js';
import { maxTitle } from './item.js';

/** Stays open after Enter, for the next one; empty, it goes away when left. */
export function NewCard({ onCreate, onEnd }: { onCreate: (title: string) => void; onEnd: () => void }) {
  const [title, setTitle] = useState('');
  const create = () => {
    const text = title.replace(/\s+/g, ' ').trim();
    setTitle('');
    if (text) onCreate(text);
    return text !== '';
  };
  return (
    <div class="card card-new" data-no-drag>
      <GrowingText
        class="card-title-input"
        autoSelect
        data-testid="new-item-title"
        aria-label="Title of the new item"
        placeholder="What needs doing?"
        maxLength={maxTitle}
        value={title}
        onInput={(event) => setTitle(event.currentTarget.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') onEnd();
          if (event.key !== 'Enter' || event.isComposing) return;
          event.preventDefault();
          if (!create()) onEnd();
        }}
        onBlur={() => {
          create();
          onEnd();
        }}
      />
      <p class="hint">Enter adds it, Escape leaves</p>
    </div>
  );
}
