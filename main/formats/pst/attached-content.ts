import type { Outcome } from 'libpff-wasm';
import { openCompoundFile, type CompoundStorage } from '#formats/compound-file/compound-file.ts';
import { isTnefStream } from '#formats/tnef/attributes.ts';
import { openTnef, type TnefItem } from '#formats/tnef/tnef-item.ts';
import type { Limits } from '#model/index.ts';
import { sourceOfBytes } from '../bytes-source.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import { propertyBag } from './property-bag.ts';
import type { StoreAttachment } from './store-item.ts';

/** What may still be taken into memory, or listed, of what lies within the attachments of one message. */
export interface ContentAllowance {
  bytes: number;
  parts: number;
}

export function newAllowance(limits: Pick<Limits, 'messageBytes' | 'mimeParts'>): ContentAllowance {
  return { bytes: limits.messageBytes, parts: limits.mimeParts };
}

/** What lies within an attachment; a text says in words why it cannot be had. */
export type AttachedContent =
  | { readonly kind: 'tnef'; readonly item: TnefItem }
  | { readonly kind: 'object'; readonly storage: CompoundStorage; readonly damage: readonly string[] }
  | { readonly kind: 'closed'; readonly because: string; readonly isLimit: boolean }
  | null;

/**
 * Opens what an attachment holds: a message in TNEF (winmail.dat), or the storage that an OLE object is. TNEF is known by its
 * first bytes; a compound file is an OLE object where the attachment says so, and a document otherwise, which stays whole.
 * @returns null where it is neither, or the error on which libpff died
 */
export function openContent(
  attachment: StoreAttachment,
  limits: Pick<Limits, 'messageBytes'>,
  allowance: ContentAllowance,
): Outcome<AttachedContent> {
  if (attachment.type === 'object') {
    if (attachment.storage === undefined) return { ok: true, value: null };
    return { ok: true, value: { kind: 'object', storage: attachment.storage, damage: [] } };
  }
  if (attachment.type !== 'data') return { ok: true, value: null };
  const beginning = attachment.read(0, beginningBytes);
  if (!beginning.ok) return beginning.error.isFatal ? beginning : { ok: true, value: null };
  const isTnef = isTnefStream(beginning.value);
  const isObject = propertyBag(attachment.properties, defaultCodepage).integer(attachMethod) === oleMethod;
  if (!isTnef && !isObject) return { ok: true, value: null };
  if (!isTnef && !isCompoundFile(beginning.value)) return closed('its data are no compound file', false);
  const bytes = wholeData(attachment, allowance.bytes);
  if (!bytes.ok) return bytes.error.isFatal ? bytes : closed(bytes.error.message, false);
  if (bytes.value === null) return closed(`it is larger than the ${String(allowance.bytes)} bytes that may be taken into memory`, true);
  allowance.bytes -= bytes.value.length;
  const source = sourceOfBytes(bytes.value);
  if (isTnef) {
    const item = openTnef(source, limits);
    return item.ok ? { ok: true, value: { kind: 'tnef', item: item.value } } : closed(item.error.message, false);
  }
  const file = openCompoundFile(source);
  return typeof file === 'string' ? closed(file, false) : { ok: true, value: { kind: 'object', storage: file.root, damage: file.damage } };
}

/** PidTagAttachMethod ([MS-OXCMSG] 2.2.2.9). */
const attachMethod = 0x3705;
const oleMethod = 6;

const beginningBytes = 8;
const pieceBytes = 1024 * 1024;

function closed(because: string, isLimit: boolean): Outcome<AttachedContent> {
  return { ok: true, value: { kind: 'closed', because: because.replace(/\.$/, ''), isLimit } };
}

/** Signature of a compound file ([MS-CFB] 2.2). */
function isCompoundFile(beginning: Uint8Array): boolean {
  return Buffer.from(beginning).toString('hex') === 'd0cf11e0a1b11ae1';
}

/** All data of an attachment; null where they are more than may be taken. */
function wholeData(attachment: StoreAttachment, mostBytes: number): Outcome<Uint8Array | null> {
  const pieces: Uint8Array[] = [];
  for (let sizeBytes = 0; ;) {
    const piece = attachment.read(sizeBytes, pieceBytes);
    if (!piece.ok) return piece;
    const [only] = pieces;
    // One piece need not be copied: within TNEF it is a view of the bytes that lie in memory already.
    if (piece.value.length === 0) return { ok: true, value: pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces) };
    pieces.push(piece.value);
    sizeBytes += piece.value.length;
    if (sizeBytes > mostBytes) return { ok: true, value: null };
  }
}
