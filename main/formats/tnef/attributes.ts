import type { ByteSource } from '#evidence/byte-source.ts';

/** An attribute of a TNEF stream ([MS-OXTNEF] 2.1.2). */
export interface TnefAttribute {
  readonly level: 'message' | 'attachment';
  /** Type in the upper, name in the lower 16 bits, e.g. 0x0006800f for attAttachData. */
  readonly id: number;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  /** Whether its data add up to its checksum. */
  readonly isSound: boolean;
}

export interface TnefAttributes {
  readonly attributes: readonly TnefAttribute[];
  /** Why the stream could not be read to its end, in words; null when it could. */
  readonly trouble: string | null;
}

export const attributeIds = {
  owner: 0x00060000,
  sentFor: 0x00060001,
  from: 0x00008000,
  subject: 0x00018004,
  dateSent: 0x00038005,
  dateReceived: 0x00038006,
  messageStatus: 0x00068007,
  messageClass: 0x00078008,
  messageId: 0x00018009,
  body: 0x0002800c,
  priority: 0x0004800d,
  attachData: 0x0006800f,
  attachTitle: 0x00018010,
  attachMetaFile: 0x00068011,
  dateModified: 0x00038020,
  attachTransportName: 0x00069001,
  attachRendering: 0x00069002,
  messageProperties: 0x00069003,
  recipientTable: 0x00069004,
  attachProperties: 0x00069005,
  oemCodepage: 0x00069007,
} as const;

const names = new Map<number, string>([
  [attributeIds.owner, 'attOwner'],
  [attributeIds.sentFor, 'attSentFor'],
  [attributeIds.from, 'attFrom'],
  [attributeIds.subject, 'attSubject'],
  [attributeIds.dateSent, 'attDateSent'],
  [attributeIds.dateReceived, 'attDateRecd'],
  [attributeIds.messageStatus, 'attMessageStatus'],
  [attributeIds.messageClass, 'attMessageClass'],
  [attributeIds.messageId, 'attMessageID'],
  [attributeIds.body, 'attBody'],
  [attributeIds.priority, 'attPriority'],
  [attributeIds.attachData, 'attAttachData'],
  [attributeIds.attachTitle, 'attAttachTitle'],
  [attributeIds.attachMetaFile, 'attAttachMetaFile'],
  [attributeIds.dateModified, 'attDateModified'],
  [attributeIds.attachTransportName, 'attAttachTransportFilename'],
  [attributeIds.attachRendering, 'attAttachRendData'],
  [attributeIds.messageProperties, 'attMsgProps'],
  [attributeIds.recipientTable, 'attRecipTable'],
  [attributeIds.attachProperties, 'attAttachment'],
  [attributeIds.oemCodepage, 'attOemCodepage'],
]);

/** What [MS-OXTNEF] calls an attribute, or its number. */
export function nameOfAttribute(id: number): string {
  return names.get(id) ?? `attribute 0x${id.toString(16).padStart(8, '0')}`;
}

const signature = 0x223e9f78;
/** Signature and key. */
export const tnefHeaderBytes = 6;
/** Level, identifier, length; then the data and a checksum of two bytes. */
const headBytes = 9;
const checksumBytes = 2;
const pieceBytes = 1024 * 1024;
/** It stops a stream that is all empty attributes. */
const mostAttributes = 100_000;
const levels = new Map([
  [1, 'message'],
  [2, 'attachment'],
] as const);

/** Whether the bytes begin as a TNEF stream does. */
export function isTnef(beginning: Uint8Array): boolean {
  return beginning.length >= 4 && viewOf(beginning).getUint32(0, true) === signature;
}

/** Whether the bytes begin with the signature of TNEF and an attribute: they are no text that happens to begin so. */
export function isTnefStream(beginning: Uint8Array): boolean {
  return isTnef(beginning) && levels.has((beginning[tnefHeaderBytes] ?? 0) as 1 | 2);
}

/** Whether a part is called TNEF, by its type (RFC 6532 has none; `application/ms-tnef` is in use) or its usual name. */
export function isCalledTnef(mediaType: string, fileName: string): boolean {
  return /^application\/(?:vnd\.)?ms-tnef$/.test(mediaType) || fileName.toLowerCase() === 'winmail.dat';
}

/** Reads what attributes there are, and sums up the data of each; what they hold stays where it is. */
export function readAttributes(source: ByteSource): TnefAttributes {
  const attributes: TnefAttribute[] = [];
  const end = (trouble: string | null): TnefAttributes => ({ attributes, trouble });
  for (let at = tnefHeaderBytes; at < source.sizeBytes;) {
    const left = `${String(source.sizeBytes - at)} bytes from byte ${String(at)} on`;
    if (attributes.length === mostAttributes) return end(`it has more than ${String(mostAttributes)} attributes; ${left} were not read`);
    const head = source.read(at, headBytes);
    const level = levels.get((head[0] ?? 0) as 1 | 2);
    if (level === undefined) return end(`no attribute follows: ${left} were not read`);
    if (head.length < headBytes) return end(`it ends within an attribute: ${left} were not read`);
    const view = viewOf(head);
    const id = view.getUint32(1, true);
    const lengthBytes = view.getUint32(5, true);
    const offsetBytes = at + headBytes;
    const beyond = offsetBytes + lengthBytes + checksumBytes;
    if (beyond > source.sizeBytes) {
      const states = `${nameOfAttribute(id)} states ${String(lengthBytes)} bytes, for which the stream is too short`;
      return end(`${states}: ${left} were not read`);
    }
    const stated = viewOf(source.read(offsetBytes + lengthBytes, checksumBytes)).getUint16(0, true);
    attributes.push({ level, id, offsetBytes, lengthBytes, isSound: sumOf(source, offsetBytes, lengthBytes) === stated });
    at = beyond;
  }
  return end(null);
}

/** The sum of all bytes modulo 65,536 ([MS-OXTNEF] 2.1.3.2). */
function sumOf(source: ByteSource, offsetBytes: number, lengthBytes: number): number {
  let sum = 0;
  for (let at = 0; at < lengthBytes; at += pieceBytes) {
    for (const byte of source.read(offsetBytes + at, Math.min(pieceBytes, lengthBytes - at))) sum += byte;
  }
  return sum & 0xffff;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
