import { useEffect, useRef, type FocusEvent } from 'react';

/**
 * For a list whose rows go while somebody works in it: when the row that had the focus is gone, the list has it, so that
 * the keyboard goes on from there and not from the page's beginning.
 * @param content Another one whenever rows may have gone.
 */
export function useFocusKept<Element extends HTMLElement>(content: unknown) {
  const ref = useRef<Element>(null);
  const hadFocus = useRef(false);
  useEffect(() => {
    if (hadFocus.current && document.activeElement === document.body) ref.current?.focus({ preventScroll: true });
  }, [content]);
  return {
    ref,
    tabIndex: -1,
    onFocus: () => {
      hadFocus.current = true;
    },
    // React says nothing of a focus that goes because it took an element away.
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent<Element>) => {
      hadFocus.current = currentTarget.contains(relatedTarget as Node | null);
    },
  };
}
