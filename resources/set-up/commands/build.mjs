import { runSteps } from '../step.mjs';
import { build } from '../steps/build.mjs';
import { coreSteps } from './set-up.mjs';

/** `npm run build`: the application in out/. */
export async function run() {
  await runSteps([...coreSteps, build]);
  return 0;
}
