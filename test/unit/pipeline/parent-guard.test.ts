import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { childrenOf } from '#test/support/process-children.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const coordinator = fileURLToPath(new URL('../../support/pipeline/hanging-coordinator.ts', import.meta.url));

// Readers are found by what the system lists of a process, which only Linux does in files.
test.runIf(process.platform === 'linux')('a reader that hangs does not outlive a program that is killed', async () => {
  const file = join(temporaryFolder('orphan'), 'a.lines');
  writeFileSync(file, 'LINES\none\n');
  const program = spawn(process.execPath, [coordinator, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(program.stdout, 'data');
  const readers = childrenOf(program.pid ?? 0);
  expect(readers).toHaveLength(1);
  expect(readers.filter(isAlive)).toEqual(readers);
  const gone = once(program, 'exit');
  program.kill('SIGKILL');
  await gone;
  await expect.poll(() => readers.filter(isAlive), { timeout: 60_000, interval: 100 }).toEqual([]);
});

function isAlive(processId: number): boolean {
  try {
    // Where nobody waits for an orphan's end, it stays listed as a zombie.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${String(processId)}/status`, 'utf8'));
  } catch {
    return false;
  }
}
