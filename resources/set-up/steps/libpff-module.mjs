import { existsSync } from 'node:fs';
import { machineEnvironment, projectNode, runQuietly, toolEnvironment } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { contentHash, readStamp, writeStamp } from '../stamp.mjs';
import { forBuildingLibpff, systemPackages } from './system-packages.mjs';

const packageFolder = 'resources/libpff-wasm';

/** The compiler for libpff, wanted only while the module is not built. */
export const libpffCompiler = systemPackages(forBuildingLibpff, () => libpffModule.due() !== null);

/** Builds libpff as WebAssembly from Debian's source package: no registry has it. */
/** @type {import('../step.mjs').Step} */
export const libpffModule = {
  name: 'build libpff as WebAssembly',
  due() {
    if (!existsSync(inRepository(packageFolder, 'dist', 'libpff.wasm'))) return 'it was not built yet';
    return readStamp('libpff-module') === recipeHash() ? null : 'its recipe changed';
  },
  run() {
    // The build knows by itself whether its result is current, and is quick then.
    const { PATH } = { ...toolEnvironment(), ...machineEnvironment() };
    runQuietly(projectNode(), [inRepository(packageFolder, 'build', 'build.mjs')], { environment: { ...process.env, PATH } });
    writeStamp('libpff-module', recipeHash());
  },
};

/** Everything in the package but what is built and how it is bound to TypeScript. */
function recipeHash() {
  return contentHash([packageFolder], ['node_modules', 'dist', '.cache', 'binding', 'test', 'README.md', 'package.json']);
}
