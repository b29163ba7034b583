import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * The value as it was when a pointer was pressed, until it is let go: where a live list moves in between, the click
 * goes to another row, or to none.
 */
export function useStillWhilePressed<T>(value: T): T {
  const [pressed, setPressed] = useState(false);
  const shown = useRef(value);

  useEffect(() => {
    let letGo: ReturnType<typeof setTimeout> | undefined;
    const press = () => {
      clearTimeout(letGo);
      setPressed(true);
    };
    // The click comes right after the release.
    const release = () => (letGo = setTimeout(() => setPressed(false)));
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

  if (!pressed) shown.current = value;
  return shown.current;
}
