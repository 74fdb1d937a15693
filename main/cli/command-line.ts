import { sampleEvidencePaths } from '#evidence/index.ts';
import { programIdentity } from '#pipeline/index.ts';
import { parseCommand } from './arguments.ts';
import { exitCode } from './exit-code.ts';
import { find } from './find.ts';
import { helpText } from './help.ts';
import { saveMessage } from './save-message.ts';
import { scan } from './scan.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs the command line.
 * @param given the arguments after the program's name
 * @returns the exit code; the process is left running
 */
export async function runCommandLine(given: readonly string[], terminal: Terminal): Promise<number> {
  const command = parseCommand(given);
  switch (command.kind) {
    case 'help':
      terminal.out(helpText());
      return exitCode.done;
    case 'version': {
      const { name, version, commit } = programIdentity();
      terminal.out(`${name} ${version} (${commit})\n`);
      return exitCode.done;
    }
    case 'wrong':
      terminal.err(`${command.because}\nmail-triage --help shows how to use it.\n`);
      return exitCode.wrongUse;
    case 'find':
      return guarded(() => find(command.options, terminal), terminal);
    case 'scan':
      return guarded(() => scan(command.options, terminal), terminal);
    case 'message':
      return guarded(() => saveMessage(command.options, terminal), terminal);
    case 'sample': {
      const paths = sampleEvidencePaths();
      if (paths.length === 0) {
        terminal.err('This installation has no sample evidence.\n');
        return exitCode.nothingReadable;
      }
      return guarded(() => scan({ ...command.options, paths, profileRoots: [] }, terminal), terminal);
    }
  }
}

// What gets here is a full disk or the like, or a bug: either way the results are not whole, and summary.json says so.
async function guarded(action: () => Promise<number>, terminal: Terminal): Promise<number> {
  try {
    return await action();
  } catch (error) {
    const isSystemError = error instanceof Error && 'code' in error && typeof error.code === 'string';
    const text = error instanceof Error ? error.message : String(error);
    terminal.err(
      isSystemError
        ? `The results could not be written: ${text}\n`
        : `An error that should not happen: ${error instanceof Error ? (error.stack ?? text) : text}\n`,
    );
    return exitCode.failed;
  }
}
