import type {
  CallArguments,
  CallName,
  CallResult,
  CaseFile,
  IngestProgress,
  ProfileFinds,
  ProfileSearchProgress,
  TroubleText,
  WireRecord,
} from '#contract/index.ts';
import type { AccessFacets, AccessFilter, AccessLanes, LaneQuestion } from './access-view.ts';
import type { ForwardingDay, ForwardingFilter, ForwardingSummary, PassingRule, StoredObservation } from './forwarding-view.ts';
import type { DomainProposal } from '#analysis/index.ts';
import type { OverTime } from './over-time.ts';
import type { ContainerAccount, Diagnostic, EvidenceId, Finding, RecordId } from '#model/index.ts';

/**
 * The case as the screens see it: questions to the case store worker, which alone owns IndexedDB, the columns in
 * memory and the connection to the host. All of it crosses a worker boundary, so results are plain values.
 */
export interface CaseView {
  /** Calls the host; see `calls` in the contract for what there is. @throws Trouble */
  host<N extends CallName>(name: N, given: CallArguments<N>): Promise<CallResult<N>>;

  /**
   * Begins or continues reading an evidence item from where its last committed batch ended.
   * Progress arrives by `onChange`.
   */
  startIngest(evidenceId: EvidenceId): Promise<void>;
  /** State of each evidence item's ingest, as far as the store knows; `resumable` when a run ended early. */
  ingestStates(): Promise<readonly IngestState[]>;

  /** Completeness: one row per container, in evidence order. */
  accounts(evidenceId: EvidenceId | null): Promise<readonly StoredAccount[]>;
  diagnostics(filter: DiagnosticFilter): Promise<Page<StoredDiagnostic>>;
  /** How many diagnostics there are of each code and effect, of an evidence item or of all (null). */
  diagnosticCounts(evidenceId: EvidenceId | null): Promise<readonly DiagnosticCount[]>;

  /** Folder tree over all evidence with counts of messages. */
  folders(): Promise<readonly FolderNode[]>;
  /**
   * Makes a result set of messages in the wanted order. Result sets are few and replaced; `rows` reads from the last
   * one made with the same `slot`.
   */
  select(slot: string, query: MessageQuery): Promise<SelectionSummary>;
  /** Rows `from` (inclusive) to `to` (exclusive) of a result set; about 40 at a time. */
  rows(slot: string, from: number, to: number): Promise<readonly MessageRow[]>;
  /** Position of a message in a result set, or -1. */
  positionOf(slot: string, recordId: RecordId): Promise<number>;
  /** One message whole, with its bodies and the findings that cite it. Null when the case has none of that id. */
  message(recordId: RecordId): Promise<MessageDetail | null>;

  /** Findings grouped by rule, in rule order. */
  findingGroups(): Promise<readonly FindingGroup[]>;
  /** Findings of a rule, or all, in evidence order, by page. */
  findings(filter: FindingFilter): Promise<Page<StoredFinding>>;
  /** Sets review state and note of a finding; an empty annotation removes it. Strictly durable. */
  annotate(findingId: string, annotation: Annotation): Promise<void>;

  /** How many records there are of each kind other than message. */
  factCounts(): Promise<readonly FactCount[]>;
  /** Records of one kind in evidence order, by page. */
  facts(filter: FactFilter): Promise<Page<OtherRecord>>;
  /** A record other than a message, with its position among those of its kind; null when the case has none of that id. */
  fact(recordId: RecordId, evidenceId?: EvidenceId): Promise<{ readonly record: OtherRecord; readonly position: number } | null>;

  /** Whether the findings across records are of the case as it is now. */
  analysisState(): Promise<AnalysisState>;
  /** Runs the analysis across records; false: it was cancelled, or evidence is being read. */
  analyse(): Promise<boolean>;
  cancelAnalysis(): Promise<void>;
  /** Mail domains that the evidence suggests as the organisation's own, as the latest analysis counted them. */
  proposedDomains(): Promise<readonly ProposedDomain[]>;

  /** Forwarding observations summed up by mechanism, destination and mailbox. */
  forwarding(filter: ForwardingFilter): Promise<ForwardingSummary>;
  /** Forwarding observations by day of the case zone, each day that has any. */
  forwardingDays(filter: ForwardingFilter, zone: string): Promise<readonly ForwardingDay[]>;
  /** Forwarding observations in the order of their times, those without one last, by page. */
  observations(filter: ForwardingFilter, offset: number, limit: number): Promise<Page<StoredObservation>>;
  /** Rules of all mail programs and servers, in evidence order. */
  passingRules(): Promise<readonly PassingRule[]>;

  /** What access events can be filtered by, with how many there are of each. */
  accessFacets(): Promise<AccessFacets>;
  /** Makes the list of what happened, in the order of time; `accessRows` reads from the last one made. */
  selectAccess(filter: AccessFilter): Promise<{ readonly count: number; readonly undated: number; readonly total: number }>;
  accessRows(from: number, to: number): Promise<readonly AccessRow[]>;
  /** Position of a record in the list, or -1. */
  accessPosition(recordId: RecordId): Promise<number>;
  /** The messages of the case that have one of some Message-IDs: the first `mostNamedMessages`, and how many there are. */
  messagesNamed(messageIds: readonly string[]): Promise<{ readonly rows: readonly MessageRow[]; readonly count: number }>;
  /** How many access events name a Message-ID. */
  eventsNaming(messageId: string): Promise<number>;
  /** How dense the times lie, in lanes by source or actor, and for which period each source has data at all. */
  accessLanes(filter: AccessFilter, question: LaneQuestion): Promise<AccessLanes>;

  /** Messages and findings by month or year of the times that their records claim, in a zone. */
  overTime(zone: string): Promise<OverTime>;

  /** Builds the report from the case. */
  report(options: ReportOptions): Promise<{ readonly html: string }>;
  /** Builds and writes an export through the host, streaming. Names the files written. */
  exportAll(kinds: readonly ExportKind[], options: ReportOptions): Promise<readonly CallResult<'export.finish'>[]>;

  /** Hears that something changed: re-ask what you show. Returns a function that stops it. */
  onChange(listener: (change: CaseChange) => void): () => void;
}

export type ExportKind = 'html' | 'pdf' | 'messages-csv' | 'messages-ndjson' | 'findings-csv' | 'findings-ndjson' | 'observations-ndjson';

export type CaseChange =
  | { readonly kind: 'progress'; readonly progress: IngestProgress }
  /** Records, findings, diagnostics or accounts were added; at most a few times a second. */
  | { readonly kind: 'content' }
  /** An analysis across records began, went on or ended; at the end `content` is told too. */
  | { readonly kind: 'analysis'; readonly analysis: AnalysisState }
  | { readonly kind: 'case'; readonly caseFile: CaseFile }
  | { readonly kind: 'profiles'; readonly finds: ProfileFinds }
  | { readonly kind: 'profile-search'; readonly progress: ProfileSearchProgress }
  | { readonly kind: 'menu'; readonly command: string }
  /** Something failed that nobody had asked for. */
  | { readonly kind: 'trouble'; readonly text: TroubleText };

export interface IngestState {
  readonly evidenceId: EvidenceId;
  readonly batches: number;
  readonly messages: number;
  /** `none`: never begun. `partial`: ended early, can be resumed. `running`, `done`. */
  readonly state: 'none' | 'partial' | 'running' | 'done';
}

/** Whether the stored findings across records are of the case as it is now. */
export interface AnalysisState {
  /**
   * `nothing`: no evidence was read. `reading`: evidence is being read; analysis follows. `never`: none has run yet.
   * `outdated`: the case has changed since, as `because` says in sentences.
   */
  readonly state: 'nothing' | 'reading' | 'running' | 'never' | 'outdated' | 'current';
  readonly because: readonly string[];
  /** The analysis whose findings are shown; null: none. */
  readonly made: { readonly ranAt: string; readonly findings: number; readonly program: string } | null;
  /** Batches done and to do, while it runs. */
  readonly progress: { readonly done: number; readonly total: number } | null;
}

/** A mail domain that may be the organisation's own, and why. */
export type ProposedDomain = DomainProposal;

export interface MessageQuery {
  /** Words that must all occur in subject, sender or recipients, without case. Empty: all messages. */
  readonly text: string;
  /** Key of a folder from `folders()`, with the folders below it; null: all. */
  readonly folderKey: string | null;
  readonly evidenceId: EvidenceId | null;
  /** Milliseconds since 1970, inclusive and exclusive; null: open. */
  readonly from: number | null;
  readonly to: number | null;
  readonly onlyWithFindings: 'all' | 'with-findings';
  /** Identifier of a finding: only the messages that it is about; absent or null: all. */
  readonly ofFinding?: string | null;
  readonly sort: 'date' | 'from' | 'subject' | 'size' | 'folder' | 'evidence-order';
  readonly direction: 'ascending' | 'descending';
}

/** Most messages that are told as named by an event. */
export const mostNamedMessages = 100;

export interface SelectionSummary {
  readonly count: number;
  /** Of how many messages in the case. */
  readonly total: number;
}

export interface MessageRow {
  readonly recordId: RecordId;
  readonly evidenceId: EvidenceId;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** Milliseconds since 1970 of the claimed sent time, else the received time; null when neither is understood. */
  readonly date: number | null;
  readonly sizeBytes: number;
  readonly attachments: number;
  readonly folder: string;
  readonly flags: readonly string[];
  readonly allocation: string;
  readonly findings: number;
  readonly isAttached: 'own' | 'attached';
}

/** A thing on the access timeline. */
export type AccessRow = {
  /** Milliseconds since 1970 of its time as stated, and less the clock skew of its exhibit; null: no instant is understood. */
  readonly time: number | null;
  readonly corrected: number | null;
} & (
  | { readonly kind: 'event'; readonly event: Extract<OtherRecord, { kind: 'event' }> }
  | { readonly kind: 'message'; readonly message: MessageRow }
);

export interface MessageDetail {
  readonly record: Extract<WireRecord, { kind: 'message' }>;
  readonly findings: readonly StoredFinding[];
  readonly diagnostics: readonly StoredDiagnostic[];
  /** Attached messages that are records of their own. */
  readonly children: readonly MessageRow[];
}

export interface FolderNode {
  readonly key: string;
  readonly name: string;
  readonly depth: number;
  readonly evidenceId: EvidenceId;
  /** Messages in this folder itself and with all below. */
  readonly messages: number;
  readonly messagesBelow: number;
}

export interface StoredFinding extends Finding {
  /** Stable: derived from rule, record and field. */
  readonly findingId: string;
  readonly annotation: Annotation;
}

export interface Annotation {
  readonly review: 'open' | 'confirmed' | 'benign' | 'unclear';
  readonly note: string;
}

export interface FindingGroup {
  readonly ruleId: string;
  readonly title: string;
  readonly technique: string;
  readonly level: string;
  readonly count: number;
  readonly open: number;
  readonly destinations: readonly { readonly address: string; readonly count: number }[];
  /** Milliseconds since 1970 of the first and last claimed time; null where none is understood. */
  readonly first: number | null;
  readonly last: number | null;
}

export interface FindingFilter {
  readonly ruleId: string | null;
  readonly offset: number;
  readonly limit: number;
}

/** A record that is no message. */
export type OtherRecord = Exclude<WireRecord, { kind: 'message' }>;
export type FactKind = OtherRecord['kind'];

export interface FactCount {
  readonly kind: FactKind;
  readonly count: number;
}

export interface FactFilter {
  readonly kind: FactKind;
  /** Words that must all occur in what the record states or in its locator, without case. Empty: all. */
  readonly text: string;
  readonly offset: number;
  readonly limit: number;
}

/** The account of a container with the exhibit that holds it. */
export interface StoredAccount {
  readonly evidenceId: EvidenceId;
  readonly account: ContainerAccount;
}

export interface DiagnosticCount {
  readonly code: string;
  readonly effect: string;
  readonly count: number;
}

export interface StoredDiagnostic extends Diagnostic {
  readonly evidenceId: EvidenceId;
}

export interface DiagnosticFilter {
  readonly evidenceId: EvidenceId | null;
  readonly code: string | null;
  /** Null: of any. */
  readonly effect: Diagnostic['effect'] | null;
  /** Canonical text of a container's locator: only diagnostics at or below it. */
  readonly below: string | null;
  readonly offset: number;
  readonly limit: number;
}

export interface Page<T> {
  readonly total: number;
  readonly items: readonly T[];
}

export interface ReportOptions {
  readonly status: 'draft' | 'final';
  readonly scope: string;
  readonly limits: string;
  /** Which findings: all, or those not marked benign. */
  readonly findings: 'all' | 'not-benign';
}
