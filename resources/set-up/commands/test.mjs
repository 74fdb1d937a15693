import { projectNode, runInForeground } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { runSteps } from '../step.mjs';
import { testSteps } from './set-up.mjs';

/**
 * `npm test [-- suite…]`: all checks and tests; with names of suites only those.
 * @type {import('../run.mjs').Command}
 */
export async function run(given) {
  await runSteps(testSteps);
  return runInForeground(projectNode(), [inRepository('test', 'run.ts'), ...given]);
}
