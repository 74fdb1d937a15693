import type { CallResult, Client } from '#contract/index.ts';
import {
  composeReport,
  csvBeginning,
  findingCsvHead,
  findingCsvRow,
  findingLine,
  htmlPieces,
  messageCsvHead,
  messageCsvRow,
  messageLine,
  observationLine,
  type ReportInput,
} from '#report/index.ts';
import type { CaseStore } from './case-store.ts';
import type { ExportKind, StoredFinding } from './case-view.ts';
import type { FindingQueries } from './finding-queries.ts';
import { allMessages, allObservations } from './record-stream.ts';

/** About as many code units are gathered before they are sent to be written. */
const pieceLength = 512 * 1024;

export interface ExportSources {
  readonly store: CaseStore;
  readonly findings: FindingQueries;
  readonly client: Pick<Client, 'call'>;
  /** Gathers the report; asked for only when a report is exported. */
  report(): Promise<ReportInput>;
}

/** Writes the exports through the host, one after the other, and names the files. @throws Trouble */
export async function exportAll(sources: ExportSources, kinds: readonly ExportKind[]): Promise<readonly CallResult<'export.finish'>[]> {
  const { store, findings, client } = sources;
  const written: CallResult<'export.finish'>[] = [];
  // The PDF is printed from the HTML, which is therefore written first.
  if (kinds.includes('html') || kinds.includes('pdf')) {
    const html = await writeFile(client, 'report.html', htmlPieces(composeReport(await sources.report())));
    written.push(html);
    // The host may have given it another name than the wanted one, to keep an earlier export.
    if (kinds.includes('pdf')) written.push(await client.call('export.pdf', { name: html.name }));
  }
  if (kinds.includes('messages-csv')) written.push(await writeFile(client, 'messages.csv', messagesAsCsv(store)));
  if (kinds.includes('messages-ndjson')) written.push(await writeFile(client, 'messages.ndjson', mapped(allMessages(store), messageLine)));
  if (kinds.includes('findings-csv')) written.push(await writeFile(client, 'findings.csv', findingsAsCsv(findings)));
  if (kinds.includes('findings-ndjson')) {
    written.push(
      await writeFile(
        client,
        'findings.ndjson',
        mapped(findings.all(), (finding) => findingLine(plain(finding), finding.annotation)),
      ),
    );
  }
  if (kinds.includes('observations-ndjson')) {
    written.push(await writeFile(client, 'observations.ndjson', mapped(allObservations(store), observationLine)));
  }
  return written;
}

async function* messagesAsCsv(store: CaseStore): AsyncIterable<string> {
  yield csvBeginning + messageCsvHead();
  yield* mapped(allMessages(store), messageCsvRow);
}

async function* findingsAsCsv(findings: FindingQueries): AsyncIterable<string> {
  yield csvBeginning + findingCsvHead();
  yield* mapped(findings.all(), (finding) => findingCsvRow(plain(finding), finding.annotation));
}

async function* mapped<T>(things: AsyncIterable<T>, lineOf: (thing: T) => string): AsyncIterable<string> {
  for await (const thing of things) yield lineOf(thing);
}

// The writers take the finding as the detector made it.
function plain({ findingId: _id, annotation: _annotation, ...finding }: StoredFinding): Omit<StoredFinding, 'findingId' | 'annotation'> {
  return finding;
}

async function writeFile(
  client: Pick<Client, 'call'>,
  name: string,
  texts: Iterable<string> | AsyncIterable<string>,
): Promise<CallResult<'export.finish'>> {
  const { exportId } = await client.call('export.begin', { name });
  const encoder = new TextEncoder();
  let gathered: string[] = [];
  let length = 0;
  const send = async (): Promise<void> => {
    await client.call('export.write', { exportId, piece: encoder.encode(gathered.join('')) });
    gathered = [];
    length = 0;
  };
  for await (const text of texts) {
    gathered.push(text);
    length += text.length;
    if (length >= pieceLength) await send();
  }
  if (length > 0) await send();
  return client.call('export.finish', { exportId });
}
