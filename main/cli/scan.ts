import { rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { analyseCase, caseDetectors, type CaseMaterial } from '#analysis/index.ts';
import { EvidenceReadError, acquire, liesWithin, parseManifest, realPath } from '#evidence/index.ts';
import { evidenceIdOf, fileStep, sharedEvidenceText, type EvidenceItem, type Finding } from '#model/index.ts';
import { defaultWorkers, startIngest, workerPool, type IngestProgress, type WorkerPool } from '#pipeline/index.ts';
import { composeReport, htmlPieces } from '#report/index.ts';
import type { ScanOptions } from './arguments.ts';
import { exitCode } from './exit-code.ts';
import { counted } from './figures.ts';
import { searchProfiles, type ProfileSearchResult } from './find.ts';
import { progressLine, type ProgressLine } from './progress-line.ts';
import { openMaterialFile, type MaterialFile } from './material-file.ts';
import { openResultFiles, refusalOf, type ResultFiles } from './result-files.ts';
import { reportInput, sharedBy, summaryOf, type Scanned } from './scan-results.ts';
import { isFolder } from './search-records.ts';
import { scanWorkerEntry } from './scan-worker-entry.ts';
import { newTally, type Tally } from './tally.ts';
import type { Terminal } from './terminal.ts';

/**
 * Reads evidence and writes the result files.
 * @returns the exit code; what people need to know is on the terminal.
 */
export async function scan(options: ScanOptions, terminal: Terminal): Promise<number> {
  const out = resolve(options.out);
  const given = [...options.paths, ...options.profileRoots];
  const refusal = refusalOf(out, options.earlierResults) ?? given.map((path) => overlap(out, path)).find((text) => text !== null);
  if (refusal != null) {
    terminal.err(`${refusal}\n`);
    return exitCode.wrongUse;
  }
  const line = progressLine(terminal);
  const cancelling = new AbortController();
  const stopListening = terminal.onCancel(() => {
    cancelling.abort();
    line.say('Cancelling …');
  });
  const files = openResultFiles(out);
  const material = openMaterialFile(scratchIn(out));
  const pool = workerPool({ entry: scanWorkerEntry });
  try {
    return await scanInto({ options, out, files, material, pool, line, signal: cancelling.signal, terminal });
  } finally {
    stopListening();
    line.clear();
    await pool.dispose();
    files.close();
    material.close();
    rmSync(scratchIn(out), { recursive: true, force: true });
  }
}

interface ScanRun {
  readonly options: ScanOptions;
  readonly out: string;
  readonly files: ResultFiles;
  readonly material: MaterialFile;
  /** Readers stay from one item to the next. */
  readonly pool: WorkerPool;
  readonly line: ProgressLine;
  readonly signal: AbortSignal;
  readonly terminal: Terminal;
}

async function scanInto(run: ScanRun): Promise<number> {
  const { options, files, material, line, signal, terminal } = run;
  const begun = performance.now();
  const tally = newTally(files, material);
  const profileSearches = await searchesOf(options.profileRoots, 'open', run);
  for (const search of profileSearches) sayWhatIsLeft(search, line);
  // Reading goes by content, file by file; a search also knows what lies in a folder by its place, as the new Outlook does.
  const folderSearches = await searchesOf(options.paths.filter(isFolder), 'leave', run);
  for (const search of folderSearches) sayWhatIsUnread(search, line);
  const searches = [...folderSearches, ...profileSearches];
  const scanned = onceEach([...options.paths.map((path) => ({ path, custodian: '' })), ...profileSearches.flatMap(readableOf)]).map(
    ({ path, custodian }, index): Scanned => ({
      evidenceId: evidenceIdOf(index + 1),
      pathAsGiven: path,
      custodian,
      item: null,
      manifest: null,
      reading: 'unread',
      readersPeakBytes: 0,
    }),
  );
  const summary = (state: 'whole' | 'partial'): object =>
    summaryOf({ scanned, searches, tally, seconds: (performance.now() - begun) / 1000, state });
  // Whatever happens from here on, results that are not whole say so.
  files.writeSummary(summary('partial'));
  let trouble: string | null = null;
  for (const one of scanned) {
    if (signal.aborted || trouble !== null) break;
    await acquireInto(one, run, tally);
    if (one.item !== null) trouble = await readInto(one, one.item, run, tally);
  }
  // What was read is told whether or not the run came to its end.
  for (const piece of material.replay()) tally.addMaterial(piece);
  const isAnalysed = await analyse(material, tally, options, signal);
  const state = signal.aborted || trouble !== null ? 'partial' : 'whole';
  for (const shared of sharedBy(scanned)) line.say(sharedEvidenceText(shared));
  files.flush();
  files.writeReport(htmlPieces(composeReport(reportInput({ scanned, searches, tally, options, isAnalysed }))));
  files.writeSummary(summary(state));
  line.clear();
  return conclude(run, tally, trouble, terminal);
}

async function searchesOf(
  roots: readonly string[],
  trying: 'open' | 'leave',
  { line, signal }: ScanRun,
): Promise<readonly ProfileSearchResult[]> {
  const searches: ProfileSearchResult[] = [];
  for (const path of roots) {
    if (!signal.aborted) searches.push(await searchProfiles({ kind: 'folder', path: resolve(path) }, { line, signal, trying }));
  }
  return searches;
}

async function acquireInto(one: Scanned, { line, signal }: ScanRun, tally: Tally): Promise<void> {
  const begun = performance.now();
  try {
    const { item, manifest } = await acquire(one.pathAsGiven, {
      signal,
      onProgress: (progress) => {
        line.show({ ...progress, ...notReading, evidenceId: one.evidenceId, seconds: (performance.now() - begun) / 1000 });
      },
    });
    one.item = { ...item, evidenceId: one.evidenceId, custodian: one.custodian, note: '' };
    one.manifest = manifest;
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof EvidenceReadError)) throw error;
    line.say(`${one.evidenceId}: ${error.message}`);
    const locator = [fileStep(basename(resolve(one.pathAsGiven)) || '.')];
    tally.addDiagnostic(one.evidenceId, {
      code: 'evidence-unreadable',
      effect: 'item-lost',
      stage: 'acquire',
      locator,
      detail: error.message,
    });
  }
}

const notReading = {
  phase: 'hashing',
  messages: 0,
  diagnostics: 0,
  findings: 0,
  messagesPerSecond: null,
  secondsLeft: null,
  trouble: null,
} satisfies Partial<IngestProgress>;

/** Reads one item; returns why reading could not go on, or null. */
async function readInto(
  one: Scanned,
  item: EvidenceItem,
  { options, out, pool, line, signal }: ScanRun,
  tally: Tally,
): Promise<string | null> {
  const hashes = one.manifest === null ? [] : parseManifest(one.manifest);
  one.reading = 'partial';
  const run = startIngest({
    item,
    path: resolve(one.pathAsGiven),
    scratchDirectory: scratchIn(out),
    fileHashes: new Map(hashes.map((entry) => [entry.relativePath, entry.sha256])),
    resume: null,
    workers: options.workers ?? defaultWorkers(),
    credit: Infinity,
    pool,
    onBatch: (batch) => {
      tally.add(batch);
    },
  });
  const cancel = (): void => {
    run.cancel();
  };
  signal.addEventListener('abort', cancel);
  const timer = setInterval(() => {
    line.show(run.progress());
  }, 100);
  try {
    const outcome = await run.done;
    if (outcome.state === 'done') one.reading = 'complete';
    return outcome.state === 'failed' ? outcome.trouble : null;
  } finally {
    one.readersPeakBytes = run.readersPeakBytes;
    clearInterval(timer);
    signal.removeEventListener('abort', cancel);
  }
}

/**
 * Looks for what shows only across records, or depends on own domains and parameters. Of a cancelled run it tells only what
 * single records give: a rule that explains what shows across others may lie in those that were not looked at.
 * @returns whether it came to its end
 */
async function analyse(
  material: MaterialFile,
  tally: Tally,
  { ownDomains, parameters }: ScanOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const context = { ownDomains, parameters };
  const isCancelled = (): boolean => signal.aborted;
  function* replay(): Iterable<CaseMaterial> {
    for (const piece of material.replay()) {
      if (isCancelled()) return;
      yield piece;
    }
  }
  const found: Finding[] = [];
  if (!isCancelled()) for await (const finding of analyseCase(replay, context)) found.push(finding);
  const isWhole = !isCancelled();
  if (!isWhole) {
    found.length = 0;
    const ofSingleRecords = caseDetectors.filter((detector) => detector.ofSingleRecords === true);
    for await (const finding of analyseCase(() => material.replay(), context, ofSingleRecords)) found.push(finding);
  }
  for (const finding of found) tally.addFinding({ finding, message: null });
  return isWhole;
}

function conclude({ out, signal }: ScanRun, tally: Tally, trouble: string | null, terminal: Terminal): number {
  const told = [
    counted(tally.messages, 'message'),
    counted(tally.findings.total(), 'finding'),
    counted(tally.diagnostics.total(), 'diagnostic'),
  ].join(', ');
  if (signal.aborted) {
    terminal.err(
      `Cancelled. What was read until then is in ${out}, marked partial: ${told}. What shows only across records was not looked for.\n`,
    );
    return exitCode.cancelled;
  }
  if (trouble !== null) {
    terminal.err(`${trouble}\n`);
    return exitCode.failed;
  }
  if (!tally.isAnythingReadable) {
    const [first] = tally.diagnostics.groups().flatMap((group) => group.shown);
    const because = first === undefined ? 'The evidence holds no files.' : `For example: ${first.diagnostic.detail}`;
    terminal.err(`Nothing could be read. ${because}\nThe diagnostics are in ${out}.\n`);
    return exitCode.nothingReadable;
  }
  terminal.out(`${told}\nThe report is ${join(out, 'report.html')}\n`);
  return exitCode.done;
}

// What two searches or a path and a search name is read once.
function onceEach<T extends { readonly path: string }>(named: readonly T[]): readonly T[] {
  const places = named.map(({ path }) => realPath(path));
  return named.filter((_, index) => places.indexOf(places[index] ?? '') === index);
}

function readableOf({ profiles }: ProfileSearchResult): readonly { readonly path: string; readonly custodian: string }[] {
  return profiles.filter(({ reading }) => reading.can !== 'no').map(({ path, custodian }) => ({ path, custodian }));
}

function sayWhatIsLeft({ root, profiles, troubles }: ProfileSearchResult, line: ProgressLine): void {
  const unread = profiles.filter(({ reading }) => reading.can === 'no').length;
  const places = troubles.length === 0 ? '' : `; ${counted(troubles.length, 'place')} not looked into`;
  line.say(
    `${counted(profiles.length - unread, 'find')} below ${root}${unread === 0 ? '' : `; ${String(unread)} cannot be read`}${places}.`,
  );
}

// Of a folder that is read whole only what is not read is worth a line.
function sayWhatIsUnread({ root, profiles }: ProfileSearchResult, line: ProgressLine): void {
  const unread = profiles.filter(({ reading }) => reading.can === 'no').length;
  if (unread > 0) line.say(`${counted(unread, 'find')} below ${root} cannot be read; the report lists ${unread === 1 ? 'it' : 'them'}.`);
}

// Copies of evidence that a library must open by name; they never stay.
function scratchIn(out: string): string {
  return join(out, 'scratch');
}

// Results must never land in evidence: that would change it.
function overlap(out: string, path: string): string | null {
  return liesWithin(out, path) ? `The results folder ${out} lies within the evidence ${path}; choose one outside it.` : null;
}
