import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { openEvidenceFile, type OpenSource } from '#evidence/index.ts';
import { AttachmentUnreadableError, type FormatReader } from '#formats/reader.ts';
import { chooseReader } from '#formats/registry.ts';
import { parseLocator } from '#model/index.ts';
import { activityWriter } from './activity.ts';
import { readUnit } from './read-unit.ts';
import type { AttachmentTask, FromWorker, ToWorker } from './worker-messages.ts';

/**
 * Serves reading tasks in a worker thread, one at a time. `workerData` is the shared memory of `makeActivityMemory`.
 *
 * Whatever a reader throws by mistake is not caught: it ends the thread, and the coordinator goes on in a fresh one
 * without the item that was being read.
 */
export function serveReading(readers: readonly FormatReader[]): void {
  if (parentPort === null || !(workerData instanceof SharedArrayBuffer))
    throw new Error('This module runs in a worker thread of the ingest.');
  const port: MessagePort = parentPort;
  const activity = activityWriter(workerData);
  const tell = (message: FromWorker): void => {
    port.postMessage(message);
  };
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
  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'credit':
        credit += message.batches;
        onCredit?.();
        break;
      case 'read': {
        credit = message.task.credit;
        const send = async (batch: Extract<FromWorker, { kind: 'batch' }>['batch']): Promise<void> => {
          await spend();
          tell({ kind: 'batch', batch });
        };
        activity.working('works');
        void readUnit(message.task, { readers, activity, send }).then((rest) => {
          activity.working('waits');
          tell({ kind: 'unit-done', rest });
        });
        break;
      }
      case 'attachment':
        credit = message.task.credit;
        activity.working('works');
        void giveAttachment(message.task, readers, spend, tell).then(() => {
          activity.working('waits');
        });
        break;
    }
  });
}

async function giveAttachment(
  task: AttachmentTask,
  readers: readonly FormatReader[],
  spend: () => Promise<void>,
  tell: (message: FromWorker) => void,
): Promise<void> {
  const locator = parseLocator(task.attachment);
  let source: OpenSource | null = null;
  try {
    source = openEvidenceFile(task.path);
    const { reader } = chooseReader(source, readers);
    if (reader === null || locator === null)
      throw new AttachmentUnreadableError('No reader recognises the file that the attachment lies in.');
    for (const bytes of reader.attachment(source, locator, task.limits)) {
      await spend();
      tell({ kind: 'piece', bytes });
    }
    tell({ kind: 'attachment-done' });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name !== 'AttachmentUnreadableError' && error.name !== 'EvidenceReadError') throw error;
    tell({ kind: 'attachment-unreadable', because: error.message });
  } finally {
    source?.close();
  }
}
