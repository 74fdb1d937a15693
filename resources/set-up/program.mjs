import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { inRepository, repositoryRoot } from './repository.mjs';
import { SetUpTrouble } from './trouble.mjs';

const toolFolder = inRepository('node_modules', '.bin');

/**
 * Environment in which the project's own tools come first, among them the Node that the lock names.
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment() {
  return { ...process.env, PATH: [toolFolder, ...pathWithoutTools()].join(path.delimiter) };
}

/**
 * Environment of the machine alone: for npm while it replaces node_modules, and for what apt runs, which may lie in sbin.
 * @returns {NodeJS.ProcessEnv}
 */
export function machineEnvironment() {
  const systemFolders = process.platform === 'win32' ? [] : ['/usr/local/sbin', '/usr/sbin', '/sbin'];
  return { ...process.env, PATH: [...pathWithoutTools(), ...systemFolders].join(path.delimiter) };
}

function pathWithoutTools() {
  return (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.resolve(folder) !== toolFolder);
}

/** Gives the path of the Node that the lock names; before it is installed, of the one that runs. */
export function projectNode() {
  const installed = inRepository('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(installed) ? installed : process.execPath;
}

/** Looks for a program on the machine's PATH. @param {string} name */
export function isOnPath(name) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const folders = (machineEnvironment()['PATH'] ?? '').split(path.delimiter);
  return folders.some((folder) => endings.some((ending) => existsSync(path.join(folder, name + ending))));
}

/**
 * Runs a program and keeps its output out of sight.
 * @param {string} program
 * @param {readonly string[]} given
 * @param {{ environment?: NodeJS.ProcessEnv, folder?: string, timeLimitSeconds?: number }} [options]
 * @returns {{ succeeded: boolean, output: string, timedOut: boolean }} output holds stdout and stderr
 */
export function tryQuietly(program, given, { environment = toolEnvironment(), folder = repositoryRoot, timeLimitSeconds = 3600 } = {}) {
  const done = spawnSync(program, given, {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 256 * 1024 * 1024,
    timeout: timeLimitSeconds * 1000,
  });
  return {
    succeeded: done.status === 0,
    output: `${done.stdout}${done.stderr}${done.error ? done.error.message : ''}`,
    timedOut: /** @type {NodeJS.ErrnoException | undefined} */ (done.error)?.code === 'ETIMEDOUT',
  };
}

/**
 * Runs a program and keeps its output out of sight, unless it fails.
 * @param {string} program
 * @param {readonly string[]} given
 * @param {Parameters<typeof tryQuietly>[2]} [options]
 * @returns {string} its output
 * @throws {SetUpTrouble} with the end of the output
 */
export function runQuietly(program, given, options) {
  const { succeeded, output } = tryQuietly(program, given, options);
  if (succeeded) return output;
  const lastLines = output.trimEnd().split('\n').slice(-40).join('\n');
  throw new SetUpTrouble(`This failed: ${[path.basename(program), ...given].join(' ')}\n${lastLines}`);
}

/**
 * Runs a program in the foreground: it has the terminal. Interrupts reach it as they reach us; we stay for its exit code.
 * @param {string} program
 * @param {readonly string[]} given
 * @param {{ environment?: NodeJS.ProcessEnv, folder?: string }} [options]
 * @returns {Promise<number>} exit code; 128 + number when a signal ended it
 */
export function runInForeground(program, given, { environment = toolEnvironment(), folder = repositoryRoot } = {}) {
  const child = spawn(program, given, { cwd: folder, env: environment, stdio: 'inherit' });
  // The terminal sends an interrupt to the child as well; a signal sent to us alone is passed on.
  const stay = () => undefined;
  const passOn = () => void child.kill('SIGTERM');
  process.on('SIGINT', stay);
  process.on('SIGTERM', passOn);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGINT', stay);
      process.off('SIGTERM', passOn);
      resolve(code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGKILL' ? 9 : 15));
    });
  });
}

/**
 * The folder in which the person typed the command: npm moves to the repository, but paths on the command line are meant
 * from where they were typed.
 */
export function typedInFolder() {
  return process.env['INIT_CWD'] ?? process.cwd();
}
