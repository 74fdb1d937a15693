import type { CaseMaterial } from '#analysis/index.ts';
import { containerKey, formatLocator, type ContainerAccount, type Diagnostic, type EvidenceId } from '#model/index.ts';
import {
  newAccountDigest,
  newDiagnosticDigest,
  newFactDigest,
  newFindingDigest,
  newObservationDigest,
  findingLine,
  diagnosticLine,
} from '#report/index.ts';
import type { AccountDigest, DiagnosticDigest, FactDigest, FindingDigest, ObservationDigest } from '#report/index.ts';
import type { PackedBatch } from '#pipeline/index.ts';
import type { MaterialFile } from './material-file.ts';
import type { ResultFiles } from './result-files.ts';
import { readWrittenBatch, type FoundFinding } from './written-batch.ts';

/** Counts a run and writes its lines. */
export interface Tally {
  /** Takes a batch in, as the reading processes of the command line pack it: its lines go to the files, its counts into the tally. */
  add(batch: PackedBatch): void;
  /** Takes in, for the report, what is kept for analysis across records. */
  addMaterial(material: CaseMaterial): void;
  /** Takes in a finding that rests on many records. */
  addFinding(found: FoundFinding): void;
  addDiagnostic(evidenceId: EvidenceId, diagnostic: Diagnostic): void;
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

/** Begins a tally. @param material takes what analysis across records needs */
export function newTally(files: ResultFiles, material: MaterialFile): Tally {
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
  const count = ({ finding, message }: FoundFinding): void => {
    findings.add(finding, null, message);
    increment(rules, finding.ruleId);
  };
  return {
    add({ evidenceId, packed, diagnostics: own, accounts: changed }) {
      if (packed !== null) {
        const written = readWrittenBatch(packed);
        for (const [kind, many] of Object.entries(written.counts)) {
          increment(records, kind, many);
          if (kind !== 'file') contents += many;
        }
        recognisedFiles += written.recognisedFiles;
        files.messages.addBytes(written.messages);
        files.records.addBytes(written.records);
        files.findings.addBytes(written.findings);
        files.observations.addBytes(written.observations);
        for (const found of written.found) count(found);
        for (const diagnostic of written.told) addDiagnostic(evidenceId, diagnostic);
        if (written.material.length > 0) material.add(written.material);
      }
      for (const diagnostic of own) addDiagnostic(evidenceId, diagnostic);
      for (const account of changed) accounts.set(`${evidenceId} ${containerKey(account)}`, { evidenceId, account });
    },
    addMaterial(kept) {
      for (const fact of kept.facts) facts.add(fact);
      for (const observation of kept.observations) observations.add(observation);
    },
    addFinding(found) {
      count(found);
      files.findings.add(findingLine(found.finding));
    },
    addDiagnostic,
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

function increment(counts: Map<string, number>, key: string, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}
