import { useRef, type KeyboardEvent, type ReactNode } from 'react';

interface Props<Id extends string> {
  label: string;
  tabs: readonly { id: Id; name: string }[];
  chosen: Id;
  /** What the ids of its elements begin with. */
  idPrefix: string;
  panelId: string;
  onChoose: (id: Id) => void;
}

/** One stop for the Tab key; arrows walk and choose, the way they point. */
export function Tabs<Id extends string>({ label, tabs, chosen, idPrefix, panelId, onChoose }: Props<Id>): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  const walk = (event: KeyboardEvent<HTMLElement>, index: number) => {
    const forwards = getComputedStyle(list.current!).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const next = (index + (event.key === forwards ? 1 : -1) + tabs.length) % tabs.length;
    onChoose(tabs[next]!.id);
    list.current!.querySelectorAll('button')[next]!.focus();
  };
  return (
    <div className="ort-tabs" ref={list} role="tablist" aria-label={label}>
      {tabs.map(({ id, name }, index) => (
        <button
          key={id}
          type="button"
          id={`${idPrefix}-${id}`}
          data-testid={`inbox-tab-${id}`}
          role="tab"
          aria-selected={id === chosen}
          aria-controls={panelId}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => onChoose(id)}
          onKeyDown={(event) => walk(event, index)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
