const stops = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled)';

/** The Tab key goes round in an element, and does not leave it. */
export function keepFocusIn(element: HTMLElement, event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'preventDefault'>): void {
  if (event.key !== 'Tab') return;
  const all = [...element.querySelectorAll<HTMLElement>(stops)].filter((stop) => stop.getAttribute('tabindex') !== '-1' && !stop.closest('[hidden]'));
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) return;
  const { activeElement } = document;
  const isAtEnd = event.shiftKey ? activeElement === first || activeElement === element : activeElement === last;
  if (!isAtEnd) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}
