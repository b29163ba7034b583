/**
 * Calls back when what was true a moment ago may not be any more: the network came or went, the tab is looked at again,
 * came out of the browser's freezer or its back-forward cache.
 */
export function onWake(callback: () => void): () => void {
  if (typeof window === 'undefined') return () => {};
  const heard = new AbortController();
  const listen = (target: EventTarget, event: string, handler: () => void) =>
    target.addEventListener(event, handler, { signal: heard.signal });
  for (const event of ['online', 'offline', 'pageshow']) listen(window, event, callback);
  listen(document, 'resume', callback);
  listen(document, 'visibilitychange', () => {
    if (document.visibilityState === 'visible') callback();
  });
  return () => heard.abort();
}
