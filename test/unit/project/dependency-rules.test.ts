import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { packageTool } from '#test/driver/tool.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { repositoryRoot } from '#set-up/repository.mjs';

/**
 * Each rule against a small tree that breaks it, once in each way that matters: [rule, importing file, what it imports].
 * Imports are written as in the sources: rooms by `#room/`, neighbours by `./`.
 */
const forbidden: readonly (readonly [string, string, string])[] = [
  ['room-model', 'main/model/a.ts', '#contract/index.ts'],
  ['room-contract', 'main/contract/a.ts', '#analysis/registry.ts'],
  ['room-evidence', 'main/evidence/a.ts', '#pipeline/index.ts'],
  ['room-formats', 'main/formats/a.ts', '#evidence/open-source.ts'],
  ['room-formats', 'main/formats/b.ts', '#contract/index.ts'],
  ['room-analysis', 'main/analysis/a.ts', '#formats/reader.ts'],
  ['room-report', 'main/report/a.ts', '#contract/index.ts'],
  ['room-pipeline', 'main/pipeline/a.ts', '#report/index.ts'],
  ['room-host', 'main/host/a.ts', '#formats/mbox/index.ts'],
  ['room-host', 'main/host/b.ts', '#analysis/registry.ts'],
  ['room-app', 'main/app/a.ts', '#pipeline/index.ts'],
  ['room-cli', 'main/cli/a.ts', '#host/index.ts'],
  ['room-renderer', 'renderer/messages/a.ts', '#pipeline/index.ts'],
  ['case-store-of-main', 'renderer/case/a.ts', '#pipeline/index.ts'],
  ['pure-model', 'main/model/b.ts', 'node:crypto'],
  ['pure-model', 'main/model/c.ts', 'valibot'],
  ['pure-contract', 'main/contract/b.ts', 'dexie'],
  ['pure-analysis', 'main/analysis/b.ts', 'node:crypto'],
  ['pure-report', 'main/report/b.ts', 'node:path'],
  ['renderer-without-node', 'renderer/messages/b.ts', 'node:path'],
  ['dexie-only-in-case', 'renderer/messages/c.ts', 'dexie'],
  ['file-system-only-where-needed', 'main/pipeline/b.ts', 'node:fs'],
  ['file-system-only-where-needed', 'main/pipeline/c.ts', 'node:fs/promises'],
  ['formats-core-modules', 'main/formats/c.ts', 'node:path'],
  ['formats-core-modules', 'main/formats/d.ts', 'node:fs'],
  ['libpff-only-in-pst', 'main/formats/mbox/b.ts', 'libpff-wasm'],
  ['formats-apart', 'main/formats/mbox/c.ts', '../pst/index.ts'],
  ['formats-apart', 'main/formats/rtf/a.ts', '../pst/index.ts'],
  ['mapi-formats-apart', 'main/formats/nk2/a.ts', '../mbox/index.ts'],
  ['pst-opens-tnef', 'main/formats/pst/a.ts', '../tnef/index.ts'],
  ['mime-opens-tnef', 'main/formats/mime/a.ts', '../pst/index.ts'],
  ['detectors-apart', 'main/analysis/forwarding/first.ts', './second.ts'],
  ['electron-only-in-app', 'main/host/c.ts', 'electron'],
  ['electron-only-in-app', 'renderer/messages/d.ts', 'electron'],
  ['test-is-not-imported', 'main/cli/b.ts', '#test/support/a.ts'],
  ['set-up-is-not-shipped', 'main/cli/c.ts', '#set-up/repository.mjs'],
  ['no-circular', 'main/model/circle-1.ts', './circle-2.ts'],
  ['resolvable', 'main/cli/d.ts', './absent.ts'],
  ['declared-packages', 'main/cli/e.ts', 'undeclared'],
];

/** Files that import only what they may. */
const permitted: readonly (readonly [string, readonly string[]])[] = [
  ['main/model/index.ts', []],
  ['main/contract/index.ts', ['#model/index.ts', 'valibot']],
  ['main/evidence/byte-source.ts', ['#model/index.ts']],
  ['main/evidence/open-source.ts', ['./byte-source.ts', 'node:fs', 'node:path', 'node:crypto']],
  ['main/formats/reader.ts', ['#model/index.ts', '#evidence/byte-source.ts', 'node:zlib', 'node:crypto']],
  ['main/formats/registry.ts', ['./mbox/index.ts', './pst/index.ts']],
  ['main/formats/mime/index.ts', ['../reader.ts']],
  ['main/formats/mbox/index.ts', ['../reader.ts', '../mime/index.ts']],
  ['main/formats/tnef/index.ts', ['../reader.ts', '../mime/index.ts']],
  ['main/formats/rtf/index.ts', ['../mime/index.ts', 'node:zlib']],
  ['main/formats/pst/index.ts', ['../reader.ts', '../mime/index.ts', '../rtf/index.ts', 'libpff-wasm']],
  ['main/analysis/detector.ts', ['#model/index.ts']],
  ['main/analysis/registry.ts', ['./forwarding/first.ts', './forwarding/second.ts']],
  ['main/analysis/forwarding/second.ts', ['./artifact-table.ts', '../detector.ts']],
  ['main/analysis/forwarding/artifact-table.ts', ['#model/index.ts']],
  ['main/report/index.ts', ['#model/index.ts', 'papaparse']],
  [
    'main/pipeline/index.ts',
    ['#evidence/open-source.ts', '#formats/registry.ts', '#analysis/registry.ts', '#contract/index.ts', 'node:worker_threads'],
  ],
  ['main/host/index.ts', ['#contract/index.ts', '#pipeline/index.ts', '#report/index.ts', '#formats/registry.ts', 'node:fs']],
  ['main/app/app.ts', ['#host/index.ts', '#contract/index.ts', 'electron', 'node:fs']],
  [
    'main/cli/mail-triage.ts',
    ['#pipeline/index.ts', '#report/index.ts', '#evidence/open-source.ts', '#model/index.ts', 'node:fs/promises'],
  ],
  ['renderer/case/store.ts', ['dexie', '#contract/index.ts', '#report/index.ts']],
  ['renderer/messages/state.svelte.ts', ['../case/store.ts', '#model/index.ts']],
  ['renderer/vite.config.ts', ['#set-up/repository.mjs', 'node:fs']],
  ['test/support/a.ts', ['#pipeline/index.ts', 'node:fs']],
  ['resources/set-up/repository.mjs', ['node:fs']],
  ['resources/libpff-wasm/binding/index.ts', ['node:fs']],
];

/** What of dependency-cruiser's report matters here. */
interface CruiseReport {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

let violations: readonly string[] = [];
let ruleNames: readonly string[] = [];

beforeAll(() => {
  const folder = temporaryFolder('dependency-rules');
  writeTree(folder);
  const { program, given } = packageTool('dependency-cruiser', 'depcruise', [
    ...['main', 'renderer', 'test', 'resources', '--output-type', 'json'],
    ...['--config', path.join(repositoryRoot, '.dependency-cruiser.js')],
  ]);
  const { stdout, stderr } = spawnSync(program, given, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  expect(stderr).toBe('');
  const { summary } = JSON.parse(stdout) as CruiseReport;
  violations = summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
  ruleNames = summary.ruleSetUsed.forbidden.map(({ name }) => name);
});

test.each(forbidden)('%s stops %s from importing %s', (rule, from) => {
  expect(violations).toContain(`${rule}: ${from}`);
});

test('every rule has a case that breaks it', () => {
  expect([...new Set(forbidden.map(([rule]) => rule))].sort()).toEqual([...ruleNames].sort());
});

test('what the design permits breaks no rule', () => {
  const permittedFiles = new Set(permitted.map(([file]) => file));
  expect(violations.filter((violation) => permittedFiles.has(violation.slice(violation.indexOf(': ') + 2)))).toEqual([]);
});

function writeTree(root: string): void {
  cpSync(path.join(repositoryRoot, 'package.json'), path.join(root, 'package.json'));
  cpSync(path.join(repositoryRoot, 'tsconfig.json'), path.join(root, 'tsconfig.json'));
  for (const name of ['valibot', 'dexie', 'papaparse', 'electron', 'undeclared']) {
    write(root, `node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(root, `node_modules/${name}/index.js`, '');
  }
  // The other half of the circle, which is reported once.
  write(root, 'main/model/circle-2.ts', sourceImporting(['./circle-1.ts']));
  // The workspace package, as npm links it.
  cpSync(path.join(repositoryRoot, 'resources/libpff-wasm/package.json'), path.join(root, 'resources/libpff-wasm/package.json'));
  symlinkSync('../resources/libpff-wasm', path.join(root, 'node_modules/libpff-wasm'));
  for (const [file, imports] of permitted) write(root, file, sourceImporting(imports));
  for (const [, file, imported] of forbidden) write(root, file, sourceImporting([imported]));
}

/** Types count as much as values: half of the imports are of types alone. */
function sourceImporting(names: readonly string[]): string {
  const lines = names.map((name, index) => `import ${index % 2 === 1 ? 'type ' : ''}* as imported${index} from '${name}';`);
  return [...lines, 'export const here = 1;'].join('\n');
}

function write(root: string, file: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}
