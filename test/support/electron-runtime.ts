import { electronSwitches } from '#set-up/display.mjs';
import { electronRuntime } from '#set-up/electron-runtime.mjs';
import { repositoryRoot } from '#set-up/repository.mjs';
import { packedExecutable } from '#set-up/steps/packaged-application.mjs';

/** What Playwright's `_electron.launch` takes. */
export interface LaunchOptions {
  readonly args: string[];
  readonly env: Record<string, string>;
}

/**
 * How to start the application that was built from the sources.
 *
 * Electron is named by its folder, not by `executablePath`: only then Playwright holds the application back until it
 * listens. Otherwise the first window now and then comes while Playwright attaches, and the launch never ends.
 * @param given the application's own arguments, e.g. `--user-data-dir=…`
 */
export function launchOptions(given: readonly string[] = []): LaunchOptions {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = electronRuntime().folder;
  return {
    args: [...electronSwitches(), ...withFrames, repositoryRoot, ...given],
    env: environment(),
  };
}

/**
 * How to start the packed application, as an examiner would have it installed.
 * @throws when set-up has not packed one
 */
export function packedLaunchOptions(given: readonly string[] = []): LaunchOptions & { readonly executablePath: string } {
  const executablePath = packedExecutable();
  if (executablePath === null) throw new Error('There is no packed application in dist/; `npm run dist -- --dir` makes it.');
  return { executablePath, args: [...electronSwitches(), ...withFrames, ...given], env: environment() };
}

// Playwright waits for two frames before it clicks. A window that Chromium takes for one that nobody sees may be given none.
const withFrames = ['--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding'];

/** Our environment without what would make Electron run as Node. */
function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || name === 'ELECTRON_RUN_AS_NODE' || name === 'NODE_OPTIONS' ? [] : [[name, value]],
    ),
  );
}
