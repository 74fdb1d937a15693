import { existsSync } from 'node:fs';
import { inRepository } from '../repository.mjs';
import { runSteps } from '../step.mjs';
import { build } from '../steps/build.mjs';
import { dependencies } from '../steps/dependencies.mjs';
import { electron, forgetUnreachableElectron } from '../steps/electron.mjs';
import { libpffCompiler, libpffModule } from '../steps/libpff-module.mjs';
import { forElectron, forTests, forVirtualDisplay, systemPackages } from '../steps/system-packages.mjs';
import { packagedApplication } from '../steps/packaged-application.mjs';
import { hasDisplay } from '../display.mjs';

/** What the command line needs. */
export const coreSteps = [dependencies, libpffCompiler, libpffModule];

/** What the window needs. */
export const applicationSteps = [...coreSteps, systemPackages(forElectron), electron, build];

/** What the tests need: a window even without a screen, the application as it ships, and other programs to compare with. */
export const testSteps = [
  ...applicationSteps,
  systemPackages(forVirtualDisplay, () => !hasDisplay()),
  systemPackages(forTests),
  packagedApplication,
];

/** `npm run set-up`: everything, and the official Electron is asked for again. */
export async function run() {
  if (existsSync(inRepository('node_modules', 'electron'))) forgetUnreachableElectron();
  await runSteps(testSteps);
  return 0;
}
