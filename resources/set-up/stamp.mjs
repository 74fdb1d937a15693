import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { cacheFolder, inRepository, repositoryRoot } from './repository.mjs';

/**
 * Reads what a step noted when it was last done.
 * @param {string} name
 * @returns {string | null}
 */
export function readStamp(name) {
  try {
    return readFileSync(path.join(cacheFolder, `${name}.stamp`), 'utf8');
  } catch {
    return null;
  }
}

/**
 * Notes that a step is done, and with what.
 * @param {string} name
 * @param {string} content
 */
export function writeStamp(name, content) {
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(path.join(cacheFolder, `${name}.stamp`), content);
}

/**
 * Hashes files by name and content: equal hashes mean that a step would make the same again.
 * @param {readonly string[]} inputs files and folders, relative to the repository; those that do not exist count as such
 * @param {readonly string[]} [leftOut] names of folders that are not looked into
 * @returns {string} SHA-256 in hex
 */
export function contentHash(inputs, leftOut = ['node_modules', 'out', 'dist', '.cache']) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => listFiles(inRepository(input), leftOut))) {
    hash.update(`${path.relative(repositoryRoot, file)}\0`);
    hash.update(readIfThere(file) ?? 'absent');
    hash.update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} place
 * @param {readonly string[]} leftOut
 * @returns {string[]} files in an order that does not depend on the machine
 */
function listFiles(place, leftOut) {
  let entries;
  try {
    entries = readdirSync(place, { withFileTypes: true });
  } catch {
    return [place];
  }
  return entries
    .filter((entry) => !leftOut.includes(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? listFiles(path.join(place, entry.name), leftOut) : [path.join(place, entry.name)]));
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
