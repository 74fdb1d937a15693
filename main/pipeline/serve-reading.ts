import { setImmediate } from 'node:timers/promises';
import { openEvidenceFile, type OpenSource } from '#evidence/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadingRoom } from '#formats/reader.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { filePathOf, parseLocator, type Locator } from '#model/index.ts';
import { activityDescriptor, activityWriter } from './activity.ts';
import { packMessage } from './packed-message.ts';
import { endWithParent } from './parent-guard.ts';
import { readingRoom } from './reading-room.ts';
import { readUnit } from './read-unit.ts';
import type { FromWorker, OnDemandRequest, ToWorker, UnitBatch } from './worker-messages.ts';

/**
 * Serves reading tasks in a process of its own, one at a time, as `startReadingWorker` starts it.
 *
 * Whatever a reader throws by mistake is not caught: it ends the process, and the coordinator goes on in a fresh one
 * without the item that was being read.
 */
export function serveReading(readers: readonly FormatReader[]): void {
  if (process.send === undefined) throw new Error('This module runs in a reading process of the ingest.');
  endWithParent();
  const activity = activityWriter(activityDescriptor);
  let credit = 0;
  let onCredit: (() => void) | null = null;
  const spend = async (): Promise<void> => {
    while (credit === 0) {
      activity.working('waits');
      await new Promise<void>((resolve) => {
        onCredit = resolve;
      });
      activity.working('works');
    }
    credit -= 1;
  };
  process.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'credit':
        credit += message.batches;
        onCredit?.();
        break;
      case 'read': {
        credit = message.task.credit;
        // One batch is written out while the next is read; a parser alone would leave the event loop no time for it.
        let writing: Promise<void> | null = null;
        const send = async (batch: UnitBatch): Promise<void> => {
          await spend();
          await writing;
          writing = tell({ kind: 'batch', batch, memoryBytes: process.memoryUsage.rss() }).then(() => {
            writing = null;
          });
        };
        const breathe = (): Promise<void> | null => (writing === null ? null : setImmediate());
        activity.working('works');
        void readUnit(message.task, { readers, activity, send, breathe }).then((rest) => {
          activity.working('waits');
          return tell({ kind: 'unit-done', rest });
        });
        break;
      }
      case 'attachment':
      case 'properties':
      case 'rebuild':
        credit = message.task.credit;
        activity.working('works');
        void giveOnDemand(message, readers, spend).then(() => {
          activity.working('waits');
        });
        break;
    }
  });
  const dieOf = (error: unknown): void => {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    void tell({ kind: 'thrown', what: what.replace(/\s+/g, ' ').slice(0, 300) }).then(endNow);
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

/** Sends a message; the promise is fulfilled when it is written out. */
function tell(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(packMessage(message), undefined, undefined, () => {
      resolve();
    });
  });
}

function piecesOf(
  request: Exclude<OnDemandRequest, { readonly kind: 'properties' }>,
  reader: FormatReader,
  source: OpenSource,
  locator: Locator,
  room: ReadingRoom,
): Iterable<Uint8Array> {
  if (request.kind === 'attachment') return reader.attachment(source, locator, request.task.limits, room);
  if (reader.rebuild !== undefined) return reader.rebuild(source, locator, request.task.limits, request.mark);
  throw new AttachmentUnreadableError('Messages of this format are bytes of their own and need not be rebuilt.');
}

async function giveOnDemand(request: OnDemandRequest, readers: readonly FormatReader[], spend: () => Promise<void>): Promise<void> {
  const { task } = request;
  const locator = parseLocator(task.attachment);
  let source: OpenSource | null = null;
  try {
    source = openEvidenceFile(task.path);
    const { reader } = chooseReader(source, readers);
    if (reader === null || locator === null)
      throw new AttachmentUnreadableError('No reader recognises the file that the attachment lies in.');
    if (request.kind === 'properties') {
      if (reader.properties === undefined) throw new AttachmentUnreadableError('Items of this format have no properties.');
      await tell({ kind: 'properties', properties: reader.properties(source, locator, task.limits) });
      return;
    }
    const room = readingRoom(task.ground, foldersOf(locator), readers);
    try {
      for (const bytes of piecesOf(request, reader, source, locator, room)) {
        await spend();
        await tell({ kind: 'piece', bytes });
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

function foldersOf(locator: Locator): readonly string[] {
  return (filePathOf(locator) ?? '').split('/').slice(0, -1);
}
