interface Props<Id extends string> {
  label: string;
  tabs: readonly { id: Id; name: string }[];
  chosen: Id;
  testId: string;
  panelId: string;
  onChoose: (id: Id) => void;
}

/** One stop for the Tab key; arrows walk and choose. */
export function Tabs<Id extends string>({ label, tabs, chosen, testId, panelId, onChoose }: Props<Id>) {
  const walk = (event: KeyboardEvent, index: number) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = tabs[(index + by + tabs.length) % tabs.length]!;
    onChoose(next.id);
    document.getElementById(`${testId}-${next.id}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label}>
      {tabs.map(({ id, name }, index) => (
        <button
          key={id}
          id={`${testId}-${id}`}
          data-testid={`${testId}-${id}`}
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
