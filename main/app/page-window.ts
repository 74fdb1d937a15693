import { BrowserWindow, ipcMain, nativeTheme, type MessagePortMain, MessageChannelMain, type Session } from 'electron';
import { join } from 'node:path';
import type { ProgramFolders } from './program-folders.ts';
import { pageAddress, pageOrigin } from './page-address.ts';
import { servePage } from './page-protocol.ts';
import { closeToTheWorld, keepInPlace } from './session-rules.ts';
import { rememberBounds, rememberedBounds } from './window-state.ts';

export interface PageWindow {
  readonly kind: 'start' | 'case';
  readonly title: string;
  readonly session: Session;
  /** Called with a fresh port whenever the page is ready for one: at first, and after a reload. */
  connect(port: MessagePortMain): void;
}

/** Opens a window on the program's page: sandboxed, without Node, closed to the world. */
export function openPageWindow(folders: ProgramFolders, wanted: PageWindow): BrowserWindow {
  closeToTheWorld(wanted.session);
  servePage(wanted.session, folders.page);
  const statePath = join(folders.userData, `${wanted.kind}-window.json`);
  const remembered = rememberedBounds(statePath);
  const window = new BrowserWindow({
    ...remembered.bounds,
    minWidth: 800,
    minHeight: 500,
    show: false,
    title: wanted.title,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1b1c1e' : '#ffffff',
    webPreferences: {
      session: wanted.session,
      preload: join(folders.program, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      // Reading goes on while the window is covered.
      backgroundThrottling: false,
    },
  });
  keepInPlace(window.webContents);
  rememberBounds(window, statePath);
  if (remembered.isMaximised) window.maximize();
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  const pageId = window.webContents.id;
  pages.set(pageId, { page: wanted, window });
  window.once('closed', () => pages.delete(pageId));
  void window.loadURL(pageAddress(wanted.kind));
  return window;
}

/** Gives a page a fresh port, as after the death of what was at the other end of the old one. */
export function connectPage(window: BrowserWindow): void {
  const known = window.isDestroyed() ? undefined : pages.get(window.webContents.id);
  if (known === undefined) return;
  const { port1, port2 } = new MessageChannelMain();
  known.page.connect(port1);
  window.webContents.postMessage('port', null, [port2]);
}

/** Answers the preloads of all windows. To be called once. */
export function answerPreloads(drop: (window: BrowserWindow, paths: readonly string[]) => void): void {
  ipcMain.on('page-ready', (event) => {
    const window = ownWindow(event);
    if (window !== null) connectPage(window);
  });
  ipcMain.on('dropped', (event, paths: unknown) => {
    const window = ownWindow(event);
    if (window === null || !Array.isArray(paths)) return;
    drop(
      window,
      paths.filter((path) => typeof path === 'string'),
    );
  });
}

const pages = new Map<number, { readonly page: PageWindow; readonly window: BrowserWindow }>();

// Only the main frame of one of our windows, on our own page, is heard.
function ownWindow(event: Electron.IpcMainEvent): BrowserWindow | null {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null || !frame.url.startsWith(`${pageOrigin}/`)) return null;
  return pages.get(event.sender.id)?.window ?? null;
}
