import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { electronRuntime } from './electron-runtime.mjs';
import { projectNode, runQuietly } from './program.mjs';
import { inRepository } from './repository.mjs';
import { licencesFolder } from './third-party-licences.mjs';

/**
 * Runs electron-builder on the built application.
 * @param {readonly string[]} given its arguments, for instance `--dir`
 */
export function packApplication(given) {
  writeThirdPartyLicences();
  const runtime = electronRuntime();
  runQuietly(projectNode(), [
    inRepository('node_modules/electron-builder/cli.js'),
    '--config',
    'electron-builder.yml',
    `--config.electronDist=${runtime.folder}`,
    `--config.electronVersion=${runtime.version}`,
    '--publish=never',
    ...given,
  ]);
}

/** @typedef {import('./third-party-licences.mjs').BundledPackage} BundledPackage */

/** Puts the licences of everything that the bundles hold into one text. */
function writeThirdPartyLicences() {
  const lists = readdirSync(licencesFolder).filter((file) => file.endsWith('.json'));
  /** @type {Map<string, BundledPackage>} */
  const packages = new Map();
  for (const list of lists) {
    /** @type {BundledPackage[]} */
    const found = JSON.parse(readFileSync(path.join(licencesFolder, list), 'utf8'));
    for (const one of found) packages.set(`${one.name} ${one.version}`, one);
  }
  const texts = [...packages.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, { licence, text }]) => `${title} (${licence})\n\n${text === '' ? 'Its package holds no licence text.' : text}\n`);
  const opening =
    'Mail Triage contains code of these packages.\nlibpff is not among them: it lies beside as a module of its own, see the folder libpff.\n';
  // electron-builder.yml takes it from there.
  writeFileSync(path.join(licencesFolder, 'third-party-licences.txt'), [opening, ...texts].join(`\n${'='.repeat(100)}\n\n`));
}
