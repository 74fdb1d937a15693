import { electronRuntime } from '../electron-runtime.mjs';
import { packApplication } from '../pack-application.mjs';
import { runSteps } from '../step.mjs';
import { SetUpTrouble } from '../trouble.mjs';
import { applicationSteps } from './set-up.mjs';

/**
 * `npm run dist [-- --dir | electron-builder arguments]`: installers in dist/; with --dir the unpacked application only.
 * @type {import('../run.mjs').Command}
 */
export async function run(given) {
  await runSteps(applicationSteps);
  const { origin, version } = electronRuntime();
  if (origin === 'development') {
    const isForTesting = given.includes('--dir');
    const fact = `The Electron here is the development runtime ${version}, which is past its end of life.`;
    if (!isForTesting) {
      throw new SetUpTrouble(
        `${fact}\nNo installers are made of it. Run \`npm run set-up\` where the official download can be reached, or \`npm run dist -- --dir\` for an application to test.`,
      );
    }
    process.stderr.write(`${fact} What is packed with it is for testing, not for shipping.\n`);
  }
  packApplication(given);
  process.stderr.write('The result is in dist/.\n');
  return 0;
}
