import { openEvidenceFile, type OpenSource } from '#evidence/index.ts';
import { AttachmentUnreadableError, hasNoMail, type FormatReader, type NamedPlace, type ReadingRoom } from '#formats/reader.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { filePathOf, parseLocator, type Locator } from '#model/index.ts';
import { activityDescriptor, activityWriter } from './activity.ts';
import { messagesDescriptor, writeFrame } from './frames.ts';
import { packBatch } from './packed-batch.ts';
import { endWithParent } from './parent-guard.ts';
import { readingRoom } from './reading-room.ts';
import { openUnitReader } from './read-unit.ts';
import type { BatchPlace, FromWorker, OnDemandRequest, PackContent, ReadContent, ToWorker } from './worker-messages.ts';

/**
 * Serves reading tasks in a process of its own, one at a time, as `startReadingWorker` starts it.
 *
 * Whatever a reader throws by mistake is not caught: it ends the process, and the coordinator goes on in a fresh one
 * without the item that was being read.
 *
 * @param pack what is sent of each batch; whoever starts the run must understand it
 */
export function serveReading(readers: readonly FormatReader[], pack: PackContent = packBatch): void {
  if (process.send === undefined) throw new Error('This module runs in a reading process of the ingest.');
  endWithParent();
  const activity = activityWriter(activityDescriptor);
  let creditBytes = 0;
  let onCredit: (() => void) | null = null;
  const spend = async (bytes: number): Promise<void> => {
    while (creditBytes <= 0) {
      activity.working('waits');
      await new Promise<void>((resolve) => {
        onCredit = resolve;
      });
      activity.working('works');
    }
    creditBytes -= bytes;
  };
  // One batch is written out while the next is read.
  let writing = Promise.resolve();
  const send = async (content: ReadContent, place: BatchPlace): Promise<void> => {
    const packed = pack(content);
    await spend(packed.length);
    await writing;
    writing = tell({ kind: 'batch', place, memoryBytes: process.memoryUsage.rss() }, packed);
  };
  const unitReader = openUnitReader({ readers, activity, send });
  process.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'credit':
        creditBytes += message.bytes;
        onCredit?.();
        break;
      case 'read':
        ({ creditBytes } = message.task);
        activity.working('works');
        void unitReader.read(message.task).then(async ({ outcomes, handedOn }) => {
          activity.working('waits');
          await writing;
          await tell({ kind: 'unit-done', rest: outcomes }, handedOn);
        });
        break;
      case 'attachment':
      case 'properties':
      case 'rebuild':
        ({ creditBytes } = message.task);
        activity.working('works');
        void giveOnDemand(message, readers, spend).then(() => {
          activity.working('waits');
        });
        break;
    }
  });
  let isDying = false;
  const dieOf = (error: unknown): void => {
    if (isDying) return;
    isDying = true;
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    void writing.then(() => tell({ kind: 'thrown', what: what.replace(/\s+/g, ' ').slice(0, 300) })).then(endNow);
  };
  process.on('uncaughtException', dieOf);
  process.on('unhandledRejection', dieOf);
  // A terminal sends its interrupt to every process of the program; what becomes of the reading is the coordinator's to say.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
  // Whoever asked is gone.
  process.on('disconnect', endNow);
}

// There is nothing to tidy up, and an orderly exit would wait for the thread that guards this process.
function endNow(): void {
  process.kill(process.pid, 'SIGKILL');
}

const nothing: Uint8Array = new Uint8Array(0);

/** Sends a message; the promise is fulfilled when it is written out. */
function tell(message: FromWorker, body = nothing): Promise<void> {
  // Nobody reads any more.
  return writeFrame(messagesDescriptor, message, body).catch(endNow);
}

const pieceBytes = 1024 * 1024;

function piecesOf(
  request: Exclude<OnDemandRequest, { readonly kind: 'properties' }>,
  reader: FormatReader,
  source: OpenSource,
  locator: Locator,
  room: ReadingRoom,
): Iterable<Uint8Array> {
  if (request.kind === 'attachment') return reader.attachment(source, locator, request.task.limits, room);
  if (reader.rebuild !== undefined) return reader.rebuild(source, locator, request.task.limits, request.mark, room);
  throw new AttachmentUnreadableError(hasNoMail);
}

async function giveOnDemand(
  request: OnDemandRequest,
  readers: readonly FormatReader[],
  spend: (bytes: number) => Promise<void>,
): Promise<void> {
  const { task } = request;
  const locator = parseLocator(task.attachment);
  let source: OpenSource | null = null;
  try {
    source = openEvidenceFile(task.path);
    // An attachment that a mail program keeps in a file of its own is that file.
    if (locator?.length === 1 && request.kind === 'attachment') {
      for (let at = 0; at < source.sizeBytes; at += pieceBytes) {
        const bytes = source.read(at, pieceBytes);
        await spend(bytes.length);
        await tell({ kind: 'piece' }, bytes);
      }
      await tell({ kind: 'attachment-done' });
      return;
    }
    const { reader } = chooseReader(source, readers, placeOf(locator));
    if (reader === null || locator === null)
      throw new AttachmentUnreadableError('No reader recognises the file that the attachment lies in.');
    const room = readingRoom(task.ground, placeOf(locator)?.folderPath ?? [], readers);
    try {
      if (request.kind === 'properties') {
        if (reader.properties === undefined) throw new AttachmentUnreadableError('Items of this format have no properties.');
        await tell({ kind: 'properties', properties: reader.properties(source, locator, task.limits, room) });
        return;
      }
      for (const bytes of piecesOf(request, reader, source, locator, room)) {
        await spend(bytes.length);
        await tell({ kind: 'piece' }, bytes);
      }
    } finally {
      room.close();
    }
    await tell({ kind: 'attachment-done' });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name !== 'AttachmentUnreadableError' && error.name !== 'EvidenceReadError') throw error;
    await tell({ kind: 'attachment-unreadable', because: error.message });
  } finally {
    source?.close();
  }
}

function placeOf(locator: Locator | null): NamedPlace | null {
  const path = locator === null ? null : filePathOf(locator);
  const names = path?.split('/') ?? [];
  const fileName = names.pop();
  return fileName === undefined ? null : { fileName, folderPath: names };
}
