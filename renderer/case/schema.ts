import type { Table } from 'dexie';
import type { DomainProposal } from '#analysis/index.ts';
import type { ResumeToken } from '#contract/index.ts';
import type { ContainerAccount, EvidenceId, ParameterValues } from '#model/index.ts';
import type { Annotation } from './case-view.ts';

/**
 * The database of a case. Messages are packed, up to 100 a row, and never changed; there is no index on message data:
 * what is filtered and sorted by lies in `columns` and is held in memory. Every table but `manifest` is only added to,
 * except that an account replaces the earlier one of its container, and that each analysis across the records replaces
 * all that the one before it left in `caseFindings` and `analyses`.
 *
 * `id` of `columns`, `findings`, `diagnostics`, `others`, `observations`, `traces` and `eventTexts` is the number of the
 * committed batch, counted through the case; `id` of `rows`, `records` and `texts` is the number of the block. Both from 0
 * without gaps in `columns`, `rows`, `records` and `texts`.
 */
export interface CaseDatabase {
  readonly manifest: Table<ManifestRow, EvidenceId>;
  readonly columns: Table<ColumnChunk, number>;
  readonly rows: Table<RowBlock, number>;
  readonly records: Table<PackedRow, number>;
  readonly texts: Table<TextBlock, number>;
  readonly findings: Table<PackedFindings, number>;
  readonly diagnostics: Table<PackedRow, number>;
  readonly others: Table<PackedRow, number>;
  readonly accounts: Table<AccountRow, string>;
  readonly folders: Table<FolderRow, number>;
  /** What analysis across records needs of each batch, packed as JSON. */
  readonly observations: Table<PackedRow, number>;
  readonly traces: Table<PackedRow, number>;
  /** The searchable text of a batch's access events, one line each. */
  readonly eventTexts: Table<TextBlock, number>;
  /** Findings across records, those of the latest analysis only. */
  readonly caseFindings: Table<CaseFindingBlock, number>;
  /** The latest analysis across records; at most one row. */
  readonly analyses: Table<AnalysisRow, 'latest'>;
  /** Runs `write` in one transaction over all tables: all of it is committed, or nothing. */
  commit(write: () => Promise<void>): Promise<void>;
  close(): void;
}

/** How far the store has an evidence item. Written in the transaction of each batch. */
export interface ManifestRow {
  readonly evidenceId: EvidenceId;
  /** In the order in which the items were first read; from 0. */
  readonly ordinal: number;
  /** Sequence of the last committed batch; -1: none. */
  readonly sequence: number;
  readonly resume: ResumeToken | null;
  readonly messages: number;
  readonly others: number;
  readonly findings: number;
  readonly diagnostics: number;
  readonly state: 'partial' | 'done';
}

/** The hot columns of one batch: all that is read when a case is opened. */
export interface ColumnChunk {
  readonly id: number;
  readonly evidenceId: EvidenceId;
  readonly messages: MessageColumns;
  readonly findings: FindingColumns;
  readonly diagnostics: DiagnosticColumns;
  /** How many records there are of each other kind. */
  readonly others: Readonly<Record<string, number>>;
  /** Absent in batches that were stored before the store kept observations and traces; so are `observations`. */
  readonly events?: EventColumns;
  readonly observations?: ObservationColumns;
}

/** One value for each access event of a batch, in the order of its records; texts by their place in the lists. */
export interface EventColumns {
  /** Milliseconds since 1970; NaN where no instant is understood. */
  readonly date: Float64Array;
  readonly strengths: readonly string[];
  readonly strength: Uint8Array;
  readonly actions: readonly string[];
  readonly action: Uint8Array;
  readonly sources: readonly string[];
  readonly source: Uint32Array;
  /** Who did it, else the account that it was done with. */
  readonly actors: readonly string[];
  readonly actor: Uint32Array;
}

/** One value for each forwarding observation of a batch; texts by their place in the lists. */
export interface ObservationColumns {
  readonly date: Float64Array;
  readonly mechanisms: readonly string[];
  readonly mechanism: Uint8Array;
  /** What it is on the timeline: see `observationLanes`. */
  readonly lane: Uint8Array;
  readonly mailboxes: readonly string[];
  readonly mailbox: Uint32Array;
  /** Distinct destinations of the batch, and for each observation the places of its own, up to `destinationEnds`. */
  readonly destinations: readonly string[];
  readonly destination: Uint32Array;
  readonly destinationEnds: Uint32Array;
  /** Slot of the message that it was observed in, plus one; 0: a record that is no message. */
  readonly message: Uint32Array;
}

/** One value for each message; slots count the messages of the case from 0 in the order of their commit. */
export interface MessageColumns {
  readonly firstSlot: number;
  /** Milliseconds since 1970; NaN where no time is understood. */
  readonly date: Float64Array;
  readonly sizeBytes: Float64Array;
  /** Number of a folder in `folders`. */
  readonly folder: Uint32Array;
  /** 1 for a message that is attached to another. */
  readonly attached: Uint8Array;
  /** Record identifiers, four numbers each. */
  readonly ids: Uint32Array;
  /** The first of the four numbers of the parent's identifier; 0 where there is no parent. */
  readonly parent: Uint32Array;
  /** Slots at which the blocks of this batch begin; the first is block `firstBlock`. */
  readonly blockStarts: Uint32Array;
  readonly firstBlock: number;
}

export interface FindingColumns {
  readonly ruleIds: readonly string[];
  readonly techniques: readonly string[];
  readonly levels: readonly string[];
  /** For each finding the place of its rule in the three lists above. */
  readonly rule: Uint16Array;
  readonly date: Float64Array;
  /** Distinct destinations of the batch, and for each finding the places of its own, up to `destinationEnds`. */
  readonly destinations: readonly string[];
  readonly destination: Uint32Array;
  readonly destinationEnds: Uint32Array;
  /** Slots of the messages that each finding cites, up to `citedEnds`. */
  readonly cited: Uint32Array;
  readonly citedEnds: Uint32Array;
}

/** Some of the findings of an analysis across records. */
export interface CaseFindingBlock extends PackedFindings {
  readonly columns: FindingColumns;
}

/** An analysis across records that ran to its end: what it was made from, and when. */
export interface AnalysisRow {
  readonly id: 'latest';
  /** UTC, by the clock of the examiner's machine. */
  readonly ranAt: string;
  readonly findings: number;
  readonly basis: AnalysisBasis;
  /** Domains that the case suggests as the organisation's own. */
  readonly proposedDomains: readonly DomainProposal[];
}

/** What the findings of an analysis depend on. */
export interface AnalysisBasis {
  /** How far each evidence item was read, in evidence order. */
  readonly evidence: readonly { readonly evidenceId: EvidenceId; readonly sequence: number; readonly state: ManifestRow['state'] }[];
  readonly parameters: ParameterValues;
  readonly ownDomains: readonly string[];
  /** Name and version of the program. */
  readonly program: string;
  /** The rules that ran, as `identifier version`. */
  readonly rules: readonly string[];
}

export interface DiagnosticColumns {
  readonly codes: readonly string[];
  readonly effects: readonly string[];
  /** For each diagnostic the place of its code and effect in the lists above. */
  readonly code: Uint16Array;
  /** Hashes of the locator and of everything that encloses it, up to `placeEnds` (see `enclosingPlaces`). */
  readonly places: Uint32Array;
  readonly placeEnds: Uint32Array;
}

/** What the message list shows of up to 100 messages; texts by their place in `strings`. */
export interface RowBlock {
  readonly id: number;
  readonly firstSlot: number;
  readonly evidenceId: EvidenceId;
  readonly strings: readonly string[];
  readonly from: Uint16Array;
  readonly to: Uint16Array;
  readonly subject: Uint16Array;
  readonly flags: Uint16Array;
  readonly allocation: Uint16Array;
  readonly attachments: Uint16Array;
}

/** Whole records, or diagnostics, packed and deflated (see `pack.ts`). */
export interface PackedRow {
  readonly id: number;
  readonly packed: Uint8Array;
}

export interface PackedFindings extends PackedRow {
  readonly findingIds: readonly string[];
}

/** The searchable text of a block's messages, one line each (see `searchLine`). */
export interface TextBlock {
  readonly id: number;
  readonly text: string;
  /** Absent in blocks of an earlier version, whose lines lack the labels of messages. */
  readonly hasLabels?: true;
}

export interface AccountRow {
  /** Exhibit number and container key. */
  readonly key: string;
  readonly evidenceId: EvidenceId;
  /** Place among the accounts of the item, by first appearance. */
  readonly order: number;
  readonly account: ContainerAccount;
}

export interface FolderRow {
  readonly id: number;
  readonly evidenceId: EvidenceId;
  readonly path: readonly string[];
}

/** What the examiner says of a finding. */
export interface AnnotationRow extends Annotation {
  readonly findingId: string;
}

/** The examiner's own words; apart from the rest, since they cannot be made again from the evidence. */
export interface ReviewDatabase {
  readonly annotations: Table<AnnotationRow, string>;
  close(): void;
}
