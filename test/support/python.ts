import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Whether Python 3 is there to compare with. */
export const hasPython = spawnSync('python3', ['--version']).status === 0;

/** Said once by a test file that skips for want of it. */
export const noPythonReason = 'python3 is absent: the comparison with its mailbox and email packages is skipped';

/**
 * Runs a script of `test/differential` on questions, one JSON object a line each way.
 * @returns the answers in the order of the questions
 */
export function askPython(script: string, questions: readonly unknown[]): unknown[] {
  const path = fileURLToPath(new URL(`../differential/${script}`, import.meta.url));
  const run = spawnSync('python3', [path], {
    input: questions.map((question) => `${JSON.stringify(question)}\n`).join(''),
    maxBuffer: 1024 ** 3,
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`${script} failed: ${run.stderr}`);
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}
