import { projectNode, runInForeground, typedInFolder } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { runSteps } from '../step.mjs';
import { coreSteps } from './set-up.mjs';

/**
 * `npm run -s triage -- arguments`: the command line, run from its sources. What set-up says goes to stderr.
 * @type {import('../run.mjs').Command}
 */
export async function run(given) {
  await runSteps(coreSteps);
  return runInForeground(projectNode(), [inRepository('main', 'cli', 'mail-triage.ts'), ...given], { folder: typedInFolder() });
}
