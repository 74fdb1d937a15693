import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { sampleEvidencePaths } from '#evidence/index.ts';
import { digestOf, everything } from '#test/support/case-digest.ts';
import { exampleStorePath } from '#test/support/example-stores.ts';
import { writeGeneratedMbox } from '#test/support/generated-mbox.ts';
import {
  addEvidence,
  ask,
  askHost,
  closeApplications,
  ingestEnded,
  makeCase,
  openApplication,
  storeWorker,
} from '#test/support/open-application.ts';

let work = '';

test.beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'mail-triage-electron-'));
  mkdirSync(join(work, 'case'));
});

test.afterEach(async () => {
  await closeApplications();
  rmSync(work, { recursive: true, force: true });
});

test('a case is whole after its folder was moved, and the evidence is as it was', async () => {
  const mbox = join(work, 'forwarded.mbox');
  const truth = writeGeneratedMbox(mbox, { messages: 400, seed: 3, forwardedEvery: 20 });
  const evidence = [exampleStorePath('enron'), mbox];
  const before = evidence.map(factsOf);

  const opened = await openApplication(join(work, 'user-data'));
  const page = await makeCase(opened, join(work, 'case'));
  await addEvidence(opened, page, evidence);
  const { items } = await ask(page, 'findings', { ruleId: 'forwarding.header.x-forwarded-to', offset: 0, limit: 100 });
  expect(items).toHaveLength(truth.forwardedMessageIds.length);
  const [finding] = items;
  if (finding === undefined) throw new Error('no finding');
  await ask(page, 'annotate', finding.findingId, { review: 'confirmed', note: 'seen: Übergabe 🎉' });
  const cited = await ask(page, 'message', finding.citations[0].recordId);
  expect(cited?.record.claimed.messageId).toBe(truth.forwardedMessageIds[0]);
  expect(cited?.findings.map(({ findingId }) => findingId)).toContain(finding.findingId);

  const report = { status: 'draft', scope: 'all', limits: '', findings: 'all' } as const;
  const files = await ask(page, 'exportAll', ['html', 'pdf', 'messages-csv', 'messages-ndjson', 'findings-csv', 'findings-ndjson'], report);
  expect(files.map(({ name }) => name)).toEqual([
    'report.html',
    'report.pdf',
    'messages.csv',
    'messages.ndjson',
    'findings.csv',
    'findings.ndjson',
  ]);
  for (const { name, sha256 } of files) expect(sha256Of(join(work, 'case', 'exports', name))).toBe(sha256);
  expect(readFileSync(join(work, 'case', 'exports', 'report.pdf'), 'latin1').slice(0, 5)).toBe('%PDF-');
  expect(
    readFileSync(join(work, 'case', 'exports', 'messages.ndjson'), 'utf8')
      .trimEnd()
      .split('\n'),
  ).toHaveLength(471);

  const digest = await digestOf(page);
  expect(digest.messages).toBe(471);
  await opened.app.close();
  expect(evidence.map(factsOf)).toEqual(before);

  renameSync(join(work, 'case'), join(work, 'moved'));
  const again = await openApplication(join(work, 'user-data'), [`--case=${join(work, 'moved')}`]);
  expect(await ask(again.first, 'ingestStates')).toEqual([
    expect.objectContaining({ evidenceId: 'EX-001', messages: 71, state: 'done' }),
    expect.objectContaining({ evidenceId: 'EX-002', messages: 400, state: 'done' }),
  ]);
  expect(await digestOf(again.first)).toEqual(digest);
  await again.app.close();
});

test('a case whose program was killed while reading goes on to exactly the case that was never interrupted', async () => {
  const mbox = join(work, 'large.mbox');
  const truth = writeGeneratedMbox(mbox, { messages: 6000, seed: 5, forwardedEvery: 50, averageBytes: 2000 });

  const whole = await openApplication(join(work, 'user-data'));
  const page = await makeCase(whole, join(work, 'case'));
  await addEvidence(whole, page, [mbox]);
  const digest = await digestOf(page);
  expect(digest.messages).toBe(truth.messages);
  await whole.app.close();

  mkdirSync(join(work, 'killed'));
  const killed = await openApplication(join(work, 'user-data'));
  const killedPage = await makeCase(killed, join(work, 'killed'));
  await killed.answerDialogs({ 'evidence files': [mbox] });
  const [item] = await askHost(killedPage, 'evidence.choose', { kind: 'files' });
  if (item === undefined) throw new Error('no evidence item');
  await ask(killedPage, 'startIngest', item.evidenceId);
  await expect.poll(async () => (await ask(killedPage, 'ingestStates'))[0]?.batches ?? 0, { intervals: [20] }).toBeGreaterThan(2);
  const gone = new Promise((resolve) => killed.app.process().once('exit', resolve));
  killed.app.process().kill('SIGKILL');
  await gone;

  const again = await openApplication(join(work, 'user-data'), [`--case=${join(work, 'killed')}`]);
  const [state] = await ask(again.first, 'ingestStates');
  expect(state?.state).toBe('partial');
  expect(state?.messages).toBeLessThan(truth.messages);
  await ask(again.first, 'startIngest', item.evidenceId);
  const end = await ingestEnded(again.first, item.evidenceId);
  // Why a reading stopped early stands in the audit log.
  expect(end, readFileSync(join(work, 'killed', 'audit.ndjson'), 'utf8')).toBe('done');
  expect(await digestOf(again.first)).toEqual(digest);
  await again.app.close();
});

test('a full disk stops the reading with a sentence, keeps whole batches, and the reading can be resumed', async () => {
  const mbox = join(work, 'box.mbox');
  const truth = writeGeneratedMbox(mbox, { messages: 3000, seed: 9, averageBytes: 2000 });
  const opened = await openApplication(join(work, 'user-data'));
  const page = await makeCase(opened, join(work, 'case'));
  const worker = await storeWorker(page);
  // The last write of the third commit fails as it does on a full disk.
  await worker.evaluate(() => {
    let commits = 0;
    const put = IDBObjectStore.prototype.put;
    Object.assign(self, { mend: () => (IDBObjectStore.prototype.put = put) });
    IDBObjectStore.prototype.put = function (...given: Parameters<typeof put>) {
      if (this.name === 'manifest' && (commits += 1) === 3) throw new DOMException('disk full', 'QuotaExceededError');
      return put.apply(this, given);
    };
  });
  await opened.answerDialogs({ 'evidence files': [mbox] });
  const [item] = await askHost(page, 'evidence.choose', { kind: 'files' });
  if (item === undefined) throw new Error('no evidence item');
  const failure = worker.evaluate(
    () =>
      new Promise((resolve) => {
        const scope = self as unknown as { postMessage: (message: { change?: { progress?: { phase: string; trouble: string } } }) => void };
        const tell = scope.postMessage.bind(self);
        scope.postMessage = (message) => {
          if (message.change?.progress?.phase === 'failed') resolve(message.change.progress.trouble);
          tell(message);
        };
      }),
  );
  await ask(page, 'startIngest', item.evidenceId);
  expect(await failure).toContain('disk that holds the case is full');
  expect(await ask(page, 'ingestStates')).toEqual([expect.objectContaining({ batches: 2, state: 'partial' })]);
  expect(await storedCounts(page)).toMatchObject({ columns: 2, sequence: 1 });

  await worker.evaluate(() => (self as unknown as { mend: () => void }).mend());
  await ask(page, 'startIngest', item.evidenceId);
  expect(await ingestEnded(page, item.evidenceId)).toBe('done');
  expect((await ask(page, 'select', 'all', everything)).count).toBe(truth.messages);
  await opened.app.close();
});

test('the host process may die: what was read is kept, and a new one takes its place', async () => {
  const mbox = join(work, 'box.mbox');
  const truth = writeGeneratedMbox(mbox, { messages: 6000, seed: 11, averageBytes: 2000 });
  const opened = await openApplication(join(work, 'user-data'));
  const page = await makeCase(opened, join(work, 'case'));
  await opened.answerDialogs({ 'evidence files': [mbox] });
  const [item] = await askHost(page, 'evidence.choose', { kind: 'files' });
  if (item === undefined) throw new Error('no evidence item');
  await ask(page, 'startIngest', item.evidenceId);
  await expect.poll(async () => (await ask(page, 'ingestStates'))[0]?.batches ?? 0, { intervals: [20] }).toBeGreaterThan(0);
  await opened.app.evaluate(({ app }) => {
    const host = app.getAppMetrics().find(({ serviceName, name }) => `${serviceName ?? ''} ${name ?? ''}`.includes('Mail Triage host'));
    process.kill(host?.pid ?? 0, 'SIGKILL');
  });
  expect(await ingestEnded(page, item.evidenceId)).toBe('partial');
  await ask(page, 'startIngest', item.evidenceId);
  expect(await ingestEnded(page, item.evidenceId)).toBe('done');
  expect((await ask(page, 'select', 'all', everything)).count).toBe(truth.messages);
  await opened.app.close();
});

test('a store that another Chromium wrote is copied before it is opened', async () => {
  const opened = await openApplication(join(work, 'user-data'));
  await makeCase(opened, join(work, 'case'));
  await opened.app.close();
  const casePath = join(work, 'case', 'case.json');
  const file = JSON.parse(readFileSync(casePath, 'utf8')) as { storage: { chromium: string } };
  const current = file.storage.chromium;
  writeFileSync(casePath, JSON.stringify({ ...file, storage: { ...file.storage, chromium: '99.0.1.2' } }));
  const stored = readdirSync(join(work, 'case', 'store')).sort();

  const again = await openApplication(join(work, 'user-data'), [`--case=${join(work, 'case')}`]);
  await ask(again.first, 'ingestStates');
  await again.app.close();
  const copy = readdirSync(join(work, 'case')).find((name) => name.startsWith('store-before-chromium-'));
  expect(readdirSync(join(work, 'case', copy ?? 'no copy')).sort()).toEqual(stored);
  expect((JSON.parse(readFileSync(casePath, 'utf8')) as { storage: unknown }).storage).toEqual({ chromium: current, backend: 'leveldb' });
});

test('a damaged case is refused with words; a case is open once', async () => {
  const opened = await openApplication(join(work, 'user-data'));
  mkdirSync(join(work, 'damaged'));
  writeFileSync(join(work, 'damaged', 'case.json'), '{"formatVersion":1');
  await opened.answerDialogs({ 'folder of a case': [join(work, 'damaged')] });
  await expect(askHost(opened.first, 'start.openCase', {})).rejects.toThrow('case-damaged');
  await opened.answerDialogs({ 'folder of a case': [work] });
  await expect(askHost(opened.first, 'start.openCase', {})).rejects.toThrow('There is no case in');

  const page = await makeCase(opened, join(work, 'case'));
  await opened.answerDialogs({ 'folder of a case': [join(work, 'case')] });
  expect(await askHost(page, 'start.openCase', {})).toEqual({ opened: true });
  const recent = await askHost(page, 'start.recent', {});
  expect(recent.map(({ title, caseNumber, isThere }) => [title, caseNumber, isThere])).toEqual([['Case under test', 'T-1', true]]);
  expect(opened.app.windows().filter((window) => window.url().includes('window=case'))).toHaveLength(1);
  await opened.app.close();
  expect(existsSync(join(work, 'case', 'case.lock'))).toBe(false);
});

test('the sample case reads its evidence by itself; files that only seem dropped are nothing', async () => {
  const opened = await openApplication(join(work, 'user-data'));
  const opening = opened.app.waitForEvent('window');
  const asked = askHost(opened.first, 'start.sampleCase', {}).catch(() => null);
  const page = await opening;
  await asked;
  const readWhole = async (): Promise<number> => (await ask(page, 'ingestStates')).filter(({ state }) => state === 'done').length;
  await expect.poll(readWhole).toBe(sampleEvidencePaths().length);
  expect((await askHost(page, 'case.read', {})).evidence).toHaveLength(sampleEvidencePaths().length);

  expect(await askHost(page, 'evidence.dropped', { token: 'invented' })).toEqual([]);
  const tokens = await page.evaluate(async () => {
    let heard = 0;
    window.addEventListener('message', ({ data }: MessageEvent<{ mailTriage?: string }>) => {
      if (data.mailTriage === 'dropped') heard += 1;
    });
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], '/etc/passwd'));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer }));
    await new Promise((resolve) => setTimeout(resolve, 500));
    return heard;
  });
  expect(tokens).toBe(0);
  await opened.app.close();
});

function factsOf(path: string): { readonly sha256: string; readonly size: number; readonly modified: number } {
  const { size, mtimeMs } = statSync(path);
  return { sha256: sha256Of(path), size, modified: mtimeMs };
}

function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** What the tables of the store hold, read beside the case view. */
function storedCounts(page: Awaited<ReturnType<typeof makeCase>>): Promise<{ readonly columns: number; readonly sequence: number }> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('no result'));
      });
    const database = await done(indexedDB.open('case'));
    const tables = database.transaction(['columns', 'manifest']);
    const columns = await done(tables.objectStore('columns').count());
    const [row] = (await done(tables.objectStore('manifest').getAll())) as readonly { sequence: number }[];
    database.close();
    return { columns, sequence: row?.sequence ?? -1 };
  });
}
