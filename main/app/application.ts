import { app, BrowserWindow } from 'electron';
import { dirname, join, resolve } from 'node:path';
import { ownArguments, readInvocation } from './invocation.ts';
import { logTo } from './log.ts';
import { answerPreloads } from './page-window.ts';
import { registerPageScheme } from './page-protocol.ts';
import type { ProgramFolders } from './program-folders.ts';
import { featuresOff } from './store-guard.ts';

/** Runs the application with its windows until the last of them closes. */
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
  app.enableSandbox();

  const userData = app.getPath('userData');
  const folders: ProgramFolders = { program: programDirectory, page: join(dirname(programDirectory), 'renderer'), userData };
  const log = logTo(join(userData, 'logs', 'mail-triage.log'));
  process.on('uncaughtException', (error) => log(`uncaught: ${error.stack ?? error.message}`));
  process.on('unhandledRejection', (error) => log(`unhandled: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`));
  app.on('window-all-closed', () => app.quit());
  answerPreloads(() => '');
  app.whenReady().then(() => log(`ready ${caseDirectory ?? ''} ${folders.page} ${resolve('.')} ${String(BrowserWindow.getAllWindows().length)}`), log);
  void ownArguments; void readInvocation;
}
