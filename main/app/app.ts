/**
 * Room `app`: the Electron application. Windows, sessions, dialogs, printing; the only room that imports electron.
 *
 * Enters: the command line, the examiner's choices in dialogs, requests of host processes.
 * Leaves: windows with the page, one host process for each open case, one port between the two.
 * Invariants: the page is sandboxed and learns no path; no session reaches the network; a case is open once.
 */
import { app } from 'electron';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownArguments, readInvocation, switchValue } from './invocation.ts';
import { runApplication } from './application.ts';
import { runCommand } from './run-command.ts';

const programDirectory = dirname(fileURLToPath(import.meta.url));
const given = ownArguments(process.argv, { isDefaultApp: process.defaultApp });
const invocation = readInvocation(given);

if (invocation.kind === 'command') {
  process.exit(runCommand(programDirectory, invocation.given));
} else {
  const userData = switchValue(process.argv, 'user-data-dir');
  if (userData !== null) app.setPath('userData', userData);
  runApplication(programDirectory, invocation.caseDirectory);
}
