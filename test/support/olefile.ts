import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// Debian's package is seen by Debian's Python alone.
const python = ['python3', '/usr/bin/python3'].find((command) => spawnSync(command, ['-c', 'import olefile']).status === 0) ?? null;

/** Whether olefile is there, which reads compound files and shares no code with the program. */
export const hasOlefile = python !== null;

/** Said once by a test file that skips for want of it. */
export const noOlefileReason = 'olefile is absent (Debian package python3-olefile): the comparison with it is skipped';

/** The streams of compound files as olefile reads them: SHA-256 by path, for each file. */
export function streamsByOlefile(paths: readonly string[]): Record<string, string>[] {
  const script = fileURLToPath(new URL('../differential/compound-file.py', import.meta.url));
  const input = paths.map((path) => `${JSON.stringify(path)}\n`).join('');
  const run = spawnSync(python ?? 'python3', [script], { input, encoding: 'utf8', maxBuffer: 1024 ** 3 });
  if (run.status !== 0) throw new Error(`olefile failed: ${run.stderr}`);
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
}
