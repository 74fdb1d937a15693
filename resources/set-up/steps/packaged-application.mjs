import { existsSync } from 'node:fs';
import { electronRuntime } from '../electron-runtime.mjs';
import { packApplication } from '../pack-application.mjs';
import { inRepository } from '../repository.mjs';
import { contentHash, readStamp, writeStamp } from '../stamp.mjs';

/** The unpacked application as electron-builder lays it out, for the tests that drive what ships rather than the sources. */
/** @type {import('../step.mjs').Step} */
export const packagedApplication = {
  name: 'pack the application',
  due() {
    if (packedExecutable() === null) return 'there is none in dist/';
    return readStamp('packaged-application') === stamp() ? null : 'the built application changed';
  },
  run() {
    packApplication(['--dir']);
    writeStamp('packaged-application', stamp());
  },
};

/**
 * Finds the executable of the packed application.
 * @returns {string | null}
 */
export function packedExecutable() {
  const places = {
    linux: [process.arch === 'x64' ? 'dist/linux-unpacked/mail-triage' : `dist/linux-${process.arch}-unpacked/mail-triage`],
    win32: [process.arch === 'x64' ? 'dist/win-unpacked/Mail Triage.exe' : `dist/win-${process.arch}-unpacked/Mail Triage.exe`],
    darwin: ['dist/mac/Mail Triage.app/Contents/MacOS/Mail Triage', 'dist/mac-arm64/Mail Triage.app/Contents/MacOS/Mail Triage'],
  };
  const candidates = places[/** @type {keyof typeof places} */ (process.platform)] ?? [];
  const found = candidates.map((place) => inRepository(place)).find((place) => existsSync(place));
  return found ?? null;
}

function stamp() {
  const content = contentHash(
    ['out', 'package.json', 'electron-builder.yml', 'LICENSE', 'resources/icons', 'resources/sample', 'resources/libpff-wasm/dist'],
    [],
  );
  return `${electronRuntime().version} ${content}`;
}
