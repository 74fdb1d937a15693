import { AttachmentUnreadableError } from '#formats/reader.ts';
import { defaultLimits, formatLocator, type EvidenceItem, type ItemProperties, type Limits, type Locator } from '#model/index.ts';
import { evidenceFilePath, groundOf } from './evidence-bytes.ts';
import { startReadingWorker } from './reading-worker.ts';
import { ingestWorkerEntry } from './worker-entry.ts';
import type { AttachmentTask, FromWorker, OnDemandRequest } from './worker-messages.ts';

/** An item of the evidence, or an attachment, and where the evidence lies. */
export interface OnDemandAccess {
  readonly itemPath: string;
  readonly kind: EvidenceItem['kind'];
  readonly locator: Locator;
  /** Where copies of evidence may be put that a library must open by name. */
  readonly scratchDirectory: string;
  readonly limits?: Limits;
  readonly stallSeconds?: number;
  readonly workerEntry?: URL;
}

const piecesAhead = 4;

/**
 * Gives the decoded bytes of an attachment in pieces.
 * @throws AttachmentUnreadableError when the locator leads nowhere, the bytes are damaged, or reading them hangs.
 */
export async function* readAttachment(access: OnDemandAccess): AsyncGenerator<Uint8Array, void, undefined> {
  yield* answers(access, (task) => ({ kind: 'attachment', task }));
}

/**
 * Gives a message as Internet mail, rebuilt from what its store keeps, in pieces.
 * @param mark the value of its first header field, which says so
 * @throws AttachmentUnreadableError when the locator leads nowhere, the message cannot be read, or reading it hangs.
 */
export async function* rebuildMessage(access: OnDemandAccess, mark: string): AsyncGenerator<Uint8Array, void, undefined> {
  yield* answers(access, (task) => ({ kind: 'rebuild', task, mark }));
}

/**
 * Reads all properties of an item.
 * @throws AttachmentUnreadableError when the locator leads nowhere, the item cannot be read, or reading it hangs.
 */
export async function readItemProperties(access: OnDemandAccess): Promise<ItemProperties> {
  const reading = answers(access, (task) => ({ kind: 'properties', task }));
  const { value } = await reading.next();
  if (value === undefined || value instanceof Uint8Array) throw new AttachmentUnreadableError('The reader gave something else.');
  return value;
}

// Reads in a process of its own, so that a hostile item harms neither host nor window.
async function* answers(
  access: OnDemandAccess,
  requestFor: (task: AttachmentTask) => OnDemandRequest,
): AsyncGenerator<Uint8Array, ItemProperties | undefined, undefined> {
  const path = evidenceFilePath(access.itemPath, access.kind, access.locator);
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
  const ground = groundOf(access.kind, access.itemPath, access.scratchDirectory);
  const task = { path, ground, attachment: formatLocator(access.locator), limits: access.limits ?? defaultLimits, credit: piecesAhead };
  worker.tell(requestFor(task));
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
      } else if (message.kind === 'properties') {
        return message.properties;
      } else if (message.kind === 'attachment-done') {
        return undefined;
      } else {
        throw new AttachmentUnreadableError('because' in message ? message.because : 'The reader gave something else.');
      }
    }
  } finally {
    await worker.dispose();
  }
}
