import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Names the program for its reports: values that Vite puts in place of `__PROGRAM_VERSION__` and `__PROGRAM_COMMIT__`.
 * Run from source, without Vite, the names are undefined; ask with `typeof`.
 * @returns {Record<string, string>} name → JavaScript literal
 */
export function programDefines() {
  return {
    __PROGRAM_VERSION__: JSON.stringify(programVersion()),
    __PROGRAM_COMMIT__: JSON.stringify(programCommit()),
  };
}

/** Reads the version in package.json. */
export function programVersion() {
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(`${repositoryRoot}/package.json`, 'utf8'));
  return version;
}

/**
 * Names the commit that the program was built from, with `+changes` when shipped files differ from it; `unknown` outside
 * a git checkout, so that a source archive builds too.
 */
export function programCommit() {
  try {
    const commit = git('rev-parse', 'HEAD');
    const changes = git('status', '--porcelain', '--', 'main', 'renderer', 'resources', 'package.json', 'package-lock.json');
    return changes === '' ? commit : `${commit}+changes`;
  } catch {
    return 'unknown';
  }
}

/** @param {string[]} given */
function git(...given) {
  return execFileSync('git', given, { cwd: repositoryRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}
