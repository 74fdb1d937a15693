/**
 * Format `bsm-audit`: audit trails of macOS, FreeBSD and Solaris (`/var/audit`; Basic Security Module).
 *
 * Enters: records of tokens. Leaves: an event for each record.
 * Invariant: a damaged record costs itself; the next one is found by the trailer before it.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import { accessEvent, bytesStep, type AccessEventClaims, type ContainerRef } from '#model/index.ts';
import { lostRecord, noted, tellEvent } from '../placed-event.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';
import { meaningOf } from './audit-events.ts';
import { readTokens, type AuditSubject, type AuditTokens } from './audit-tokens.ts';

/** Reads audit trails (audit.log(5) of OpenBSM). */
export const bsmAuditReader: FormatReader = {
  id: 'bsm-audit',
  version: '1',
  title: 'Audit trail of macOS, FreeBSD or Solaris (BSM)',
  isNeverMail: true,
  extensions: [],
  probe(source) {
    const first = source.read(0, 1)[0] ?? 0;
    const isTrail = first === fileToken ? isFileBefore(source) : headerBytes.has(first) && recordAt(source, 0) !== null;
    return isTrail
      ? { verdict: 'yes', because: 'It begins with a record of an audit trail (BSM).' }
      : { verdict: 'no', because: 'It does not begin with a record of an audit trail (BSM).' };
  },
  read,
  attachment() {
    throw new AttachmentUnreadableError('Records of audit trails have no attachments.');
  },
};

const fileToken = 0x11;
/** Bytes of a header by its token, without an address. */
const headerBytes: ReadonlyMap<number, number> = new Map([
  [0x14, 18],
  [0x15, 22],
  [0x74, 26],
  [0x79, 30],
]);
const trailerBytes = 7;
const trailerMark = Buffer.from([0x13, 0xb1, 0x05]);
const longestRecord = 1024 * 1024;

interface AuditRecord {
  readonly sizeBytes: number;
  readonly event: number;
  readonly seconds: bigint;
  /** Milliseconds, as the form of records says. */
  readonly fraction: bigint;
  readonly tokensAt: number;
  readonly bytes: Buffer;
}

/** The record that begins at a place; null where header and trailer do not agree that one does. */
function recordAt(source: ByteSource, at: number): AuditRecord | null {
  const head = Buffer.from(source.read(at, 64));
  const fixed = headerBytes.get(head[0] ?? 0);
  if (fixed === undefined || head.length < fixed) return null;
  const sizeBytes = head.readUInt32BE(1);
  const version = head[5] ?? 0;
  if (sizeBytes < fixed + trailerBytes || sizeBytes > longestRecord || version < 1 || version > 32) return null;
  // The trailer first: a hostile file has heads of large records close together, and each trailer agrees with one alone.
  const trailer = Buffer.from(source.read(at + sizeBytes - trailerBytes, trailerBytes));
  if (trailer.length < trailerBytes || !trailer.subarray(0, 3).equals(trailerMark) || trailer.readUInt32BE(3) !== sizeBytes) return null;
  const hasAddress = head[0] === 0x15 || head[0] === 0x79;
  const timeAt = 10 + (hasAddress ? 4 + (head.readUInt32BE(10) === 16 ? 16 : 4) : 0);
  const isLong = head[0] === 0x74 || head[0] === 0x79;
  if (timeAt + (isLong ? 16 : 8) > sizeBytes - trailerBytes) return null;
  const bytes = Buffer.from(source.read(at, sizeBytes));
  return {
    sizeBytes,
    event: head.readUInt16BE(6),
    seconds: isLong ? bytes.readBigUInt64BE(timeAt) : BigInt(bytes.readUInt32BE(timeAt)),
    fraction: isLong ? bytes.readBigUInt64BE(timeAt + 8) : BigInt(bytes.readUInt32BE(timeAt + 4)),
    tokensAt: timeAt + (isLong ? 16 : 8),
    bytes: bytes.subarray(0, sizeBytes - trailerBytes),
  };
}

/** A token that names the file of the trail stands at its beginning and end; null where there is none. */
function fileTokenAt(source: ByteSource, at: number): { readonly name: string; readonly sizeBytes: number } | null {
  const head = Buffer.from(source.read(at, 11));
  if (head.length < 11 || head[0] !== fileToken) return null;
  const length = head.readUInt16BE(9);
  if (length < 2 || length > 1024) return null;
  const name = Buffer.from(source.read(at + 11, length));
  if (name.length < length || name.indexOf(0) !== length - 1) return null;
  return { name: name.toString('utf8', 0, length - 1), sizeBytes: 11 + length };
}

function isFileBefore(source: ByteSource): boolean {
  const file = fileTokenAt(source, 0);
  return file !== null && (file.sizeBytes === source.sizeBytes || recordAt(source, file.sizeBytes) !== null);
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'log', locator: context.locator };
  let files = 0;
  for (let at = 0; at < source.sizeBytes;) {
    const record = recordAt(source, at);
    if (record !== null) {
      const tokens = readTokens(record.bytes, record.tokensAt);
      yield* tellEvent(source, context, container, {
        range: { offsetBytes: at, lengthBytes: record.sizeBytes },
        claimed: () => eventOf(record, tokens),
        trouble: tokens.trouble?.detail ?? null,
        troubleIs: tokens.trouble?.is ?? 'index-damaged',
      });
      at += record.sizeBytes;
      continue;
    }
    const file = fileTokenAt(source, at);
    if (file !== null) {
      files += 1;
      at += file.sizeBytes;
      continue;
    }
    const next = nextRecord(source, at);
    const place = [...context.locator, bytesStep(at, next - at)];
    yield* lostRecord(container, place, `No record of the trail begins where one should; ${String(next - at)} bytes were passed over.`);
    at = next;
  }
  if (files > 0) yield noted(container, 'log-entries-left-out', `${String(files)} tokens that name the file of the trail are no records.`);
}

const pieceBytes = 1024 * 1024;

/** The place behind the next trailer at which a record or a file token begins, or the end. */
function nextRecord(source: ByteSource, from: number): number {
  // The next one is near, mostly: to read much for each damaged record would be slow where there are many.
  let size = 256;
  for (let base = from; base < source.sizeBytes; base += size, size = Math.min(size * 4, pieceBytes)) {
    const piece = Buffer.from(source.read(base, size + trailerBytes));
    for (let found = piece.indexOf(trailerMark); found !== -1 && found < size; found = piece.indexOf(trailerMark, found + 1)) {
      const next = base + found + trailerBytes;
      if (next >= source.sizeBytes) return source.sizeBytes;
      if (recordAt(source, next) !== null || fileTokenAt(source, next) !== null) return next;
    }
  }
  return source.sizeBytes;
}

/** The number of nobody: no user was set. */
const unset = 0xffffffff;

function userText(user: number): string {
  return user === unset ? '' : `user number ${String(user)}`;
}

// opendirectoryd: `Verify password for record type Users 'anna' node '/Local/Default'`
function accountIn(texts: readonly string[]): string {
  return texts.map((text) => / record type Users '([^']{1,256})'/.exec(text)?.[1]).find((name) => name !== undefined) ?? '';
}

function eventOf(record: AuditRecord, tokens: AuditTokens): AccessEventClaims {
  const meaning = meaningOf(record.event);
  const milliseconds = Number(record.seconds) * 1000 + Number(record.fraction);
  const isTime = record.fraction < 1000n && record.seconds > 0n && milliseconds <= Date.UTC(9999, 11, 31);
  const instant = isTime ? new Date(milliseconds).toISOString() : null;
  const raw = `${String(record.seconds)}.${String(record.fraction).padStart(3, '0')}`;
  const who: AuditSubject | null = tokens.subject;
  const isFailure = tokens.result !== null && tokens.result.status !== 0;
  const [program = ''] = tokens.execArguments;
  const [path = ''] = tokens.paths;
  const [peer] = tokens.addresses;
  return accessEvent({
    time: { raw, instant, offsetMinutes: 0, statedBy: 'header of the record in the audit trail' },
    precision: 'millisecond',
    clock: 'clock of the machine',
    // Without a result it is not known whether it succeeded.
    strength: tokens.result === null ? 'PRESENT' : isFailure ? 'ATTEMPTED' : meaning.strength,
    action: meaning.action,
    operation: meaning.name,
    actor: who === null ? '' : userText(who.auditUser),
    account: accountIn(tokens.texts) || (who === null ? '' : userText(who.effectiveUser)),
    address: who?.address ?? '',
    process:
      who === null && tokens.execArguments.length === 0
        ? null
        : {
            name: meaning.action === 'process-start' ? path || program : '',
            commandLine: tokens.execArguments.join(' ').slice(0, 8000),
            ...(who === null ? {} : { id: String(who.processId) }),
          },
    ...(peer === undefined ? {} : { peer: { host: '', address: peer.address, port: peer.port } }),
    ...(who === null || who.session === 0 ? {} : { session: String(who.session) }),
    object: path === '' ? { kind: 'other', name: tokens.texts[0] ?? '' } : { kind: 'file', name: path },
    outcome: tokens.result === null ? '' : isFailure ? `failed, error ${String(tokens.result.status)}` : 'success',
    source: 'audit trail (BSM)',
    doesNotShow: `It shows only what the machine was told to audit; users are numbers, whose names the trail does not hold.${
      tokens.result === null ? ' The record does not state whether it succeeded.' : ''
    }`,
    facts: [
      { name: 'event', value: record.event },
      ...(tokens.texts.length === 0 ? [] : [{ name: 'texts', value: tokens.texts.slice(0, 20) }]),
      ...(tokens.paths.length < 2 ? [] : [{ name: 'paths', value: tokens.paths.slice(0, 20) }]),
      ...(tokens.callArguments.length === 0 ? [] : [{ name: 'arguments of the call', value: tokens.callArguments.slice(0, 20) }]),
      ...(who === null || who.realUser === who.effectiveUser ? [] : [{ name: 'real user', value: userText(who.realUser) }]),
      ...(tokens.process === null ? [] : [{ name: 'about process', value: tokens.process.processId }]),
      ...(tokens.result === null ? [] : [{ name: 'return value', value: String(tokens.result.value) }]),
      ...(tokens.signer === '' ? [] : [{ name: 'signed as', value: tokens.signer }]),
      ...(tokens.met.length === 0
        ? []
        : [
            {
              name: 'tokens',
              value: tokens.met
                .slice(0, 40)
                .map((id) => `0x${id.toString(16)}`)
                .join(' '),
            },
          ]),
    ],
  });
}
