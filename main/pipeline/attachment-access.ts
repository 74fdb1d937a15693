import { AttachmentUnreadableError } from '#formats/reader.ts';
import { defaultLimits, formatLocator, type EvidenceItem, type Limits, type Locator } from '#model/index.ts';
import { evidenceFilePath, groundOf } from './evidence-bytes.ts';
import { startReadingWorker } from './reading-worker.ts';
import { ingestWorkerEntry } from './worker-entry.ts';
import type { FromWorker } from './worker-messages.ts';

export interface AttachmentAccess {
  readonly itemPath: string;
  readonly kind: EvidenceItem['kind'];
  readonly attachment: Locator;
  readonly scratchDirectory: string;
  readonly limits?: Limits;
  readonly stallSeconds?: number;
  readonly workerEntry?: URL;
}

const piecesAhead = 4;

/**
 * Gives the decoded bytes of an attachment in pieces. They are read in a process of their own, so that a hostile
 * attachment harms neither host nor window.
 * @throws AttachmentUnreadableError when the locator leads nowhere, the bytes are damaged, or reading them hangs.
 */
export async function* readAttachment(access: AttachmentAccess): AsyncGenerator<Uint8Array, void, undefined> {
  const path = evidenceFilePath(access.itemPath, access.kind, access.attachment);
  const arrived: (FromWorker | { kind: 'dead'; because: string })[] = [];
  let onArrival: () => void = () => undefined;
  const arrive = (message: (typeof arrived)[number]): void => {
    arrived.push(message);
    onArrival();
  };
  const worker = startReadingWorker({
    entry: access.workerEntry ?? ingestWorkerEntry,
    stallSeconds: access.stallSeconds ?? 30,
    onMessage: arrive,
    onDeath: ({ detail }) => {
      arrive({ kind: 'dead', because: detail });
    },
  });
  const attachment = formatLocator(access.attachment);
  const ground = groundOf(access.kind, access.itemPath, access.scratchDirectory);
  worker.tell({ kind: 'attachment', task: { path, ground, attachment, limits: access.limits ?? defaultLimits, credit: piecesAhead } });
  try {
    for (;;) {
      const message = arrived.shift();
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          onArrival = resolve;
        });
      } else if (message.kind === 'piece') {
        yield message.bytes;
        worker.tell({ kind: 'credit', batches: 1 });
      } else if (message.kind === 'attachment-done') {
        return;
      } else {
        throw new AttachmentUnreadableError('because' in message ? message.because : 'The reader gave something else.');
      }
    }
  } finally {
    await worker.dispose();
  }
}
