import { useEffect, useReducer, useRef } from 'preact/hooks';

/**
 * The value as it was when a pointer was pressed, until it is let go: where a live list moves in between, the click
 * goes to another row, or to none. Nothing is rendered because of the press itself: that could move something, too.
 */
export function useStillWhilePressed<T>(value: T): T {
  const pressed = useRef(false);
  const shown = useRef(value);
  const latest = useRef(value);
  const [, render] = useReducer((renders: number, _: void) => renders + 1, 0);

  useEffect(() => {
    let letGo: ReturnType<typeof setTimeout> | undefined;
    const press = () => {
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
    addEventListener('pointerup', release, true);
    addEventListener('pointercancel', release, true);
    return () => {
      clearTimeout(letGo);
      removeEventListener('pointerdown', press, true);
      removeEventListener('pointerup', release, true);
      removeEventListener('pointercancel', release, true);
    };
  }, []);

  latest.current = value;
  if (!pressed.current) shown.current = value;
  return shown.current;
}
