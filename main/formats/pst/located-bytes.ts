import type { Outcome } from 'libpff-wasm';
import type { Limits, Locator } from '#model/index.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import { AttachmentUnreadableError } from '../reader.ts';
import { newAllowance, openContent } from './attached-content.ts';
import { attachmentPieces, partPieces } from './attachments.ts';
import { objectPart, type ObjectPart } from './ole-object.ts';
import type { StoreAttachment } from './store-item.ts';

/**
 * The bytes that a locator names in an attachment: all of it, or, where steps follow the attachment, a part of the OLE object
 * that it is.
 * @throws AttachmentUnreadableError when there are none, or they cannot be read.
 */
export function* locatedBytes(
  opened: Outcome<StoreAttachment>,
  locator: Locator,
  limits: Pick<Limits, 'messageBytes' | 'mimeParts'>,
): Generator<Uint8Array, void, undefined> {
  if (!opened.ok) throw new AttachmentUnreadableError(opened.error.message);
  const attachment = opened.value;
  const below = locator.slice(locator.findLastIndex(({ kind }) => kind === 'attachment') + 1);
  if (below.length === 0 && attachment.type === 'object') {
    throw new AttachmentUnreadableError(
      'The attachment is an OLE object that is kept as a storage: it has no bytes as one run, its streams have.',
    );
  }
  const error = yield* below.length === 0 ? attachmentPieces(attachment) : partPieces(partAt(attachment, below, limits));
  if (error !== null) throw new AttachmentUnreadableError(error.message);
}

function partAt(attachment: StoreAttachment, steps: Locator, limits: Pick<Limits, 'messageBytes' | 'mimeParts'>): ObjectPart {
  const content = openContent(attachment, limits, newAllowance(limits));
  if (!content.ok) throw new AttachmentUnreadableError(content.error.message);
  if (content.value?.kind === 'closed') throw new AttachmentUnreadableError(content.value.because);
  // The code page is that of names, which the steps do not have.
  const part = content.value?.kind === 'object' ? objectPart(content.value.storage, defaultCodepage, steps) : null;
  if (part === null) throw new AttachmentUnreadableError('The attachment has no such stream.');
  return part;
}
