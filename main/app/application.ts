import { app, BrowserWindow, dialog } from 'electron';
import { dirname, join, resolve } from 'node:path';
import { Trouble } from '#contract/index.ts';
import { describeProgram } from '#host/index.ts';
import { caseWindows, type CaseWindows } from './case-windows.ts';
import { runtime } from './case-services.ts';
import { ownArguments, readInvocation } from './invocation.ts';
import { logTo, type Log } from './log.ts';
import { setMenu } from './menu.ts';
import { registerPageScheme } from './page-protocol.ts';
import { answerPreloads } from './page-window.ts';
import type { ProgramFolders } from './program-folders.ts';
import { recentCasesIn } from './recent-cases.ts';
import { startCalls, type StartHandlers } from './start-calls.ts';
import { openStartWindow } from './start-window.ts';
import { featuresOff } from './store-guard.ts';

/**
 * Runs the application with its windows until the last of them closes.
 * @param caseDirectory the case to open at once; null: the start window.
 */
export function runApplication(programDirectory: string, caseDirectory: string | null): void {
  // One program at a time owns the storage of the cases; a second start hands its arguments to the first.
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  registerPageScheme();
  app.commandLine.appendSwitch('disable-features', featuresOff.join(','));
  // No name is ever resolved, whatever asks for it.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.commandLine.appendSwitch('disable-background-networking');
  app.commandLine.appendSwitch('disable-component-update');
  // As root on Linux Chromium runs only without its sandbox; the launcher says so and adds the switch.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

  const userData = app.getPath('userData');
  const log = logTo(join(userData, 'logs', 'mail-triage.log'));
  process.on('uncaughtException', (error) => log(`uncaught: ${textOf(error)}`));
  process.on('unhandledRejection', (error) => log(`unhandled: ${textOf(error)}`));
  const folders: ProgramFolders = { program: programDirectory, page: join(dirname(programDirectory), 'renderer'), userData };

  app.on('window-all-closed', () => app.quit());
  // macOS may name a case before the application is ready.
  let wanted = caseDirectory;
  let windows: { open(caseDirectory: string | null): void } | null = null;
  app.on('open-file', (event, path) => {
    event.preventDefault();
    if (windows === null) wanted = path;
    else windows.open(path);
  });
  app.whenReady().then(
    () => {
      const opened = openWindows(folders, log);
      windows = opened;
      app.on('second-instance', (_event, argv, workingDirectory) => {
        const again = readInvocation(ownArguments(argv, { isDefaultApp: process.defaultApp }));
        if (again.kind === 'window') opened.open(again.caseDirectory === null ? null : resolve(workingDirectory, again.caseDirectory));
      });
      app.on('activate', () => {
        if (BrowserWindow.getAllWindows().length === 0) opened.open(null);
      });
      opened.open(wanted);
    },
    (error: unknown) => log(`not ready: ${textOf(error)}`),
  );
}

/** Sets up everything that windows need; `open` opens a case, or the start window for null. */
function openWindows(folders: ProgramFolders, log: Log): { open(caseDirectory: string | null): void } {
  const recent = recentCasesIn(join(folders.userData, 'recent-cases.json'));
  const starts = new Set<BrowserWindow>();
  const onBug = (error: unknown): void => log(textOf(error));

  const openCase = (caseDirectory: string): BrowserWindow => {
    const window = cases.open(caseDirectory);
    // The start window has done its work.
    for (const start of starts) start.close();
    return window;
  };
  const handlers: StartHandlers = startCalls({
    recent,
    sampleDirectory: join(folders.userData, 'sample-case'),
    open: openCase,
    offer(window, paths) {
      window.webContents.once('did-finish-load', () => cases.drop(window, paths));
    },
  });
  const cases: CaseWindows = caseWindows({ folders, recent, log, startHandlers: handlers });
  const openStart = (): void => {
    const window = openStartWindow(folders, () => describeProgram(runtime()), handlers, onBug);
    starts.add(window);
    window.once('closed', () => starts.delete(window));
  };

  const attempt = (action: () => unknown): void => {
    Promise.resolve().then(action).catch(showTrouble);
  };
  answerPreloads((window, paths) => cases.drop(window, paths));
  setMenu(
    {
      // A new case is described on the start window's form.
      newCase: openStart,
      openCase: () => attempt(() => handlers['start.openCase']({})),
      command: (window, command) => cases.menu(window, command),
      about: (window) => showAbout(window),
    },
    { isDeveloping: !app.isPackaged },
  );
  return {
    open(caseDirectory) {
      if (caseDirectory === null) {
        openStart();
        return;
      }
      attempt(() => {
        try {
          openCase(caseDirectory);
        } catch (error) {
          if (BrowserWindow.getAllWindows().length === 0) openStart();
          throw error;
        }
      });
    },
  };

  function showTrouble(error: unknown): void {
    if (!(error instanceof Trouble)) onBug(error);
    const { happened, kept, todo } = error instanceof Trouble ? error.text : { happened: textOf(error), kept: '', todo: '' };
    void dialog.showMessageBox({ type: 'error', title: 'Mail Triage', message: happened, detail: `${kept}\n${todo}`.trim() });
  }
}

function showAbout(window: BrowserWindow | null): void {
  const { name, version, commit, electron, chromium, node, platform } = describeProgram(runtime());
  const options = {
    type: 'info',
    title: `About ${name}`,
    message: `${name} ${version}`,
    detail: `Source ${commit}\nElectron ${electron ?? 'unknown'}, Chromium ${chromium ?? 'unknown'}, Node ${node}\n${platform}`,
  } as const;
  void (window === null ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options));
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
