import { existsSync, readFileSync } from 'node:fs';
import { machineEnvironment, runQuietly } from '../program.mjs';
import { inRepository } from '../repository.mjs';

/**
 * What npm notes of an installed or wanted package.
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, resolved?: string }} LockEntry
 */

/** Installs the packages that package-lock.json names. Leaves alone a node_modules that agrees with it. */
/** @type {import('../step.mjs').Step} */
export const dependencies = {
  name: 'install the locked packages',
  due() {
    if (!existsSync(inRepository('node_modules'))) return 'there is no node_modules';
    const wanted = readLock('package-lock.json');
    const installed = readLock('node_modules/.package-lock.json');
    if (wanted === null) return 'package-lock.json cannot be read';
    if (installed === null) return 'node_modules does not say what it holds';
    const different = Object.entries(wanted).find(([place, entry]) => !agrees(entry, installed[place]));
    if (different !== undefined) return `${different[0].replace(/^.*node_modules\//, '')} is not as package-lock.json says`;
    if (!existsSync(inRepository('node_modules', '.bin'))) return 'node_modules is incomplete';
    return null;
  },
  run() {
    // npm warns of packages that want a newer Node than the one it runs on; they run on the Node that it installs.
    const npm = npmProgram();
    runQuietly(npm.program, [...npm.given, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { environment: machineEnvironment() });
  },
};

/**
 * npm as a Node program and its script: the npm that runs us, else the one on the PATH. The Node is npm's own, not the one
 * in node_modules, which is about to be replaced.
 */
export function npmProgram() {
  const script = process.env['npm_execpath'];
  const node = process.env['npm_node_execpath'] ?? process.execPath;
  if (script !== undefined && existsSync(script) && !node.includes('node_modules')) return { program: node, given: [script] };
  return { program: process.platform === 'win32' ? 'npm.cmd' : 'npm', given: [] };
}

/**
 * @param {string} file
 * @returns {Record<string, LockEntry> | null}
 */
function readLock(file) {
  try {
    /** @type {{ packages: Record<string, LockEntry> }} */
    const { packages } = JSON.parse(readFileSync(inRepository(file), 'utf8'));
    return Object.fromEntries(Object.entries(packages).filter(([place]) => place.includes('node_modules/')));
  } catch {
    return null;
  }
}

/**
 * @param {LockEntry} wanted
 * @param {LockEntry | undefined} installed
 */
function agrees(wanted, installed) {
  // Packages for other platforms are in the lock and rightly not here.
  if (installed === undefined) return wanted.optional === true;
  return wanted.version === installed.version && wanted.integrity === installed.integrity && wanted.link === installed.link;
}
