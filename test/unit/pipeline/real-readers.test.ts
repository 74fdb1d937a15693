import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { acquire } from '#evidence/index.ts';
import { formatLocator, isBalanced } from '#model/index.ts';
import { recordIdOf } from '#pipeline/index.ts';
import { buildMailFolder, type MailFolderFile } from '#test/support/build-mail-folder.ts';
import { exampleStorePath } from '#test/support/example-stores.ts';
import { writeGeneratedMbox } from '#test/support/generated-mbox.ts';
import { accountsOf, diagnosticsOf, ingestItem, lastToken, runIngest, type IngestResult } from '#test/support/pipeline/run-ingest.ts';
import { seededRandom } from '#test/support/random.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

/** A folder with a Maildir, an MH folder, mailboxes, a generated mbox, an Outlook store, and files that are no mail. */
const evidence = temporaryFolder('evidence');
let truth: readonly MailFolderFile[] = [];
let generated = { messages: 0 };
let whole: IngestResult;

beforeAll(async () => {
  truth = buildMailFolder(evidence, 7, 8);
  generated = writeGeneratedMbox(join(evidence, 'boxes', 'large.mbox'), { messages: 1500, seed: 11, forwardedEvery: 50 });
  copyFileSync(exampleStorePath('enron'), join(evidence, 'enron.pst'));
  whole = await runIngest(evidence, { workers: 1 });
});

function recordsOf(result: Pick<IngestResult, 'batches'>) {
  return result.batches.flatMap((batch) => batch.records);
}

describe('ingest with the readers of the program', () => {
  it('reads every message of a mixed folder and balances every account', () => {
    expect(whole.outcome).toEqual({ state: 'done' });
    const messages = recordsOf(whole).flatMap((record) => (record.kind === 'message' ? [record] : []));
    expect(messages).toHaveLength(truth.reduce((sum, file) => sum + file.messageIds.length, 0) + generated.messages + 71);
    expect(accountsOf(whole.batches).filter((account) => !isBalanced(account))).toEqual([]);
    expect(recordsOf(whole).filter(({ kind }) => kind === 'file')).toHaveLength(truth.length + 2);
    expect(whole.batches.flatMap((batch) => batch.findings).length).toBeGreaterThan(0);
  });

  it('derives identifiers from acquisition hash and locator, never twice the same', () => {
    const records = recordsOf(whole);
    for (const record of records) expect(record.recordId).toBe(recordIdOf(whole.item.hashes.sha256, record.locator));
    expect(new Set(records.map(({ recordId }) => recordId)).size).toBe(records.length);
    expect(new Set(records.map(({ locator }) => formatLocator(locator))).size).toBe(records.length);
  });

  it('gives each file the hash that the manifest has for it', () => {
    const file = recordsOf(whole).find((record) => record.kind === 'file' && record.claimed.path === 'enron.pst');
    expect(file).toMatchObject({ formatId: 'pst', observed: { sizeBytes: statSync(exampleStorePath('enron')).size } });
    expect(file?.observed.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('delivers the same batches with three workers', async () => {
    const { batches } = await runIngest(evidence, { workers: 3 });
    expect(batches).toEqual(whole.batches);
  });

  it('repeats and misses nothing when it is killed at random points again and again', async () => {
    const random = seededRandom(42);
    const { manifest } = await acquire(evidence);
    const batches: IngestResult['batches'][number][] = [];
    for (let runs = 0; runs < 40; runs++) {
      const most = 1 + Math.floor(random.next() * 6);
      let taken = 0;
      let cancel = (): void => undefined;
      const part = await ingestItem(whole.item, evidence, manifest, {
        workers: 1 + (runs % 2),
        resume: lastToken(batches),
        withRun: (run) => {
          cancel = () => run.cancel();
        },
        onBatch: () => {
          taken += 1;
          if (taken === most) cancel();
        },
      });
      batches.push(...part.batches);
      if (part.outcome.state === 'done') break;
    }
    expect(batches).toEqual(whole.batches);
  });
});

describe('damaged and strange evidence', () => {
  const store = readFileSync(exampleStorePath('enron'));
  const random = seededRandom(3);
  const noise = Uint8Array.from({ length: 100_000 }, () => Math.floor(random.next() * 256));
  const cases: Readonly<Record<string, { readonly content: Uint8Array; readonly codes: readonly string[] }>> = {
    'empty.pst': { content: Buffer.alloc(0), codes: ['file-empty'] },
    'random.mbox': { content: noise, codes: ['format-unknown', 'format-mislabelled'] },
    'mail.pst': {
      content: Buffer.from(
        'From: a@example.org\r\nTo: b@example.org\r\nSubject: s\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n\r\ntext\r\n',
      ),
      codes: ['format-mislabelled'],
    },
    'store.eml': { content: store, codes: ['format-mislabelled'] },
    'half.pst': { content: store.subarray(0, store.length / 2), codes: [] },
    'header-only.pst': { content: store.subarray(0, 600), codes: [] },
  };

  it.each(Object.entries(cases))('%s ends in diagnostics and a finished run', async (name, { content, codes }) => {
    const folder = temporaryFolder('strange');
    mkdirSync(join(folder, 'in'));
    writeFileSync(join(folder, 'in', name), content);
    const { batches, outcome } = await runIngest(join(folder, 'in'));
    expect(outcome).toEqual({ state: 'done' });
    const found = diagnosticsOf(batches);
    expect(found.length).toBeGreaterThan(0);
    for (const code of codes) expect(found.map((diagnostic) => diagnostic.code)).toContain(code);
    const unbalanced = accountsOf(batches).filter((account) => !isBalanced(account));
    expect(found.filter(({ code }) => code === 'count-mismatch')).toHaveLength(unbalanced.length);
  });

  it('finishes a store truncated at any of many places, with its books in order', async () => {
    const folder = temporaryFolder('truncated');
    for (let step = 1; step < 16; step++)
      writeFileSync(join(folder, `${String(step).padStart(2, '0')}.pst`), store.subarray(0, Math.floor((store.length * step) / 16)));
    const { batches, outcome } = await runIngest(folder, { workers: 2 });
    expect(outcome).toEqual({ state: 'done' });
    const unbalanced = accountsOf(batches).filter((account) => !isBalanced(account));
    expect(diagnosticsOf(batches).filter(({ code }) => code === 'count-mismatch')).toHaveLength(unbalanced.length);
    expect(accountsOf(batches)).toContainEqual({
      kind: 'directory',
      locator: [{ kind: 'file', at: '.' }],
      expected: 15,
      records: 15,
      failed: 0,
      recovered: 0,
    });
  });
});
