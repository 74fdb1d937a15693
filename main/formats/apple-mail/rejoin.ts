import { EvidenceReadError, type ByteSource } from '#evidence/byte-source.ts';
import { type AttachmentFact, type Diagnostic, type Limits, type Locator, type MessageDraft } from '#model/index.ts';
import { leavesOf } from '../mime/content.ts';
import { decodeText, hashRange } from '../mime/index.ts';
import { PieceHash } from '../mime/piece-hash.ts';
import { parseMessage, type MimePart } from '../mime/structure.ts';
import { decodeTransfer } from '../mime/transfer-encoding.ts';
import { collectTroubles } from '../mime/troubles.ts';
import type { ReadContext, ReadingRoom } from '../reader.ts';

/** A message whose parts lie in files of their own, put together. */
export interface Rejoined {
  /** Whichever message record goes in, it comes out with what the files hold. */
  complete(record: MessageDraft): MessageDraft;
  readonly diagnostics: readonly Diagnostic[];
}

const placeholderField = 'X-Apple-Content-Length';

/** Whether a message says of a part that its content lies elsewhere. */
export function isStoredInParts(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(placeholderField);
}

/**
 * The parts of a message whose content was taken out: Apple Mail leaves the header of the part with `X-Apple-Content-Length`,
 * and writes the content decoded to `../Attachments/NUMBER/PART/NAME` or as it was to `NUMBER.PART.emlxpart`.
 */
export function emptiedParts(bytes: Uint8Array, limits: Limits): readonly MimePart[] {
  const whole = { offsetBytes: 0, lengthBytes: bytes.length };
  const root = parseMessage(bytes, whole, limits, { partsLeft: limits.mimeParts }, 0, collectTroubles());
  return [...leavesOf(root)].filter(({ index, body }) => {
    const content = bytes.subarray(body.offsetBytes, body.offsetBytes + Math.min(body.lengthBytes, 4096));
    return index.first(placeholderField.toLowerCase()) !== null && content.every((byte) => byte <= 0x20);
  });
}

/** Where the content of an emptied part lies. */
export type StoredPart =
  /** Decoded, in a file of its own, whose place in the evidence is `locator`. */
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly source: ByteSource;
      readonly locator: Locator;
      readonly others: readonly string[];
    }
  /** As it was in the message, in its transfer encoding. */
  | { readonly kind: 'emlxpart'; readonly name: string; readonly source: ByteSource };

/**
 * Looks for the content of a part beside the message file.
 * @throws EvidenceReadError when it is there and cannot be read.
 */
export function findStoredPart(
  part: MimePart,
  fileName: string,
  locator: Locator,
  room: Pick<ReadingRoom, 'surroundings'>,
): StoredPart | null {
  const number = /^\d{1,20}/.exec(fileName)?.[0];
  if (number === undefined) return null;
  // A message that is no multipart has one part, which is numbered 1.
  const section = part.section === '' ? '1' : part.section;
  const folder = `../Attachments/${number}/${section}`;
  const files = room.surroundings.list(folder).filter(({ kind, name }) => kind === 'file' && name !== '.DS_Store');
  const chosen = files.find(({ name }) => name.normalize('NFC') === part.fileName.normalize('NFC')) ?? files[0];
  const source = chosen === undefined ? null : room.surroundings.open(`${folder}/${chosen.name}`);
  if (chosen !== undefined && source !== null) {
    const others = files.filter((file) => file !== chosen).map(({ name }) => name);
    return {
      kind: 'file',
      name: chosen.name,
      source,
      locator: besideMessage(locator, ['Attachments', number, section, chosen.name]),
      others,
    };
  }
  const name = `${number}.${section}.emlxpart`;
  const emlxpart = room.surroundings.open(name);
  return emlxpart === null ? null : { kind: 'emlxpart', name, source: emlxpart };
}

/** The locator of a file that lies beside the folder of the message's: in the evidence, or in the same archive. */
function besideMessage(message: Locator, names: readonly string[]): Locator {
  const at = message.findLastIndex(({ kind }) => kind === 'file' || kind === 'member');
  const own = message[at];
  const above = (own?.at ?? '').split('/').slice(0, -2);
  return [...message.slice(0, Math.max(0, at)), { kind: own?.kind ?? 'file', at: [...above, ...names].join('/') }];
}

/** Puts a message together from its files. */
export function rejoin(bytes: Uint8Array, locator: Locator, context: ReadContext): Rejoined | null {
  const parts = emptiedParts(bytes, context.limits);
  if (parts.length === 0) return null;
  const found: string[] = [];
  const missing: string[] = [];
  const facts = new Map<string, Partial<AttachmentFact>>();
  const texts = new Map<MimePart, string>();
  for (const part of parts) {
    const shown = `part ${part.section === '' ? '1' : part.section}${part.fileName === '' ? '' : ` (${JSON.stringify(part.fileName.slice(0, 100))})`}`;
    const lost = (because: string): void => {
      missing.push(`${shown}: ${because}`);
      facts.set(part.section, { sizeBytes: null, sha256: null });
    };
    try {
      const stored = findStoredPart(part, context.fileName, context.locator, context);
      if (stored === null) lost('no file holds it');
      else if (isTooLarge(stored, context.limits)) lost('its file is larger than the limit');
      else {
        facts.set(part.section, factOf(stored, part));
        const others = stored.kind === 'file' && stored.others.length > 0 ? `, beside ${String(stored.others.length)} other files` : '';
        found.push(`${shown} from ${JSON.stringify(stored.name.slice(0, 200))}${others}`);
        if (/^text\/(?:plain|html)$/.test(part.mediaType)) texts.set(part, textIn(stored, part, context.limits));
      }
    } catch (error) {
      if (!(error instanceof EvidenceReadError)) throw error;
      lost(error.message);
    }
  }
  return { complete: (record) => completed(record, facts, texts, missing.length), diagnostics: diagnosticsOf(found, missing, locator) };
}

function diagnosticsOf(found: readonly string[], missing: readonly string[], locator: Locator): Diagnostic[] {
  const listed = (all: readonly string[]): string =>
    `${all.slice(0, 20).join('; ')}${all.length > 20 ? `; and ${String(all.length - 20)} more` : ''}.`;
  const common = { stage: 'read', locator } as const;
  return [
    ...(found.length === 0
      ? []
      : [
          {
            ...common,
            code: 'message-rejoined',
            effect: 'recovered',
            detail: `Parts stored beside the message were joined to it: ${listed(found)}`,
          } as const,
        ]),
    ...(missing.length === 0
      ? []
      : [
          {
            ...common,
            code: 'attachment-unreadable',
            effect: 'field-lost',
            detail: `Parts of the message are not stored in it and were not found: ${listed(missing)}`,
          } as const,
        ]),
  ];
}

function completed(
  record: MessageDraft,
  facts: ReadonlyMap<string, Partial<AttachmentFact>>,
  texts: ReadonlyMap<MimePart, string>,
  missing: number,
): MessageDraft {
  const attachments = record.attachments.map((fact) => {
    const step = fact.locator.at(-1);
    return step?.kind === 'part' ? { ...fact, ...facts.get(step.at) } : fact;
  });
  const joined = (mediaType: string, before: string | null): string | null => {
    const added = [...texts].filter(([part]) => part.mediaType === mediaType && part.disposition !== 'attachment' && part.fileName === '');
    return added.length === 0
      ? before
      : [...(before === null || before.trim() === '' ? [] : [before]), ...added.map(([, text]) => text)].join('\n');
  };
  return {
    ...record,
    observed: { ...record.observed, intact: record.observed.intact && missing === 0 },
    attachments,
    bodies: { text: joined('text/plain', record.bodies.text), html: joined('text/html', record.bodies.html) },
  };
}

function factOf(stored: StoredPart, part: MimePart): Partial<AttachmentFact> {
  const { source } = stored;
  if (stored.kind === 'file') {
    return {
      locator: stored.locator,
      ...(part.fileName === '' ? { name: stored.name } : {}),
      sizeBytes: source.sizeBytes,
      sha256: hashRange(source, 0, source.sizeBytes),
    };
  }
  const hash = new PieceHash();
  let sizeBytes = 0;
  for (const piece of partPieces(stored, part)) {
    hash.update(piece);
    sizeBytes += piece.length;
  }
  return { sizeBytes, sha256: hash.digest() };
}

/** What is in its transfer encoding is taken into memory; a file of its own never is. */
export function isTooLarge({ kind, source }: StoredPart, limits: Pick<Limits, 'attachmentBytes' | 'messageBytes'>): boolean {
  return source.sizeBytes > (kind === 'file' ? limits.attachmentBytes : limits.messageBytes);
}

const pieceBytes = 1024 * 1024;

/** The decoded content of a part, in pieces. */
export function* partPieces({ kind, source }: StoredPart, part: MimePart): Generator<Uint8Array, void, undefined> {
  if (kind === 'emlxpart') yield* decodeTransfer(source.read(0, source.sizeBytes), part.transferEncoding, () => undefined);
  else for (let at = 0; at < source.sizeBytes; at += pieceBytes) yield source.read(at, pieceBytes);
}

function textIn(stored: StoredPart, part: MimePart, { bodyBytes }: Pick<Limits, 'bodyBytes'>): string {
  const pieces: Uint8Array[] = [];
  let left = bodyBytes;
  for (const piece of partPieces(stored, part)) {
    pieces.push(piece.subarray(0, left));
    left -= piece.length;
    if (left <= 0) break;
  }
  return decodeText(Buffer.concat(pieces), part.parameters.get('charset') ?? '').text;
}
