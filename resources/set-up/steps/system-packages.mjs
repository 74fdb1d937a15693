import { existsSync } from 'node:fs';
import { machineEnvironment, runQuietly, tryQuietly } from '../program.mjs';
import { SetUpTrouble } from '../trouble.mjs';

/**
 * Debian packages that one purpose needs. Where a package changed its name between releases, all names are given.
 * @typedef {{ purpose: string, packages: readonly (readonly string[])[] }} SystemPackages
 */

/** @type {SystemPackages} */
export const forBuildingLibpff = {
  purpose: 'to build libpff as WebAssembly',
  packages: [['clang-19'], ['lld-19'], ['wasi-libc'], ['libclang-rt-19-dev-wasm32'], ['autotools-dev'], ['dpkg-dev'], ['make']],
};

/** @type {SystemPackages} */
export const forElectron = {
  purpose: 'to run Electron',
  packages: [
    ['libgtk-3-0', 'libgtk-3-0t64'],
    ['libnss3'],
    ['libasound2', 'libasound2t64'],
    ['libgbm1'],
    ['libxss1'],
    ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'],
    ['libxtst6'],
    ['libdrm2'],
    ['libcups2', 'libcups2t64'],
    ['fonts-dejavu-core', 'fonts-liberation', 'fonts-liberation2', 'fonts-noto-core'],
    ['unzip'],
  ],
};

/** @type {SystemPackages} */
export const forVirtualDisplay = { purpose: 'to show windows without a screen', packages: [['xvfb'], ['xauth']] };

/** @type {SystemPackages} */
export const forTests = { purpose: 'for the differential tests', packages: [['python3'], ['poppler-utils']] };

/**
 * Makes a step that installs Debian packages where apt is there and we may use it, and otherwise says what to install.
 * On other systems it leaves everything to the person at the machine.
 * @param {SystemPackages} wanted
 * @param {() => boolean} [isNeeded] asked first; the packages matter only when it says so
 * @returns {import('../step.mjs').Step}
 */
export function systemPackages(wanted, isNeeded = () => true) {
  return {
    name: 'install system packages',
    due() {
      if (!isNeeded() || !hasDpkg()) return null;
      const missing = missingPackages(wanted);
      return missing.length === 0 ? null : `${wanted.purpose}: ${missing.map(([name]) => name).join(' ')}`;
    },
    run() {
      const superuser = superuserPrefix();
      const missing = missingPackages(wanted);
      if (superuser === null) throw new SetUpTrouble(howToInstall(wanted, missing));
      const environment = { ...machineEnvironment(), DEBIAN_FRONTEND: 'noninteractive' };
      const wait = ['-o', 'DPkg::Lock::Timeout=600'];
      // A list that one of the machine's other sources does not give is no reason to stop: the installation will tell.
      tryQuietly(...withPrefix(superuser, ['apt-get', ...wait, 'update']), { environment });
      const names = missing.map(availableName);
      runQuietly(...withPrefix(superuser, ['apt-get', ...wait, 'install', '--yes', '--no-install-recommends', ...names]), { environment });
    },
  };
}

function hasDpkg() {
  return process.platform === 'linux' && existsSync('/usr/bin/dpkg-query') && existsSync('/usr/bin/apt-get');
}

/**
 * @param {SystemPackages} wanted
 * @returns {(readonly string[])[]}
 */
function missingPackages({ packages }) {
  // dpkg-query fails when it does not know one of the names, and still answers for the others.
  const { output } = tryQuietly('/usr/bin/dpkg-query', ['--show', '--showformat=${db:Status-Status} ${Package}\n', ...packages.flat()]);
  const installed = new Set(output.split('\n').flatMap((line) => (line.startsWith('installed ') ? [line.slice('installed '.length)] : [])));
  return packages.filter((names) => !names.some((name) => installed.has(name)));
}

/**
 * Finds which of a package's names this release can install.
 * @param {readonly string[]} names
 * @returns {string}
 */
function availableName(names) {
  const found = names.find((name) =>
    /Candidate: (?!\(none\))/.test(tryQuietly('apt-cache', ['policy', name], { environment: { ...process.env, LC_ALL: 'C' } }).output),
  );
  return found ?? names[0] ?? '';
}

/** @returns {string[] | null} what to put before a command that needs root; null when we may not */
function superuserPrefix() {
  if (process.getuid?.() === 0) return [];
  return tryQuietly('sudo', ['-n', 'true']).succeeded ? ['sudo', '-n', 'DEBIAN_FRONTEND=noninteractive'] : null;
}

/**
 * @param {readonly string[]} prefix
 * @param {readonly string[]} command
 * @returns {[string, string[]]}
 */
function withPrefix(prefix, command) {
  const [program = '', ...given] = [...prefix, ...command];
  return [program, given];
}

/**
 * @param {SystemPackages} wanted
 * @param {readonly (readonly string[])[]} missing
 */
function howToInstall({ purpose }, missing) {
  return [
    `Some system packages are missing ${purpose}, and installing them needs root. Please run`,
    `  sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing.map(availableName).join(' ')}`,
    'and then the same command again.',
  ].join('\n');
}
