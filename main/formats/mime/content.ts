import type { AttachmentFact, Limits, Locator, MessageBodies } from '#model/index.ts';
import { partStep } from '#model/index.ts';
import { decodeText } from './charset.ts';
import { unquoteFromLines, type FromQuoting } from './from-quoting.ts';
import { headerFirst } from './header-first.ts';
import { isCalledTnef } from '../tnef/attributes.ts';
import type { TnefPart } from '../tnef/within-message.ts';
import { PieceHash } from './piece-hash.ts';
import type { MimePart } from './structure.ts';
import { decodeTransfer, decodeTransferWhole } from './transfer-encoding.ts';
import type { Troubles } from './troubles.ts';

/** What the parts of a message hold. */
export interface Content {
  readonly bodies: MessageBodies;
  readonly attachments: readonly AttachmentFact[];
  /** Attached messages, in order; each also is one of the attachments. */
  readonly messages: readonly AttachedMessage[];
  /** Attachments that are called TNEF, decoded; each also is one of the attachments. */
  readonly tnefParts: readonly TnefPart[];
}

/** A message within a message. */
export interface AttachedMessage {
  readonly locator: Locator;
  readonly bytes: Uint8Array;
  /** Where the bytes begin within the outer message; null when a transfer encoding hides them. */
  readonly offsetBytes: number | null;
}

/**
 * Reads the parts of a message: text and HTML that are shown as its body, attachments with the hashes of their decoded
 * bytes, attached messages.
 *
 * Body text is every text part without file name that is not marked as attachment; several of a kind follow each other.
 */
export function readContent(
  bytes: Uint8Array,
  root: MimePart,
  locator: Locator,
  quoting: FromQuoting,
  limits: Pick<Limits, 'bodyBytes' | 'attachmentBytes'>,
  troubles: Troubles,
): Content {
  const texts: string[] = [];
  const htmls: string[] = [];
  const attachments: AttachmentFact[] = [];
  const messages: AttachedMessage[] = [];
  const tnefParts: TnefPart[] = [];
  for (const part of leavesOf(root)) {
    if (isBodyText(part, part === root)) {
      const text = readText(bytes, part, quoting, limits, troubles);
      if (text !== '' || part === root) (part.mediaType === 'text/html' ? htmls : texts).push(text);
      continue;
    }
    const partLocator = [...locator, partStep(part.section)];
    const message = readAttachedMessage(bytes, part, partLocator, troubles);
    if (message !== null) messages.push(message);
    else if (isCalledTnef(part.mediaType, part.fileName)) tnefParts.push({ locator: partLocator, bytes: decodedPart(bytes, part) });
    attachments.push(readAttachment(bytes, part, partLocator, message !== null, limits, troubles));
  }
  return { bodies: { text: joined(texts, limits, troubles), html: joined(htmls, limits, troubles) }, attachments, messages, tnefParts };
}

/** The parts that hold content, in order. */
export function* leavesOf(part: MimePart): Generator<MimePart, void, undefined> {
  if (part.children.length === 0 && !part.mediaType.startsWith('multipart/')) yield part;
  for (const child of part.children) yield* leavesOf(child);
}

/** The bytes of a part's body as they stand in the message. */
export function bodyOf(bytes: Uint8Array, part: MimePart): Uint8Array {
  return bytes.subarray(part.body.offsetBytes, part.body.offsetBytes + part.body.lengthBytes);
}

function isBodyText(part: MimePart, isRoot: boolean): boolean {
  if (part.disposition === 'attachment' || part.fileName !== '') return false;
  return part.mediaType === 'text/plain' || part.mediaType === 'text/html' || (isRoot && part.mediaType.startsWith('text/'));
}

function readText(bytes: Uint8Array, part: MimePart, quoting: FromQuoting, limits: Pick<Limits, 'bodyBytes'>, troubles: Troubles): string {
  const onMalformed = (detail: string): void => {
    troubles.add('transfer-encoding-malformed', 'recovered', detail);
  };
  const decoded = decodeTransferWhole(unquoteFromLines(bodyOf(bytes, part), quoting), part.transferEncoding, limits.bodyBytes, onMalformed);
  const kept = decoded.length > limits.bodyBytes ? decoded.subarray(0, limits.bodyBytes) : decoded;
  if (kept.length < decoded.length) reportTruncated(limits, troubles);
  const { text, problem } = decodeText(kept, part.parameters.get('charset') ?? (part.mediaType === 'text/html' ? metaCharset(kept) : ''));
  if (problem !== null) troubles.add(problem.code, 'recovered', problem.detail);
  return text;
}

// HTML that was made for files names its character set itself (HTML 4.2.5.4, within the first 1024 bytes).
function metaCharset(html: Uint8Array): string {
  const start = Buffer.from(html.buffer, html.byteOffset, Math.min(html.length, 1024)).toString('latin1');
  return /<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w:.-]+)/i.exec(start)?.[1] ?? '';
}

function joined(texts: readonly string[], limits: Pick<Limits, 'bodyBytes'>, troubles: Troubles): string | null {
  if (texts.length <= 1) return texts[0] ?? null;
  const pieces: string[] = [];
  let length = 0;
  for (const text of texts) {
    const piece = pieces.length > 0 && pieces.at(-1)?.endsWith('\n') === false ? `\n${text}` : text;
    if (length + piece.length > limits.bodyBytes) {
      pieces.push(piece.slice(0, limits.bodyBytes - length));
      reportTruncated(limits, troubles);
      break;
    }
    pieces.push(piece);
    length += piece.length;
  }
  return pieces.join('');
}

function reportTruncated(limits: Pick<Limits, 'bodyBytes'>, troubles: Troubles): void {
  troubles.add('body-truncated', 'limit-reached', `A body is longer than ${String(limits.bodyBytes)} bytes; the case holds its beginning.`);
}

function readAttachedMessage(bytes: Uint8Array, part: MimePart, locator: Locator, troubles: Troubles): AttachedMessage | null {
  const body = bodyOf(bytes, part);
  if (part.mediaType === 'message/rfc822' || part.mediaType === 'message/global') {
    const encoded = decodeTransferWhole(body, part.transferEncoding, Infinity, (detail) => {
      troubles.add('transfer-encoding-malformed', 'recovered', detail);
    });
    if (encoded === body) return { locator, bytes: body, offsetBytes: part.body.offsetBytes };
    // RFC 2046 5.2.1 allows no encoding here. Some writers declare one and do not apply it.
    return headerFirst(body).verdict === 'yes'
      ? { locator, bytes: body, offsetBytes: part.body.offsetBytes }
      : { locator, bytes: encoded, offsetBytes: null };
  }
  // Clients that do not know the type send a saved message as a file.
  if (!/\.eml$/i.test(part.fileName) || !/^(?:application\/|text\/)/.test(part.mediaType)) return null;
  const decoded = decodeTransferWhole(body, part.transferEncoding, Infinity, () => undefined);
  if (headerFirst(decoded).verdict !== 'yes') return null;
  return { locator, bytes: decoded, offsetBytes: decoded === body ? part.body.offsetBytes : null };
}

function readAttachment(
  bytes: Uint8Array,
  part: MimePart,
  locator: Locator,
  isMessage: boolean,
  limits: Pick<Limits, 'attachmentBytes'>,
  troubles: Troubles,
): AttachmentFact {
  const hash = new PieceHash();
  let sizeBytes = 0;
  for (const piece of attachmentPieces(bytes, part, (detail) => {
    troubles.add('transfer-encoding-malformed', 'recovered', detail);
  })) {
    sizeBytes += piece.length;
    if (sizeBytes > limits.attachmentBytes) break;
    hash.update(piece);
  }
  const isWhole = sizeBytes <= limits.attachmentBytes;
  if (!isWhole) {
    troubles.add(
      'limit-reached',
      'limit-reached',
      `An attachment is larger than ${String(limits.attachmentBytes)} bytes and was not hashed.`,
    );
  }
  return {
    locator,
    name: part.fileName,
    mediaType: part.mediaType,
    sizeBytes: isWhole ? sizeBytes : null,
    sha256: isWhole ? hash.digest() : null,
    isMessage,
    isInline: part.disposition === 'inline' || (part.disposition !== 'attachment' && part.index.first('content-id') !== null),
  };
}

/** The decoded bytes of a part, in pieces: exactly those that its hash is taken over. */
export function* attachmentPieces(
  bytes: Uint8Array,
  part: MimePart,
  onMalformed: (detail: string) => void,
): Generator<Uint8Array, void, undefined> {
  const isMessage = part.mediaType === 'message/rfc822' || part.mediaType === 'message/global';
  const body = bodyOf(bytes, part);
  const isReallyPlain = isMessage && headerFirst(body).verdict === 'yes';
  yield* decodeTransfer(body, isReallyPlain ? '' : part.transferEncoding, onMalformed);
}

/** The decoded bytes of a part as one piece: no more than the message has. */
export function decodedPart(bytes: Uint8Array, part: MimePart): Uint8Array {
  return Buffer.concat([...attachmentPieces(bytes, part, () => undefined)]);
}
