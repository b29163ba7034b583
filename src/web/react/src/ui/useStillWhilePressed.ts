import { useEffect, useReducer, useRef } from 'react';

/** After the last of them, a menu's, no release may come. */
const endings = ['pointerup', 'pointercancel', 'contextmenu'] as const;

/**
 * The value as it was when the main button or a finger was pressed, until it is let go: where a live list moves in
 * between, the click goes to another row, or to none. Nothing is rendered because of the press itself: that could move
 * something, too.
 */
export function useStillWhilePressed<T>(value: T): T {
  const pressed = useRef(false);
  const shown = useRef(value);
  const latest = useRef(value);
  const [, render] = useReducer((renders: number, _: void) => renders + 1, 0);

  useEffect(() => {
    let letGo: ReturnType<typeof setTimeout> | undefined;
    const press = ({ button }: PointerEvent) => {
      if (button !== 0) return;
      clearTimeout(letGo);
      pressed.current = true;
    };
    const release = () => {
      // The click comes right after the release.
      letGo = setTimeout(() => {
        pressed.current = false;
        if (shown.current !== latest.current) render();
      });
    };
    addEventListener('pointerdown', press, true);
    for (const ending of endings) addEventListener(ending, release, true);
    // Another window has the pointer. Not captured: that would be each element's own blur, too, and a press causes one.
    addEventListener('blur', release);
    return () => {
      clearTimeout(letGo);
      removeEventListener('pointerdown', press, true);
      for (const ending of endings) removeEventListener(ending, release, true);
      removeEventListener('blur', release);
    };
  }, []);

  latest.current = value;
  if (!pressed.current) shown.current = value;
  return shown.current;
}
