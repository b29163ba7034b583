/** Calls back when waiting has probably become pointless: the network is back, or the machine or tab woke up. */
export function onWake(callback: () => void): () => void {
  if (typeof window === 'undefined') return () => {};
  const visible = () => {
    if (document.visibilityState === 'visible') callback();
  };
  window.addEventListener('online', callback);
  document.addEventListener('visibilitychange', visible);
  return () => {
    window.removeEventListener('online', callback);
    document.removeEventListener('visibilitychange', visible);
  };
}
