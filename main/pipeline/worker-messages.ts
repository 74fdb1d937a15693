import type { ContainerAccount, Diagnostic, DiagnosticCode, EvidenceRecord, ItemProperties, Limits } from '#model/index.ts';
import type { PlannedFile } from './plan.ts';
import type { ItemIdentity } from './record-identity.ts';

/**
 * What the coordinator and a reading worker say to each other. All of it is plain values; what the worker says comes
 * packed (`packMessage`).
 */
export type ToWorker =
  | { readonly kind: 'read'; readonly task: UnitTask }
  /** The coordinator took that many batches; the worker may send as many more. */
  | { readonly kind: 'credit'; readonly batches: number }
  | OnDemandRequest;

/** Something of one item, read when the examiner asks for it. */
export type OnDemandRequest =
  | { readonly kind: 'attachment'; readonly task: AttachmentTask }
  /** All properties of the item that the task names. */
  | { readonly kind: 'properties'; readonly task: AttachmentTask }
  /** The message that the task names, rebuilt as Internet mail; `mark` goes into its first header field. */
  | { readonly kind: 'rebuild'; readonly task: AttachmentTask; readonly mark: string };

export type FromWorker =
  | { readonly kind: 'batch'; readonly batch: UnitBatch; readonly memoryBytes: number }
  /** The unit is read to its end; what its last batch left over. */
  | { readonly kind: 'unit-done'; readonly rest: readonly FileOutcome[] }
  | { readonly kind: 'piece'; readonly bytes: Uint8Array }
  | { readonly kind: 'attachment-done' }
  | { readonly kind: 'properties'; readonly properties: ItemProperties }
  | { readonly kind: 'attachment-unreadable'; readonly because: string }
  /** The last word of a worker that dies of an error that should not happen. */
  | { readonly kind: 'thrown'; readonly what: string };

/** Where evidence lies, and where copies of it may be put. */
export interface EvidenceGround {
  /** The folder that was acquired; null when the item is one file. */
  readonly itemPath: string | null;
  /** The scratch folder of the case. */
  readonly scratchDirectory: string;
}

/** A unit to read, from a place within it. */
export interface UnitTask {
  readonly item: ItemIdentity;
  readonly limits: Limits;
  readonly ground: EvidenceGround;
  readonly files: readonly PlannedFile[];
  /** The file to begin with and how many of its outputs are delivered already. */
  readonly start: { readonly file: number; readonly outputs: number };
  /** Items to leave out: earlier attempts at them came to no end or killed the worker. */
  readonly lostItems: readonly LostItem[];
  /** Files to give up at a certain place. */
  readonly stoppedFiles: readonly StoppedFile[];
  /** Batches that may be sent before any is taken. */
  readonly credit: number;
}

export type LossCode = Extract<DiagnosticCode, 'item-stalled' | 'parser-crashed'>;

export interface LostItem {
  /** Index of the file within the unit. */
  readonly file: number;
  /** `itemKey` of its canonical locator. */
  readonly itemKey: string;
  readonly code: LossCode;
  readonly detail: string;
}

export interface StoppedFile {
  /** Index of the file within the unit. */
  readonly file: number;
  /** How many of the file's outputs are still to be read; reading further hangs or crashes. Null: do not even open it. */
  readonly afterOutputs: number | null;
  /** How many of its outputs are delivered already. */
  readonly delivered: number;
  readonly code: LossCode;
  readonly detail: string;
}

/** What became of a file of the plan: a record, or a loss booked in its directory. */
export interface FileOutcome {
  /** Index of the file within the unit. */
  readonly file: number;
  readonly outcome: 'record' | 'lost';
}

/** A piece of a unit. Its borders depend on the evidence alone. */
export interface UnitBatch {
  readonly records: readonly EvidenceRecord[];
  readonly diagnostics: readonly Diagnostic[];
  /** Books of the containers within the files, in full, where this batch changed them. */
  readonly accounts: readonly ContainerAccount[];
  readonly files: readonly FileOutcome[];
  /** Where the unit goes on after this batch. */
  readonly after: { readonly file: number; readonly outputs: number };
}

/** An attachment to give in pieces, or another item by its locator. */
export interface AttachmentTask {
  readonly path: string;
  readonly ground: EvidenceGround;
  /** Its canonical locator. */
  readonly attachment: string;
  readonly limits: Limits;
  readonly credit: number;
}
