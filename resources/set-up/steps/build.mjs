import { existsSync } from 'node:fs';
import { projectNode, runQuietly } from '../program.mjs';
import { programCommit } from '../program-defines.mjs';
import { inRepository } from '../repository.mjs';
import { contentHash, readStamp, writeStamp } from '../stamp.mjs';

const configurations = ['main/vite.config.ts', 'main/vite.preload.config.ts', 'renderer/vite.config.ts'];
const results = [
  'out/main/app.js',
  'out/main/host.js',
  'out/main/ingest-worker.js',
  'out/main/scan-worker.js',
  'out/main/mail-triage.js',
  'out/main/preload.cjs',
  'out/renderer/index.html',
];
const inputs = [
  'main',
  'renderer',
  'resources',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'resources/libpff-wasm/dist/libpff.wasm',
];

/** Builds the application into out/ with Vite. */
/** @type {import('../step.mjs').Step} */
export const build = {
  name: 'build the application',
  due() {
    const missing = results.find((file) => !existsSync(inRepository(file)));
    if (missing !== undefined) return `there is no ${missing}`;
    return readStamp('build') === buildStamp() ? null : 'its sources changed';
  },
  run() {
    const stamp = buildStamp();
    for (const configuration of configurations) {
      runQuietly(projectNode(), [
        inRepository('node_modules/vite/bin/vite.js'),
        'build',
        '--config',
        configuration,
        '--logLevel',
        'warn',
        ...rootOf(configuration),
      ]);
    }
    writeStamp('build', stamp);
  },
};

/** @param {string} configuration */
function rootOf(configuration) {
  return configuration.startsWith('renderer/') ? ['renderer'] : [];
}

/** The commit is part of what is built: reports name it. */
function buildStamp() {
  return `${programCommit()} ${contentHash(inputs)}`;
}
