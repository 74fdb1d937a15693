import { projectNode, runInForeground } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { runSteps } from '../step.mjs';
import { dependencies } from '../steps/dependencies.mjs';

/** `npm run check`: types, lint, layout and dependency rules, without running anything. */
export async function run() {
  await runSteps([dependencies]);
  return runInForeground(projectNode(), [inRepository('test', 'run.ts'), 'check']);
}
