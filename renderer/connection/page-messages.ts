/**
 * What the page and the preload say to each other by `window.postMessage`. The preload has the same words; it cannot
 * import them, since it is one small file that can be read in one look.
 */
export type FromPreload =
  /** Comes with the port of the host. */
  | { readonly mailTriage: 'port' }
  /** Files were dropped on the window; the main process knows their paths under this token. */
  | { readonly mailTriage: 'dropped'; readonly token: string };

/** Tells the preload that the page listens. */
export const pageReady = 'mail-triage:page-ready';

/** Tells whether a message of the window came from the preload. */
export function isFromPreload(event: MessageEvent<unknown>): event is MessageEvent<FromPreload> {
  const { data } = event;
  return event.source === window && typeof data === 'object' && data !== null && 'mailTriage' in data;
}
