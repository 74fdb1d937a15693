// Loaded with --import into the main thread and every worker of a program under test: writes a line to the file that
// MAIL_TRIAGE_ACCESS_LOG names for each call of a file system function that opens or changes something.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const log = process.env['MAIL_TRIAGE_ACCESS_LOG'] ?? '';
const logFile = fs.openSync(log, 'a');
const write = fs.writeSync;

const opening = ['open', 'openSync', 'createReadStream', 'createWriteStream', 'readFile', 'readFileSync', 'openAsBlob'];
const changing = [
  ...['writeFile', 'writeFileSync', 'appendFile', 'appendFileSync', 'truncate', 'truncateSync', 'rename', 'renameSync'],
  ...['unlink', 'unlinkSync', 'rm', 'rmSync', 'rmdir', 'rmdirSync', 'mkdir', 'mkdirSync', 'mkdtemp', 'mkdtempSync'],
  ...['copyFile', 'copyFileSync', 'cp', 'cpSync', 'link', 'linkSync', 'symlink', 'symlinkSync'],
  ...['chmod', 'chmodSync', 'lchmod', 'lchmodSync', 'chown', 'chownSync', 'lchown', 'lchownSync'],
  ...['utimes', 'utimesSync', 'lutimes', 'lutimesSync'],
];

/** @param {Record<string, unknown>} place @param {string} name @param {'open' | 'change'} kind */
function wrap(place, name, kind) {
  const original = place[name];
  if (typeof original !== 'function') return;
  place[name] = function (/** @type {unknown[]} */ ...given) {
    const caller =
      (new Error().stack ?? '')
        .split('\n')
        .slice(2)
        .find((line) => line.includes('file://') && !line.includes('record-file-access')) ?? '';
    const paths = given.filter((value) => typeof value === 'string' || value instanceof Uint8Array || value instanceof URL);
    write(
      logFile,
      `${JSON.stringify({ name, kind, path: String(paths[0] ?? ''), flags: typeof given[1] === 'string' ? given[1].slice(0, 20) : null, caller: caller.trim() })}\n`,
    );
    return Reflect.apply(original, this, given);
  };
}

for (const name of opening) wrap(/** @type {any} */ (fs), name, 'open');
for (const name of changing) wrap(/** @type {any} */ (fs), name, 'change');
for (const name of opening) wrap(/** @type {any} */ (fs.promises), name, 'open');
for (const name of changing) wrap(/** @type {any} */ (fs.promises), name, 'change');
syncBuiltinESMExports();
