import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that this set-up belongs to. */
export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** What set-up makes and remembers. Outside node_modules, so that reinstalling packages does not lose a runtime of 260 MB. */
export const cacheFolder = path.join(repositoryRoot, '.cache', 'set-up');

/**
 * Turns a path relative to the repository into an absolute one.
 * @param {string[]} parts
 */
export function inRepository(...parts) {
  return path.join(repositoryRoot, ...parts);
}
