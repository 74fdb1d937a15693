import { containerKey, formatLocator, type ContainerAccount, type Diagnostic, type EvidenceId, type Finding } from '#model/index.ts';
import {
  newAccountDigest,
  newDiagnosticDigest,
  newFactDigest,
  newFindingDigest,
  newObservationDigest,
  messageFactsOf,
  messageLine,
  recordLine,
  findingLine,
  observationLine,
  diagnosticLine,
} from '#report/index.ts';
import type { AccountDigest, DiagnosticDigest, FactDigest, FindingDigest, MessageFacts, ObservationDigest } from '#report/index.ts';
import type { IngestBatch } from '#pipeline/index.ts';
import type { ResultFiles } from './result-files.ts';

/** Counts a run and writes its lines. */
export interface Tally {
  /** Takes a batch in: its lines go to the files, its counts into the tally. */
  add(batch: IngestBatch): void;
  addDiagnostic(evidenceId: EvidenceId, diagnostic: Diagnostic): void;
  /** Takes in a finding that rests on many records. */
  addFinding(finding: Finding): void;
  readonly messages: number;
  readonly findings: FindingDigest;
  readonly facts: FactDigest;
  readonly observations: ObservationDigest;
  readonly diagnostics: DiagnosticDigest;
  accounts(): AccountDigest;
  recordCounts(): Readonly<Record<string, number>>;
  containers(): readonly object[];
  counts(): object;
  /** Whether any reader made anything of the evidence. */
  readonly isAnythingReadable: boolean;
}

/** Begins a tally. */
export function newTally(files: ResultFiles): Tally {
  const accounts = new Map<string, { evidenceId: EvidenceId; account: ContainerAccount }>();
  const findings = newFindingDigest();
  const facts = newFactDigest();
  const observations = newObservationDigest();
  const diagnostics = newDiagnosticDigest();
  const records = new Map<string, number>();
  const rules = new Map<string, number>();
  const codes = new Map<string, number>();
  let recognisedFiles = 0;
  let unreadableFiles = 0;
  let contents = 0;
  const addDiagnostic = (evidenceId: EvidenceId, diagnostic: Diagnostic): void => {
    diagnostics.add(evidenceId, diagnostic);
    increment(codes, diagnostic.code);
    if (diagnostic.effect === 'item-lost' && diagnostic.locator.length === 1 && contentCodes.has(diagnostic.code)) unreadableFiles += 1;
    files.diagnostics.add(diagnosticLine(evidenceId, diagnostic));
  };
  const addFinding = (finding: Finding, message: MessageFacts | null): void => {
    findings.add(finding, null, message);
    increment(rules, finding.ruleId);
    files.findings.add(findingLine(finding));
  };
  return {
    add(batch) {
      const { evidenceId } = batch;
      for (const record of batch.records) {
        increment(records, record.kind);
        if (record.kind !== 'file') contents += 1;
        else if (record.formatId !== null) recognisedFiles += 1;
        if (record.kind === 'message') files.messages.add(messageLine(record));
        else {
          files.records.add(recordLine(record));
          if (record.kind !== 'file') facts.add(record);
        }
      }
      const messages = new Map(batch.records.flatMap((record) => (record.kind === 'message' ? [[record.recordId, record] as const] : [])));
      for (const finding of batch.findings) {
        const message = findings.wants(finding.ruleId) ? messages.get(finding.citations[0].recordId) : undefined;
        addFinding(finding, message === undefined ? null : messageFactsOf(message));
      }
      for (const observation of batch.observations) {
        observations.add(observation);
        files.observations.add(observationLine(observation));
      }
      for (const diagnostic of batch.diagnostics) addDiagnostic(evidenceId, diagnostic);
      for (const account of batch.accounts) accounts.set(`${evidenceId} ${containerKey(account)}`, { evidenceId, account });
    },
    addDiagnostic,
    addFinding(finding) {
      addFinding(finding, null);
    },
    get messages() {
      return records.get('message') ?? 0;
    },
    findings,
    facts,
    observations,
    diagnostics,
    accounts() {
      const digest = newAccountDigest();
      for (const { evidenceId, account } of accounts.values()) digest.add(evidenceId, account);
      return digest;
    },
    recordCounts: () => sorted(records),
    containers: () =>
      [...accounts.values()].map(
        ({ evidenceId, account: { locator, kind, title, expected, records: read, failed, recovered, counted } }) => ({
          evidenceId,
          locator: formatLocator(locator),
          kind,
          ...(title === undefined ? {} : { title }),
          expected,
          records: read,
          failed,
          recovered,
          ...(counted === undefined ? {} : { counted }),
        }),
      ),
    counts: () => ({ records: sorted(records), findings: sorted(rules), diagnostics: sorted(codes) }),
    get isAnythingReadable() {
      return contents > 0 || recognisedFiles > unreadableFiles;
    },
  };
}

/** Codes of a loss that, at a file itself, mean that nothing of it could be read. */
const contentCodes = new Set(['store-unreadable', 'item-stalled', 'parser-crashed']);

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}
