import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type Client, type IngestBatch, type IngestProgress } from '#contract/index.ts';
import { createCaseFolder, createHost, openCaseFolder, type CaseFolder, type Host, type HostServices, type NewCase } from '#host/index.ts';
import type { EvidenceId } from '#model/index.ts';
import { temporaryFolder } from './temporary-folder.ts';
import type { TransportPair } from './transports.ts';

/** What an examiner states of a case in tests. */
export const statedCase: NewCase = {
  title: 'Forwarded mail',
  caseNumber: 'K-1',
  examiner: 'A. Examiner',
  agency: 'Agency',
  zone: 'Europe/Berlin',
  ownDomains: [' Example.ORG '],
};

/** A host with a case, a page connected to it, and services that answer as a test sets them. */
export interface OpenedHost {
  readonly host: Host;
  readonly client: Client;
  readonly caseFolder: CaseFolder;
  /** What the dialogs give; a test changes it. */
  readonly answers: {
    paths: readonly string[];
    savePath: string | null;
    dropped: Readonly<Record<string, readonly string[]>>;
    revealed: string[];
  };
  readonly bugs: unknown[];
}

export function openHost(transports: TransportPair, directory = join(temporaryFolder('case'), 'case')): OpenedHost {
  createCaseFolder(directory, statedCase);
  return reopenHost(transports, directory);
}

/** Opens a case that is there. */
export function reopenHost(transports: TransportPair, directory: string): OpenedHost {
  const caseFolder = openCaseFolder(directory, { chromium: '130', backend: 'leveldb' });
  const answers: OpenedHost['answers'] = { paths: [], savePath: null, dropped: {}, revealed: [] };
  const bugs: unknown[] = [];
  const services: HostServices = {
    choosePaths: async () => answers.paths,
    chooseSavePath: async () => answers.savePath,
    resolveDropped: async (token) => answers.dropped[token] ?? [],
    printToPdf: async (_, pdfPath) => writeFileSync(pdfPath, '%PDF-1.7 test'),
    reveal: async (path) => void answers.revealed.push(path),
    describeRuntime: async () => ({ electron: null, chromium: null }),
  };
  const host = createHost({ caseFolder, services, onBug: (error) => bugs.push(error), workers: 1 });
  host.connect(transports.host);
  return { host, client: connect(transports.page), caseFolder, answers, bugs };
}

/** Reads an item to its end as a window does, granting a batch for each that it took. */
export async function ingestThrough(client: Client, evidenceId: EvidenceId): Promise<{ batches: IngestBatch[]; last: IngestProgress }> {
  const batches: IngestBatch[] = [];
  const stopBatches = client.on('ingest.batch', (batch) => {
    batches.push(batch);
    void client.call('ingest.grant', { evidenceId, batches: 1 });
  });
  const last = await new Promise<IngestProgress>((resolve, reject) => {
    client.on('ingest.progress', (progress) => {
      // The last word of an earlier run may come late.
      if (progress.evidenceId === evidenceId && ['done', 'failed', 'cancelled'].includes(progress.phase)) resolve(progress);
    });
    client
      .call('ingest.start', { evidenceId, resume: null })
      .then(() => client.call('ingest.grant', { evidenceId, batches: 2 }))
      .catch(reject);
  });
  stopBatches();
  return { batches, last };
}
