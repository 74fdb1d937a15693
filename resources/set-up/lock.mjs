import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cacheFolder } from './repository.mjs';
import { SetUpTrouble } from './trouble.mjs';

const lockFolder = path.join(cacheFolder, 'lock');
const ownerFile = path.join(lockFolder, 'pid');

/**
 * Runs something while no other set-up of this checkout does. Waits for its turn.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetUpLock(work) {
  makeCacheFolder();
  let announced = false;
  while (!tryToTake()) {
    if (!announced) process.stderr.write(`set-up: waiting for another set-up of this checkout (process ${owner() ?? 'unknown'})\n`);
    announced = true;
    await pause(500);
  }
  try {
    return await work();
  } finally {
    rmSync(lockFolder, { recursive: true, force: true });
  }
}

function makeCacheFolder() {
  try {
    mkdirSync(cacheFolder, { recursive: true });
    accessSync(cacheFolder, constants.W_OK);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new SetUpTrouble(`Set-up has something to do and may not write to this checkout (${message}). Use a checkout of your own.`);
  }
}

function tryToTake() {
  try {
    mkdirSync(lockFolder);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    // A set-up that was killed leaves its lock behind.
    const pid = owner();
    if (pid !== null && !isAlive(pid)) rmSync(lockFolder, { recursive: true, force: true });
    return false;
  }
  writeFileSync(ownerFile, String(process.pid));
  return true;
}

/** @returns {number | null} */
function owner() {
  try {
    return Number(readFileSync(ownerFile, 'utf8'));
  } catch {
    return null;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
