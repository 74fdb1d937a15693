import type { Session, WebContents } from 'electron';
import { isOwnAddress } from './page-address.ts';

/**
 * Closes a session to the world: no permission, no download, and no request but for the page itself. Evidence is
 * hostile and may name addresses; nothing that it names is ever asked for.
 */
export function closeToTheWorld(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isOwnAddress(details.url) });
  });
  session.setSpellCheckerEnabled(false);
}

/** Keeps a window where it is: no other page, no window of its own, no embedded browser. */
export function keepInPlace(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => {
    // The frame that shows a message is filled by its `srcdoc`; a link in it leads nowhere.
    if (event.url !== 'about:srcdoc') event.preventDefault();
  });
}
