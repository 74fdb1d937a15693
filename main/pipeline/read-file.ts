import { EvidenceReadError, type ByteSource, type OpenSource } from '#evidence/index.ts';
import type { FormatReader, ReadContext, ReaderOutput } from '#formats/reader.ts';
import { readersPromisedBy } from '#formats/choose-reader.ts';
import { formatLocator, type ContainerRef, type Diagnostic, type EvidenceRecord, type FileDraft, type Limits } from '#model/index.ts';
import { activityText, type ActivityWriter } from './activity.ts';
import { countMismatch, type Booking, type Books } from './books.ts';
import type { Chosen, OpenFile, OpenFiles } from './open-files.ts';
import { isClosing, type PlannedFile } from './plan.ts';
import { readingRoom } from './reading-room.ts';
import { identified, itemKey, type ItemIdentity } from './record-identity.ts';
import type { EvidenceGround, LostItem, StoppedFile } from './worker-messages.ts';

export interface FileReading {
  readonly item: ItemIdentity;
  readonly limits: Limits;
  readonly ground: EvidenceGround;
  /** The readers that there are. */
  readonly readers: readonly FormatReader[];
  readonly activity: ActivityWriter;
  readonly files: OpenFiles;
  /** What the parts of the file handed on; only for its closing. */
  readonly handedOn: readonly Uint8Array[];
  readonly lostItems: readonly LostItem[];
  /** Where to give the file up; null: nowhere. */
  readonly stopped: StoppedFile | null;
  /** Outputs of the file pulled so far. */
  readonly pulled: () => number;
  /** Books of the containers within the file; whoever pulls enters the bookings. */
  readonly books: Books;
  /** Told when all outputs pulled so far are whole items: a new item begins. */
  readonly onItem: () => void;
}

/** What comes out of a file, numbered in this order. */
export interface FileOutput {
  readonly record: EvidenceRecord | null;
  readonly diagnostic: Diagnostic | null;
  readonly bookings: readonly Booking[];
}

/** One file being read. */
export interface FileBeingRead {
  readonly outputs: Generator<FileOutput, void, undefined>;
  /** Known once the first output was pulled: whether the file itself became a record. */
  readonly outcome: () => 'record' | 'lost';
  /** What the part of a file hands on to its closing; known at the end. */
  readonly handedOn: () => Uint8Array;
}

/**
 * Reads a file of the evidence: first the record of the file itself, then what a reader finds in it, then a diagnostic
 * for each container whose books do not add up. Of a part of a file, the first gives the record of the file, and the
 * closing looks into the books.
 *
 * A file that cannot be opened is one loss of its directory, which the coordinator books. Where reading stops for good
 * within a file, the loss is booked in a container of kind `file-content`, for what else the file holds is not known.
 * @throws whatever a reader throws that is not EvidenceReadError: it is a bug of the reader, and the coordinator goes
 *   on in a fresh worker without the item.
 */
export function readFile(file: PlannedFile, reading: FileReading): FileBeingRead {
  let outcome: 'record' | 'lost' = 'record';
  let handedOn: Uint8Array = new Uint8Array(0);
  return {
    outcome: () => outcome,
    handedOn: () => handedOn,
    outputs: (function* () {
      if (reading.stopped?.afterOutputs === null) {
        if (reading.stopped.delivered === 0) outcome = 'lost';
        yield* givenUp(file, reading.stopped);
        return;
      }
      let opened: OpenFile;
      try {
        opened = reading.files.open(file);
      } catch (error) {
        if (!(error instanceof EvidenceReadError)) throw error;
        const loss = contentLost(file, { code: 'evidence-unreadable', detail: error.message });
        outcome = 'lost';
        yield isBeginning(file) ? { ...loss, bookings: [] } : loss;
        return;
      }
      yield* outputsOf(file, opened, reading);
      handedOn = opened.parted?.handOn() ?? handedOn;
      if (file.part === null) reading.files.close();
    })(),
  };
}

/** Whether it is a whole file or the first part of one. */
function isBeginning({ part }: PlannedFile): boolean {
  return part === null || part.index === 0;
}

function* outputsOf(file: PlannedFile, opened: OpenFile, reading: FileReading): Generator<FileOutput, void, undefined> {
  const { source, chosen } = opened;
  const { stopped } = reading;
  const mustStop = (): boolean => stopped?.afterOutputs != null && reading.pulled() >= stopped.afterOutputs;
  let { medium } = chosen;
  if (isBeginning(file)) {
    yield { record: identified(fileDraft(file, source, chosen), reading.item), diagnostic: null, bookings: [] };
    if (medium === null) for (const diagnostic of contentDiagnostics(file, source, reading.readers, chosen)) yield only(diagnostic);
  }
  if (!mustStop()) {
    const losses: FileOutput[] = [];
    const room = readingRoom(reading.ground, file.folderPath, reading.readers);
    const context = {
      locator: file.locator,
      folderPath: file.folderPath,
      fileName: file.fileName,
      limits: reading.limits,
      ...room,
      enter: itemGate(reading, losses),
    };
    try {
      for (const output of contentOf(file, opened, context, reading.handedOn)) {
        yield* losses.splice(0);
        yield booked(output, reading.item);
        if (mustStop()) break;
      }
      yield* losses;
    } catch (error) {
      if (!(error instanceof EvidenceReadError)) throw error;
      medium = error;
      // What was being read of it cannot go on; the next part begins anew.
      reading.files.forget();
    } finally {
      room.close();
    }
  }
  reading.onItem();
  if (medium !== null) yield contentLost(file, { code: 'evidence-unreadable', detail: `${medium.message} What lies beyond was not read.` });
  if (stopped !== null) yield contentLost(file, stopped);
  const change = changeOf(file, source);
  if (change !== null) yield only({ code: 'evidence-changed', effect: 'noted', stage: 'read', locator: file.locator, detail: change });
  if (file.part !== null && !isClosing(file)) return;
  for (const account of reading.books.unbalanced()) yield only(countMismatch(account));
}

function contentOf({ part }: PlannedFile, opened: OpenFile, context: ReadContext, handedOn: readonly Uint8Array[]): Iterable<ReaderOutput> {
  const { watched, chosen } = opened;
  if (chosen.reader === null) return [];
  if (part === null) return chosen.reader.read(watched, context);
  if (chosen.reader.parts === undefined) return part.index === 0 ? chosen.reader.read(watched, context) : [];
  opened.parted ??= chosen.reader.parts(watched, context);
  return part.index === part.count ? opened.parted.closing(handedOn, context) : opened.parted.part(part.index, part.count, context);
}

function booked(output: ReaderOutput, item: ItemIdentity): FileOutput {
  const { container } = output;
  switch (output.kind) {
    case 'record':
      return {
        record: identified(output.record, item),
        diagnostic: null,
        bookings: [{ entry: output.record.observed.allocation === 'allocated' ? 'record' : 'recovered', container: output.container }],
      };
    case 'expected':
    case 'counted':
      return { record: null, diagnostic: null, bookings: [{ entry: output.kind, container: output.container, items: output.items }] };
    case 'diagnostic': {
      const isLoss = output.diagnostic.effect === 'item-lost' && container !== null;
      return { record: null, diagnostic: output.diagnostic, bookings: isLoss ? [{ entry: 'lost', container }] : [] };
    }
  }
}

// The gate before each item: marks the worker as alive and keeps out what hung or crashed before.
function itemGate(reading: FileReading, losses: FileOutput[]): ReadContext['enter'] {
  return (item, container) => {
    reading.onItem();
    const text = formatLocator(item);
    reading.activity.enterItem(text);
    if (reading.lostItems.length === 0) return true;
    const key = itemKey(activityText(text));
    const loss = reading.lostItems.find((lost) => lost.itemKey === key);
    if (loss === undefined) return true;
    const diagnostic: Diagnostic = { code: loss.code, effect: 'item-lost', stage: 'read', locator: item, detail: loss.detail };
    if (container !== null) losses.push({ record: null, diagnostic, bookings: [{ entry: 'lost', container }] });
    // Should the parser die now, it was not this item.
    reading.activity.itemLeftOut();
    return false;
  };
}

function fileDraft(file: PlannedFile, source: ByteSource, { reader, because, medium }: Chosen): FileDraft {
  const { sizeBytes } = source;
  return {
    kind: 'file',
    locator: file.locator,
    parent: null,
    observed: {
      range: { offsetBytes: 0, lengthBytes: sizeBytes },
      sizeBytes,
      sha256: file.sha256,
      allocation: 'allocated',
      intact: medium === null,
    },
    claimed: {
      path: file.relativePath,
      modified:
        file.modified === null
          ? null
          : { raw: file.modified, instant: file.modified, offsetMinutes: 0, statedBy: 'file system, time of modification' },
    },
    formatId: reader?.id ?? null,
    because,
  };
}

function* contentDiagnostics(
  file: PlannedFile,
  source: ByteSource,
  readers: readonly FormatReader[],
  { reader, because }: Chosen,
): Generator<Diagnostic, void, undefined> {
  const noted = { effect: 'noted', stage: 'probe', locator: file.locator } as const;
  if (source.sizeBytes === 0) {
    yield { ...noted, code: 'file-empty', detail: 'The file holds no bytes.' };
    return;
  }
  if (reader === null) yield { ...noted, code: 'format-unknown', detail: `No reader recognises the content. ${because}` };
  const promised = readersPromisedBy(file.fileName, readers);
  if (promised.length > 0 && (reader === null || !promised.includes(reader))) {
    const found = reader === null ? 'no reader recognises the content' : `the content is: ${reader.title}`;
    yield {
      ...noted,
      code: 'format-mislabelled',
      detail: `The name promises: ${promised.map(({ title }) => title).join(' or ')}; ${found}.`,
    };
  }
}

function contentLost(file: PlannedFile, loss: Pick<Diagnostic, 'code' | 'detail'>): FileOutput {
  const container: ContainerRef = { locator: file.locator, kind: 'file-content' };
  return {
    record: null,
    diagnostic: { code: loss.code, effect: 'item-lost', stage: 'read', locator: file.locator, detail: loss.detail },
    bookings: [
      { entry: 'expected', container, items: 1 },
      { entry: 'lost', container },
    ],
  };
}

// A file that kills the worker before anything can be said of it is not even opened again. What an earlier attempt
// delivered of it stands: the same number of outputs goes before the loss.
function* givenUp(file: PlannedFile, stopped: StoppedFile): Generator<FileOutput, void, undefined> {
  for (let delivered = 0; delivered < stopped.delivered; delivered++) yield { record: null, diagnostic: null, bookings: [] };
  const loss = contentLost(file, stopped);
  // A file of which nothing was delivered is a loss of its directory alone.
  yield stopped.delivered === 0 && isBeginning(file) ? { ...loss, bookings: [] } : loss;
}

function only(diagnostic: Diagnostic): FileOutput {
  return { record: null, diagnostic, bookings: [] };
}

function changeOf(file: PlannedFile, source: OpenSource): string | null {
  try {
    // Between its parts a file may be opened anew, and other than when it was listed.
    const listed = file.part === null || file.sizeBytes === source.sizeBytes;
    const change = listed ? source.changeSinceOpened() : `It was listed with ${String(file.sizeBytes)} bytes.`;
    return change === null ? null : `The file changed while it was read: ${change}`;
  } catch (error) {
    if (!(error instanceof EvidenceReadError)) throw error;
    return error.message;
  }
}
