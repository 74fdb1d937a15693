/**
 * What the development runtime of Electron runs when it is given an application on the command line, as the stock Electron
 * does: `electron [switches] APPLICATION [arguments]`. APPLICATION is a folder with a package.json, or a script.
 * The await at the end holds back Electron's `ready` until the application's own module has run, as it must register
 * schemes before that.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true });

const { preloaded, application, version } = readCommandLine(process.argv.slice(1));
if (version) {
  process.stdout.write(`v${process.versions.electron}\n`);
  process.exit(0);
}
if (application === null) {
  process.stderr.write('usage: electron [switches] APPLICATION [arguments]\n');
  process.exit(2);
}
const require = createRequire(import.meta.url);
for (const module of preloaded) require(path.resolve(module));
await import(pathToFileURL(entryOf(path.resolve(application))).href);

/** @param {string[]} given */
function readCommandLine(given) {
  const preloaded = [];
  for (let at = 0; at < given.length; at++) {
    const argument = given[at] ?? '';
    if (argument === '-r' || argument === '--require') preloaded.push(given[++at] ?? '');
    else if (argument === '-v' || argument === '--version') return { preloaded, application: null, version: true };
    else if (!argument.startsWith('-')) return { preloaded, application: argument, version: false };
  }
  return { preloaded, application: null, version: false };
}

/**
 * Takes name, version and folder of the application over into Electron and gives its entry script.
 * @param {string} place
 */
function entryOf(place) {
  if (statSync(place).isFile()) {
    app.setAppPath(path.dirname(place));
    return place;
  }
  const description = path.join(place, 'package.json');
  const { main = 'index.js', name, productName, version } = existsSync(description) ? JSON.parse(readFileSync(description, 'utf8')) : {};
  const shownName = productName ?? name;
  if (shownName) app.setName(shownName);
  if (version) app.setVersion(version);
  app.setPath('userData', path.join(app.getPath('appData'), app.getName()));
  app.setAppPath(place);
  return path.resolve(place, main);
}
