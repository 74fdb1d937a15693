import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { buildMailFolder } from '#test/support/build-mail-folder.ts';
import { exampleStorePath } from '#test/support/example-stores.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

/** A call that the program made to the file system. */
interface Access {
  readonly name: string;
  readonly kind: 'open' | 'change';
  readonly path: string;
  readonly flags: unknown;
  readonly caller: string;
}

const recorder = new URL('../../support/read-only/record-file-access.mjs', import.meta.url);
const program = fileURLToPath(new URL('../../../main/cli/mail-triage.ts', import.meta.url));
const evidence = temporaryFolder('evidence');
const results = temporaryFolder('results');
let before: readonly string[] = [];
let accesses: readonly Access[] = [];

/** Name, size, time of modification to the nanosecond, mode and SHA-256 of everything in a folder. */
function stateOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const { size, mtimeNs, mode } = statSync(path, { bigint: true });
      const hash = statSync(path).isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
      return `${name} ${String(size)} ${String(mtimeNs)} ${String(mode)} ${hash}`;
    });
}

beforeAll(() => {
  buildMailFolder(evidence, 5);
  copyFileSync(exampleStorePath('enron'), join(evidence, 'enron.pst'));
  before = stateOf(evidence);
  const log = join(results, 'access.ndjson');
  const given = ['--import', recorder.href, program, 'scan', evidence, '--out', join(results, 'out'), '--workers', '2'];
  execFileSync(process.execPath, given, { env: { ...process.env, MAIL_TRIAGE_ACCESS_LOG: log }, stdio: 'pipe' });
  accesses = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Access);
});

test('a scan leaves bytes, sizes, times and modes of the evidence as they were', () => {
  expect(stateOf(evidence)).toEqual(before);
});

test('evidence is opened by the room evidence alone, with the flag r', () => {
  const opened = accesses.filter(({ kind, path }) => kind === 'open' && path.startsWith(evidence));
  // Each file is opened to be hashed and to be read.
  const files = before.filter((line) => !line.endsWith(' ')).length;
  expect(opened.length).toBeGreaterThanOrEqual(2 * files);
  expect(opened.filter(({ flags }) => flags !== 'r')).toEqual([]);
  expect(opened.filter(({ caller }) => !caller.includes('/main/evidence/'))).toEqual([]);
});

test('nothing changes anything below the evidence', () => {
  expect(accesses.filter(({ kind, path }) => kind === 'change' && path.includes(evidence))).toEqual([]);
  // The recorder does see changes: those of the results.
  expect(accesses.filter(({ kind, path }) => kind === 'change' && path.startsWith(results)).length).toBeGreaterThan(0);
});
