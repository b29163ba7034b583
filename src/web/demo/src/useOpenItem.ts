import { useEffect, useState } from 'preact/hooks';

const prefix = '#item/';
const read = (): string | undefined => (location.hash.startsWith(prefix) ? location.hash.slice(prefix.length) : undefined);

/** Which card is open stands in the address: a reload keeps it, the back button closes it, a link shares it. */
export function useOpenItem(): [string | undefined, (id: string | undefined) => void] {
  const [id, setId] = useState(read);
  useEffect(() => {
    const onHashChange = () => setId(read());
    addEventListener('hashchange', onHashChange);
    return () => removeEventListener('hashchange', onHashChange);
  }, []);
  return [
    id,
    (next) => {
      history.pushState(null, '', next ? prefix + next : location.pathname + location.search);
      setId(next);
    },
  ];
}
