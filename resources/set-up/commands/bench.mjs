import { hasDisplay } from '../display.mjs';
import { projectNode, runInForeground } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { runSteps } from '../step.mjs';
import { testSteps } from './set-up.mjs';

/**
 * `npm run bench [-- arguments]`: measures on generated evidence, the window on a virtual display where there is no other.
 * @type {import('../run.mjs').Command}
 */
export async function run(given) {
  await runSteps(testSteps);
  const bench = [projectNode(), inRepository('test', 'bench', 'run.ts'), ...given];
  const [program = '', ...rest] = hasDisplay() ? bench : ['xvfb-run', '--auto-servernum', '--server-args=-screen 0 1600x1000x24', ...bench];
  return runInForeground(program, rest);
}
