import { AttachmentUnreadableError } from '#formats/reader.ts';
import { defaultLimits, formatLocator, type EvidenceItem, type Limits, type Locator } from '#model/index.ts';
import { evidenceFilePath } from './evidence-bytes.ts';
import { startReadingWorker } from './reading-worker.ts';
import { ingestWorkerEntry } from './worker-entry.ts';
import type { FromWorker } from './worker-messages.ts';

export interface AttachmentAccess {
  readonly itemPath: string;
  readonly kind: EvidenceItem['kind'];
  readonly attachment: Locator;
  readonly limits?: Limits;
  readonly stallSeconds?: number;
  readonly workerEntry?: URL;
}

const bytesAhead = 4 * 1024 * 1024;

/**
 * Gives the decoded bytes of an attachment in pieces. They are read in a process of their own, so that a hostile
 * attachment harms neither host nor window.
 * @throws AttachmentUnreadableError when the locator leads nowhere, the bytes are damaged, or reading them hangs.
 */
export async function* readAttachment(access: AttachmentAccess): AsyncGenerator<Uint8Array, void, undefined> {
  const path = evidenceFilePath(access.itemPath, access.kind, access.attachment);
  const arrived: Arrival[] = [];
  let onArrival: () => void = () => undefined;
  const arrive = (arrival: Arrival): void => {
    arrived.push(arrival);
    onArrival();
  };
  const worker = startReadingWorker({
    entry: access.workerEntry ?? ingestWorkerEntry,
    stallSeconds: access.stallSeconds ?? 30,
    onMessage: (message, body) => {
      arrive({ message, body });
    },
    onDeath: ({ detail }) => {
      arrive({ message: { kind: 'dead', because: detail }, body: new Uint8Array(0) });
    },
  });
  const attachment = formatLocator(access.attachment);
  worker.tell({ kind: 'attachment', task: { path, attachment, limits: access.limits ?? defaultLimits, creditBytes: bytesAhead } });
  try {
    for (;;) {
      const arrival = arrived.shift();
      if (arrival === undefined) {
        await new Promise<void>((resolve) => {
          onArrival = resolve;
        });
        continue;
      }
      const { message, body } = arrival;
      if (message.kind === 'attachment-done') return;
      if (message.kind !== 'piece')
        throw new AttachmentUnreadableError('because' in message ? message.because : 'The reader gave something else.');
      yield body;
      worker.tell({ kind: 'credit', bytes: body.length });
    }
  } finally {
    await worker.dispose();
  }
}

interface Arrival {
  readonly message: FromWorker | { readonly kind: 'dead'; readonly because: string };
  readonly body: Uint8Array;
}
