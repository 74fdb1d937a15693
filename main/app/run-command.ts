import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Runs the command line in a plain Node process of the same executable and waits for it. Electron's main process
 * cannot: without a display it ends before the first promise of this script settles. This runs before that.
 * @param programDirectory the folder of the built program, with `mail-triage.js` in it.
 * @returns the exit code.
 */
export function runCommand(programDirectory: string, given: readonly string[]): number {
  // The child has the terminal and hears Ctrl-C itself; this process must outlive it to pass on its exit code.
  process.on('SIGINT', () => undefined);
  const { status, signal } = spawnSync(process.execPath, [join(programDirectory, 'mail-triage.js'), ...given], {
    stdio: 'inherit',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  return status ?? (signal === 'SIGINT' ? 130 : 1);
}
