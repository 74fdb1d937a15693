import { app, dialog, session, type BrowserWindow } from 'electron';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { Trouble } from '#contract/index.ts';
import { peekCase } from '#host/index.ts';
import { caseServices } from './case-services.ts';
import { startHost, type HostProcess } from './host-process.ts';
import type { Log } from './log.ts';
import { connectPage, openPageWindow } from './page-window.ts';
import type { ProgramFolders } from './program-folders.ts';
import type { RecentCases } from './recent-cases.ts';
import type { StartHandlers } from './start-calls.ts';
import { currentStorage, guardStore, storeDirectory } from './store-guard.ts';

/** The open cases, one window and one host process each. */
export interface CaseWindows {
  /** Opens the case in a folder, or brings its window to the front. @throws Trouble when there is no case that can be opened */
  open(caseDirectory: string): BrowserWindow;
  /** Tells the screens of a case a command of the menu. */
  menu(window: BrowserWindow, command: string): void;
  /** Offers paths to a case's window as evidence: its page gets a token, its host the paths for it. */
  drop(window: BrowserWindow, paths: readonly string[]): void;
}

export interface CaseWindowsOptions {
  readonly folders: ProgramFolders;
  readonly recent: RecentCases;
  readonly log: Log;
  /** What every window may ask beside its own case. */
  readonly startHandlers: StartHandlers;
}

interface OpenCase {
  readonly window: BrowserWindow;
  readonly drop: (paths: readonly string[]) => string;
  host: HostProcess;
}

/** A host that died so often within a minute is not started again. */
const mostDeathsInAMinute = 3;

export function caseWindows({ folders, recent, log, startHandlers }: CaseWindowsOptions): CaseWindows {
  const cases = new Map<string, OpenCase>();

  function openWindow(directory: string): BrowserWindow {
    const file = peekCase(directory);
    if (file === null) throw missing(directory);
    const storage = currentStorage();
    const copied = guardStore(directory, file.storage, storage);
    const caseSession = session.fromPath(storeDirectory(directory));
    const services = caseServices(() => opened.window);

    const deaths: number[] = [];
    const start = (): HostProcess =>
      startHost({
        programDirectory: folders.program,
        caseDirectory: directory,
        storage,
        services: { ...services, ...startHandlers },
        onBug: (text) => log(`host of ${directory}: ${text}`),
        onLost(exitCode) {
          log(`host of ${directory} ended with ${String(exitCode)}`);
          if (opened.window.isDestroyed()) return;
          deaths.push(Date.now());
          if (deaths.filter((at) => at > Date.now() - 60_000).length >= mostDeathsInAMinute) {
            void dialog.showMessageBox(opened.window, {
              type: 'error',
              title: 'Mail Triage',
              message: 'The process that reads the evidence cannot be kept running.',
              detail: 'What was read until now is in the case. Close the window and open the case again; the log of the program says more.',
            });
            return;
          }
          opened.host = start();
          connectPage(opened.window);
        },
        onRefused({ happened, kept, todo }) {
          cases.delete(directory);
          opened.window.destroy();
          void dialog.showMessageBox({ type: 'error', title: 'Mail Triage', message: happened, detail: `${kept}\n${todo}` });
        },
      });
    const window = openPageWindow(folders, {
      kind: 'case',
      title: file.caseNumber === '' ? file.title : `${file.caseNumber} · ${file.title}`,
      session: caseSession,
      connect: (port) => opened.host.connect(port),
    });
    const opened: OpenCase = { window, drop: (paths) => services.drop(paths), host: start() };
    cases.set(directory, opened);
    recent.remember({ directory, title: file.title, caseNumber: file.caseNumber, openedAt: new Date().toISOString() });
    app.addRecentDocument(directory);
    if (copied !== null) {
      log(copied);
      void dialog.showMessageBox(window, {
        type: 'info',
        title: 'Mail Triage',
        message: 'The store of this case was copied first.',
        detail: copied,
      });
    }
    closeCleanly(
      opened,
      () => cases.delete(directory),
      () => caseSession.flushStorageData(),
    );
    return window;
  }

  return {
    open(caseDirectory) {
      const directory = realPath(caseDirectory);
      const open = cases.get(directory);
      if (open === undefined) return openWindow(directory);
      if (open.window.isMinimized()) open.window.restore();
      open.window.focus();
      return open.window;
    },
    menu(window, command) {
      for (const open of cases.values()) if (open.window === window) open.host.menu(command);
    },
    drop(window, paths) {
      for (const open of cases.values()) if (open.window === window) window.webContents.send('dropped', open.drop(paths));
    },
  };
}

/** Lets the host stop and the storage be written before the window of a case goes. */
function closeCleanly(opened: OpenCase, forget: () => void, flush: () => void): void {
  let isStopped = false;
  opened.window.on('close', (event) => {
    if (isStopped) return;
    event.preventDefault();
    opened.window.hide();
    void opened.host.stop().then(() => {
      isStopped = true;
      flush();
      forget();
      opened.window.destroy();
    });
  });
}

// Two ways to write the same folder must not open it twice.
function realPath(directory: string): string {
  try {
    return realpathSync(resolve(directory));
  } catch {
    throw missing(directory);
  }
}

function missing(directory: string): Trouble {
  return new Trouble({
    code: 'case-missing',
    happened: `There is no case in ${directory}.`,
    kept: 'Nothing was changed.',
    todo: 'Choose the folder that holds case.json. If the case was moved, open it at its new place.',
  });
}
