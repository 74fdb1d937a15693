import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { electronRuntime } from './electron-runtime.mjs';
import { projectNode, runQuietly } from './program.mjs';
import { inRepository } from './repository.mjs';

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

/** Where the licence texts of bundled packages are put together; electron-builder.yml takes them from there. */
const licencesFile = 'out/licences/third-party-licences.txt';

/** Puts the licences of everything that the bundles hold into one text. */
function writeThirdPartyLicences() {
  const lists = [
    'out/main/third-party-licences.json',
    'out/renderer/third-party-licences.json',
    'out/renderer/third-party-licences-worker.json',
  ];
  /** @type {Map<string, import('./third-party-licences.mjs').BundledPackage>} */
  const packages = new Map();
  for (const list of lists.map((file) => inRepository(file)).filter((file) => existsSync(file))) {
    /** @type {import('./third-party-licences.mjs').BundledPackage[]} */
    const found = JSON.parse(readFileSync(list, 'utf8'));
    for (const one of found) packages.set(`${one.name} ${one.version}`, one);
  }
  const texts = [...packages.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, { licence, text }]) => `${title} (${licence})\n\n${text === '' ? 'Its package holds no licence text.' : text}\n`);
  const opening =
    'Mail Triage contains code of these packages.\nlibpff is not among them: it lies beside as a module of its own, see the folder libpff.\n';
  const target = inRepository(licencesFile);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, [opening, ...texts].join(`\n${'='.repeat(100)}\n\n`));
}
