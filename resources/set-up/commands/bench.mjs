import { projectNode, runInForeground } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { runSteps } from '../step.mjs';
import { testSteps } from './set-up.mjs';

/**
 * `npm run bench [-- arguments]`: measures on generated evidence.
 * @type {import('../run.mjs').Command}
 */
export async function run(given) {
  await runSteps(testSteps);
  return runInForeground(projectNode(), [inRepository('test', 'bench', 'run.ts'), ...given]);
}
