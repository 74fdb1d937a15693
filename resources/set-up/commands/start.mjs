import { electronSwitches, hasDisplay } from '../display.mjs';
import { electronRuntime } from '../electron-runtime.mjs';
import { runInForeground, typedInFolder } from '../program.mjs';
import { repositoryRoot } from '../repository.mjs';
import { runSteps } from '../step.mjs';
import { applicationSteps } from './set-up.mjs';

/**
 * `npm start [-- arguments]`: opens the application.
 * @type {import('../run.mjs').Command}
 */
export async function run(given) {
  await runSteps(applicationSteps);
  if (!hasDisplay()) {
    process.stderr.write(
      [
        'There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the window cannot open.',
        'The command line does the same work without one:',
        '  npm run triage -- --help',
        'To run the application on a virtual display (Debian packages xvfb and xauth):',
        '  xvfb-run -a npm start',
        '',
      ].join('\n'),
    );
    return 1;
  }
  const switches = electronSwitches();
  if (switches.includes('--no-sandbox')) {
    process.stderr.write('Running as root: Chromium starts without its sandbox (--no-sandbox). As an ordinary user it has one.\n');
  }
  return runInForeground(electronRuntime().executablePath, [...switches, repositoryRoot, ...given], { folder: typedInFolder() });
}
