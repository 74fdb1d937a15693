import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder, inRepository } from './repository.mjs';

/**
 * An Electron that is on this machine.
 * @typedef {object} ElectronRuntime
 * @property {string} executablePath
 * @property {string} folder what electron-builder calls electronDist
 * @property {string} version for instance 45.4.1
 * @property {'official' | 'development'} origin `development`: past its end of life, for development and tests, never shipped
 */

export const developmentRuntimeFolder = path.join(cacheFolder, 'electron-development');

/**
 * Finds the Electron to run the application with: the official one of node_modules/electron where its download
 * succeeded, else the development runtime.
 * @returns {ElectronRuntime | null} null before set-up
 */
export function findElectronRuntime() {
  return officialRuntime() ?? developmentRuntime();
}

/**
 * As findElectronRuntime, for those who run after set-up.
 * @returns {ElectronRuntime}
 */
export function electronRuntime() {
  const found = findElectronRuntime();
  if (found === null) throw new Error('There is no Electron runtime yet; `npm run set-up` gets one.');
  return found;
}

/** @returns {ElectronRuntime | null} */
export function officialRuntime() {
  const folder = inRepository('node_modules', 'electron', 'dist');
  const pathFile = inRepository('node_modules', 'electron', 'path.txt');
  if (!existsSync(pathFile)) return null;
  const executablePath = path.join(folder, readFileSync(pathFile, 'utf8').trim());
  return existsSync(executablePath) ? { executablePath, folder, version: readVersion(folder), origin: 'official' } : null;
}

/** @returns {ElectronRuntime | null} */
export function developmentRuntime() {
  const folder = developmentRuntimeFolder;
  const executablePath = path.join(folder, 'electron');
  return existsSync(executablePath) ? { executablePath, folder, version: readVersion(folder), origin: 'development' } : null;
}

/** @param {string} folder */
function readVersion(folder) {
  return readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
}
