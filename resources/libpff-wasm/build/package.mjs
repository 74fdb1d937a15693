/**
 * Makes out/: this package as it can be published by itself, with the binding compiled to JavaScript and type
 * declarations. Within this repository the TypeScript sources are used as they are. Run build.mjs first.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'out');

rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, 'dist'), { recursive: true });
for (const name of ['build', 'patches', 'shim', 'LICENSE', 'LICENSE.GPL', 'README.md']) {
  cpSync(join(root, name), join(target, name), { recursive: true });
}
for (const name of ['libpff.wasm', 'provenance.json']) cpSync(join(root, 'dist', name), join(target, 'dist', name));

const { status } = spawnSync('tsc', ['-p', join(root, 'tsconfig.publish.json')], { stdio: 'inherit' });
if (status !== 0) throw new Error('the binding does not compile');

const description = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
delete description.scripts;
description.files = ['binding', 'build', 'dist', 'patches', 'shim', 'LICENSE', 'LICENSE.GPL', 'README.md'];
for (const [name, path] of Object.entries(description.exports)) {
  if (!path.endsWith('.ts')) continue;
  const base = path.slice(0, -'.ts'.length);
  description.exports[name] = { types: `${base}.d.ts`, default: `${base}.js` };
}
writeFileSync(join(target, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
