import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRepository } from './repository.mjs';

/** Where the lists of bundled packages lie, and the text made of them. */
export const licencesFolder = inRepository('out', 'licences');

/**
 * A package whose code is in the built application.
 * @typedef {{ name: string, version: string, licence: string, text: string }} BundledPackage
 */

/**
 * Writes which packages ended up in a bundle and their licence texts, taken from what the bundler included rather than
 * from package.json: also development dependencies are bundled, and not everything that is declared is.
 * @param {string} name name of the list, a JSON file of BundledPackage[] in out/licences
 * @returns {import('vite').Plugin}
 */
export function thirdPartyLicences(name) {
  return {
    name: 'third-party-licences',
    // Not writeBundle: bundles of workers are generated, and written as parts of the page's.
    generateBundle(_options, bundle) {
      const folders = new Set();
      for (const part of Object.values(bundle)) {
        if (part.type !== 'chunk') continue;
        for (const moduleId of Object.keys(part.modules)) {
          const folder = packageFolder(moduleId);
          if (folder !== null) folders.add(folder);
        }
      }
      const packages = [...folders].sort().map(readPackage);
      mkdirSync(licencesFolder, { recursive: true });
      writeFileSync(path.join(licencesFolder, `${name}.json`), JSON.stringify(packages, null, 2));
    },
  };
}

/**
 * Finds the package that a module belongs to.
 * @param {string} moduleId
 */
function packageFolder(moduleId) {
  const found = /^\0?(.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/.exec(moduleId);
  return found?.[1] ?? null;
}

/**
 * @param {string} folder
 * @returns {BundledPackage}
 */
function readPackage(folder) {
  /** @type {{ name: string, version: string, license?: string }} */
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  return {
    name,
    version,
    licence: license ?? 'see text',
    text: texts
      .map((file) => path.join(folder, file))
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, 'utf8').trim())
      .join('\n\n'),
  };
}
