import type {
  ContainerAccount,
  Diagnostic,
  DiagnosticCode,
  EvidenceRecord,
  Finding,
  ForwardingObservation,
  ItemProperties,
  Limits,
  MessageTrace,
} from '#model/index.ts';
import type { PlannedFile } from './plan.ts';
import type { ItemIdentity } from './record-identity.ts';

/**
 * What the coordinator and a reading worker say to each other. All of it is plain values. What the coordinator says goes
 * over the channel that Node gives a child process; what the worker says, which is much, comes in frames on a pipe.
 */
export type ToWorker =
  | { readonly kind: 'read'; readonly task: UnitTask }
  /** The coordinator took that many bytes; the worker may send as many more. */
  | { readonly kind: 'credit'; readonly bytes: number }
  | OnDemandRequest;

/** Something of one item, read when the examiner asks for it. */
export type OnDemandRequest =
  | { readonly kind: 'attachment'; readonly task: AttachmentTask }
  /** All properties of the item that the task names. */
  | { readonly kind: 'properties'; readonly task: AttachmentTask }
  /** The message that the task names, rebuilt as Internet mail; `mark` goes into its first header field. */
  | { readonly kind: 'rebuild'; readonly task: AttachmentTask; readonly mark: string };

export type FromWorker =
  /** The body of the frame is what `PackContent` made of the piece. */
  | { readonly kind: 'batch'; readonly place: BatchPlace; readonly memoryBytes: number }
  /** The unit is read to its end. The body of the frame is what a part of a file hands on; else it is empty. */
  | { readonly kind: 'unit-done'; readonly rest: readonly FileOutcome[] }
  /** The body of the frame is a piece of the attachment. */
  | { readonly kind: 'piece' }
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
  /** An earlier attempt died between two items: where it gets to is told output by output (`ActivityWriter.beginFile`). */
  readonly isCareful: boolean;
  /** For the closing of a file that is read in parts: what its parts found; else null. */
  readonly closing: ClosingTask | null;
  /** Bytes that may be sent before any are taken; the last message may go beyond. */
  readonly creditBytes: number;
}

/** What the closing of a file needs to know of its parts. */
export interface ClosingTask {
  /** Books of the containers within the file, summed over its parts, in the order of their first entry. */
  readonly accounts: readonly ContainerAccount[];
  /** What each part hands on (`PartedReading.handOn`), in the order of the parts. */
  readonly handedOn: readonly Uint8Array[];
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

/** What a piece of a unit holds, where it is read. Its borders depend on the evidence alone. */
export interface ReadContent {
  readonly records: readonly EvidenceRecord[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the detectors of single records found. */
  readonly findings: readonly Finding[];
  /** What analysis across records needs of the records. */
  readonly observations: readonly ForwardingObservation[];
  readonly traces: readonly MessageTrace[];
}

/**
 * Packs what a piece of a unit holds for whoever takes the batches. It runs in the worker, so that the coordinator, of which
 * there is one, passes on bytes that it never looks into. Pure: same content, same bytes.
 */
export type PackContent = (content: ReadContent) => Uint8Array;

/** What the coordinator must know of a piece of a unit as soon as it comes. */
export interface BatchPlace {
  readonly counts: BatchCounts;
  /** Books of the containers within the files, in full, where this batch changed them. */
  readonly accounts: readonly ContainerAccount[];
  readonly files: readonly FileOutcome[];
  /** Where the unit goes on after this batch. */
  readonly after: { readonly file: number; readonly outputs: number };
}

export interface BatchCounts {
  readonly messages: number;
  readonly diagnostics: number;
  readonly findings: number;
}

/** A piece of a unit, as the worker packed it. */
export type UnitBatch = BatchPlace & { readonly packed: Uint8Array };

/** An attachment to give in pieces, or another item by its locator. */
export interface AttachmentTask {
  readonly path: string;
  readonly ground: EvidenceGround;
  /** Its canonical locator. */
  readonly attachment: string;
  readonly limits: Limits;
  readonly creditBytes: number;
}
