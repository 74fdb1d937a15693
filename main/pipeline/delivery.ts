import type { ResumeToken } from '#contract/index.ts';
import type { ContainerAccount, Diagnostic, EvidenceId } from '#model/index.ts';
import type { DeliveryGate } from './delivery-gate.ts';
import { openDirectoryBooks } from './directory-books.ts';
import { filesIn, firstUnitOf, type IngestPlan } from './plan.ts';
import { isBefore, normalised, runStart, unitsStart, type Position } from './position.ts';
import { writeResumeToken, type ResumePoint } from './resume-token.ts';
import type { UnitReaders, UnitStep } from './unit-readers.ts';
import type { BatchCounts } from './worker-messages.ts';

export interface DeliveryOptions {
  readonly plan: IngestPlan;
  readonly resumed: ResumePoint | null;
  readonly gate: DeliveryGate;
  readonly onBatch: (batch: PackedBatch) => void | Promise<void>;
}

/** A numbered piece of a run, its content as the workers packed it; see `IngestBatch`. */
export interface PackedBatch {
  readonly evidenceId: EvidenceId;
  readonly sequence: number;
  /** Null where no worker had a part in it. */
  readonly packed: Uint8Array | null;
  /** What the coordinator itself has to say. */
  readonly diagnostics: readonly Diagnostic[];
  readonly accounts: readonly ContainerAccount[];
  readonly resume: ResumeToken;
}

/** The last stretch of a run: numbers batches, adds books, and hands them over in evidence order. */
export interface Delivery {
  /** Where the units must be read from. */
  readonly readFrom: Position;
  /** Items of the file there that an earlier run gave up. */
  readonly lostItems: ResumePoint['lostItems'];
  readonly counts: Readonly<DeliveryCounts>;
  /** Delivers everything that is not yet delivered. */
  deliver(readers: () => UnitReaders): Promise<'done' | 'cancelled'>;
}

export interface DeliveryCounts {
  files: number;
  messages: number;
  diagnostics: number;
  findings: number;
}

const troublesOfBatch = 200;

/** Prepares the delivery of a plan, from its beginning or from where an earlier run ended. */
export function prepareDelivery(options: DeliveryOptions): Delivery {
  const { plan, resumed, gate } = options;
  const from = resumed?.position ?? runStart;
  const books = openDirectoryBooks(plan, resumed);
  const filesBefore = fileCounter(plan);
  const counts: DeliveryCounts = { files: filesBefore(from), messages: 0, diagnostics: 0, findings: 0, ...resumed?.counts };
  let sequence = resumed?.sequence ?? 0;

  const emit = async (content: Content, after: Position, token: Pick<ResumePoint, 'lostItems' | 'isDone'>): Promise<boolean> => {
    if ((await gate.pass()) === 'cancelled') return false;
    counts.messages += content.counts.messages;
    counts.diagnostics += content.counts.diagnostics + content.diagnostics.length;
    counts.findings += content.counts.findings;
    const { messages, diagnostics, findings } = counts;
    const point: ResumePoint = {
      plan: plan.fingerprint,
      position: after,
      sequence: sequence + 1,
      counts: { messages, diagnostics, findings },
      lostFiles: books.lostFilesAt(after),
      ...token,
    };
    await options.onBatch({
      evidenceId: plan.item.evidenceId,
      sequence,
      packed: content.packed,
      diagnostics: content.diagnostics,
      accounts: [...books.changed(), ...content.accounts],
      resume: writeResumeToken(point),
    });
    sequence += 1;
    return true;
  };

  const deliverTroubles = async (): Promise<boolean> => {
    if (from.unit >= 0) return true;
    for (let at = from.outputs; at < plan.troubles.length; at += troublesOfBatch) {
      const piece = plan.troubles.slice(at, at + troublesOfBatch);
      const isLast = at + piece.length === plan.troubles.length;
      const after = isLast ? unitsStart : { ...runStart, outputs: at + piece.length };
      const content = { ...nothing, diagnostics: piece.map(({ diagnostic }) => diagnostic) };
      if (!(await emit(content, after, { lostItems: [], isDone: false }))) return false;
    }
    return true;
  };

  const deliverStep = async (step: UnitStep, readers: UnitReaders): Promise<boolean> => {
    const outcomes = step.kind === 'batch' ? step.batch.files : step.rest;
    for (const { file, outcome } of outcomes) {
      books.enter(step.unit, file, outcome);
      counts.files = Math.max(counts.files, filesBefore({ unit: step.unit, file: file + 1, outputs: 0 }));
    }
    if (step.kind === 'unit-end') return true;
    const { counts: own, packed, accounts } = step.batch;
    const after = normalised({ unit: step.unit, ...step.batch.after }, plan.units[step.unit] ?? []);
    if (!isBefore(from, after)) {
      // Delivered by an earlier run, and read again as the file is read in parts.
      books.changed();
      return true;
    }
    const lostItems = after.unit === step.unit ? readers.lostItemsIn(after.unit, after.file) : [];
    return emit({ counts: own, packed, accounts, diagnostics: [] }, after, { lostItems, isDone: false });
  };

  // A file that is read in parts is begun anew: the sums of its books and what its parts hand on are in no token.
  const fileStart = firstUnitOf(plan, from.unit);
  const readFrom = from.unit < 0 ? unitsStart : fileStart === from.unit ? from : { unit: fileStart, file: 0, outputs: 0 };
  return {
    readFrom,
    lostItems: resumed?.lostItems ?? [],
    counts,
    async deliver(readersOf) {
      if (!(await deliverTroubles())) return 'cancelled';
      const readers = readersOf();
      for (let step = await readers.next(); step !== null; step = await readers.next()) {
        if (!(await deliverStep(step, readers))) return 'cancelled';
      }
      if (gate.isCancelled) return 'cancelled';
      const isOut = await emit(nothing, { unit: plan.units.length, file: 0, outputs: 0 }, { lostItems: [], isDone: true });
      return isOut ? 'done' : 'cancelled';
    },
  };
}

interface Content extends Pick<PackedBatch, 'packed' | 'diagnostics' | 'accounts'> {
  readonly counts: BatchCounts;
}
const nothing: Content = { counts: { messages: 0, diagnostics: 0, findings: 0 }, packed: null, diagnostics: [], accounts: [] };

/** Counts the files before a place of the plan, in time that does not grow with the place. */
function fileCounter(plan: IngestPlan): (position: Position) => number {
  const before: number[] = [0];
  for (const files of plan.units) before.push((before.at(-1) ?? 0) + filesIn(files).length);
  return ({ unit, file }) => (before[Math.max(unit, 0)] ?? 0) + filesIn((plan.units[unit] ?? []).slice(0, file)).length;
}
