import { useEffect, useState } from 'preact/hooks';

let say: (text: string) => void = () => {};

/** For those who cannot see a card move. */
export const announce = (text: string): void => say(text);

export function Announcer() {
  const [text, setText] = useState('');
  useEffect(() => {
    say = setText;
    return () => (say = () => {});
  }, []);
  return (
    <div class="visually-hidden" aria-live="polite">
      {text}
    </div>
  );
}
