import type { IngestBatch } from '#contract/index.ts';
import { containerKey, type EvidenceId } from '#model/index.ts';
import type { Annotation } from './case-view.ts';
import { emptyColumns, type Columns } from './columns.ts';
import { openCaseDatabase, openReviewDatabase } from './databases.ts';
import { completeChunk } from './observed-chunk.ts';
import { packBatch } from './pack-batch.ts';
import type { AccountRow, AnalysisRow, CaseDatabase, CaseFindingBlock, ColumnChunk, ManifestRow, ReviewDatabase } from './schema.ts';

/** The case in the store: its tables, and in memory what every question needs. */
export interface CaseStore {
  readonly database: CaseDatabase;
  readonly columns: Columns;
  readonly manifest: ReadonlyMap<EvidenceId, ManifestRow>;
  readonly annotations: ReadonlyMap<string, Annotation>;
  /** The latest analysis across records; null: none has run. */
  readonly analysis: AnalysisRow | null;
  /** Puts an analysis and its findings in the place of the one before, all of it or nothing. */
  replaceAnalysis(analysis: AnalysisRow, findings: readonly CaseFindingBlock[]): Promise<void>;
  /**
   * Commits a batch in one transaction, with its resume token, and then shows it to the queries. The batch must be the
   * next of its evidence item (`nextSequence`). Not to be called again before it has settled.
   * @throws what the database throws; then nothing of the batch is stored.
   */
  commit(batch: IngestBatch): Promise<void>;
  /** Makes what a batch of an earlier version lacks: its events, observations and traces (see `completeChunk`). */
  complete(chunk: ColumnChunk): Promise<void>;
  /** Sequence of the batch that is due of an evidence item. */
  nextSequence(evidenceId: EvidenceId): number;
  /** Writes down that an evidence item has been read to its end. */
  markDone(evidenceId: EvidenceId): Promise<void>;
  /** Sets or, when it says nothing, removes an annotation; on the disk when it returns. */
  annotate(findingId: string, annotation: Annotation): Promise<void>;
}

/** Opens the store of this window's case and reads the hot columns. */
export async function openCaseStore(): Promise<CaseStore> {
  const database = await openCaseDatabase();
  const review = await openReviewDatabase();
  const columns = emptyColumns();
  columns.addFolders(await database.folders.toArray());
  await loadColumns(database, columns);
  const manifest = new Map((await database.manifest.toArray()).map((row) => [row.evidenceId, row]));
  const annotations = await readAnnotations(review);
  let analysis = (await database.analyses.get('latest')) ?? null;
  columns.replaceCaseFindings((await database.caseFindings.toArray()).map((block) => block.columns));

  return {
    database,
    columns,
    manifest,
    annotations,
    get analysis() {
      return analysis;
    },
    async replaceAnalysis(next, findings) {
      await database.commit(async () => {
        await database.caseFindings.clear();
        await database.caseFindings.bulkAdd(findings);
        await database.analyses.put(next);
      });
      columns.replaceCaseFindings(findings.map((block) => block.columns));
      analysis = next;
    },
    nextSequence: (evidenceId) => (manifest.get(evidenceId)?.sequence ?? -1) + 1,
    async commit(batch) {
      const row = nextManifestRow(manifest, batch);
      const packed = packBatch(batch, {
        chunk: columns.chunks,
        slot: columns.messages,
        block: columns.blocks,
        folder: columns.folders.length,
        folderOf: (evidenceId, path) => columns.folderOf(evidenceId, path),
        slotOf: (recordId) => columns.index.slotOf(recordId),
      });
      await database.commit(async () => {
        await database.columns.add(packed.columns);
        await database.rows.bulkAdd(packed.rows);
        await database.records.bulkAdd(packed.records);
        await database.texts.bulkAdd(packed.texts);
        await database.folders.bulkAdd(packed.newFolders);
        if (packed.findings !== null) await database.findings.add(packed.findings);
        if (packed.diagnostics !== null) await database.diagnostics.add(packed.diagnostics);
        if (packed.others !== null) await database.others.add(packed.others);
        if (packed.observations !== null) await database.observations.add(packed.observations);
        if (packed.traces !== null) await database.traces.add(packed.traces);
        if (packed.eventTexts !== null) await database.eventTexts.add(packed.eventTexts);
        await putAccounts(database, batch);
        await database.manifest.put(row);
      });
      columns.addFolders(packed.newFolders);
      columns.append(packed.columns);
      manifest.set(batch.evidenceId, row);
    },
    async complete(chunk) {
      if (chunk.observations !== undefined) return;
      columns.complete(await completeChunk(database, chunk, (recordId) => columns.index.slotOf(recordId)));
    },
    async markDone(evidenceId) {
      const row: ManifestRow = { ...(manifest.get(evidenceId) ?? unread(manifest, evidenceId)), state: 'done' };
      await database.manifest.put(row);
      manifest.set(evidenceId, row);
    },
    async annotate(findingId, { review: state, note }) {
      if (state === 'open' && note === '') {
        await review.annotations.delete(findingId);
        annotations.delete(findingId);
      } else {
        await review.annotations.put({ findingId, review: state, note });
        annotations.set(findingId, { review: state, note });
      }
    },
  };
}

// In pieces, so that opening a large case does not hold its columns twice.
async function loadColumns(database: CaseDatabase, columns: Columns): Promise<void> {
  for (;;) {
    const chunks = await database.columns.where(':id').aboveOrEqual(columns.chunks).limit(500).toArray();
    if (chunks.length === 0) return;
    for (const chunk of chunks) columns.append(chunk);
  }
}

async function readAnnotations(review: ReviewDatabase): Promise<Map<string, Annotation>> {
  const rows = await review.annotations.toArray();
  return new Map(rows.map(({ findingId, review: state, note }) => [findingId, { review: state, note }]));
}

function nextManifestRow(manifest: ReadonlyMap<EvidenceId, ManifestRow>, batch: IngestBatch): ManifestRow {
  const before = manifest.get(batch.evidenceId) ?? unread(manifest, batch.evidenceId);
  if (batch.sequence !== before.sequence + 1) {
    throw new Error(`Batch ${String(batch.sequence)} of ${batch.evidenceId} was given where ${String(before.sequence + 1)} is due.`);
  }
  const messages = batch.records.filter((record) => record.kind === 'message').length;
  return {
    ...before,
    sequence: batch.sequence,
    resume: batch.resume,
    messages: before.messages + messages,
    others: before.others + batch.records.length - messages,
    findings: before.findings + batch.findings.length,
    diagnostics: before.diagnostics + batch.diagnostics.length,
    state: 'partial',
  };
}

function unread(manifest: ReadonlyMap<EvidenceId, ManifestRow>, evidenceId: EvidenceId): ManifestRow {
  return {
    evidenceId,
    ordinal: manifest.size,
    sequence: -1,
    resume: null,
    messages: 0,
    others: 0,
    findings: 0,
    diagnostics: 0,
    state: 'partial',
  };
}

async function putAccounts(database: CaseDatabase, batch: IngestBatch): Promise<void> {
  const keys = batch.accounts.map((account) => `${batch.evidenceId} ${containerKey(account)}`);
  const known = await database.accounts.bulkGet(keys);
  const rows = batch.accounts.map((account, index): AccountRow => ({
    key: keys[index] ?? '',
    evidenceId: batch.evidenceId,
    // Batches hold far fewer than a million accounts, so that the order of first appearance is kept.
    order: known[index]?.order ?? batch.sequence * 1_000_000 + index,
    account,
  }));
  await database.accounts.bulkPut(rows);
}
