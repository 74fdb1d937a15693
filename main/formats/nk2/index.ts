/**
 * Format `nk2`: the addresses that Outlook completes while the owner types: nickname files (.nk2) and
 * `Stream_Autocomplete_*.dat`, which hold the same stream. They name whom the owner wrote to, even where the mail is gone.
 *
 * Enters: the bytes of the stream. Leaves: a correspondent for each row, with the bytes it stands in.
 * Invariant: rows that could not be told apart are one loss, since their number is only what the stream states.
 * The code page of 8-bit texts is not stated: they are read as Windows-1252, which is told.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ContainerRef, type Diagnostic, type FactDraft } from '#model/index.ts';
import { defaultCodepage } from '#formats/mime/codepage.ts';
import { claimedTimeOf, propertyTypes } from '#formats/pst/property-bag.ts';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import { hash } from 'node:crypto';
import { correspondentOf } from './correspondent.ts';
import { readAutocompleteStream, streamHeaderBytes, streamSignature, type RowProperty } from './rows.ts';

export const nk2Reader: FormatReader = {
  id: 'nk2',
  version: '1',
  title: 'Completed addresses of Outlook (NK2, autocomplete stream)',
  isNeverMail: true,
  extensions: ['.nk2'],
  probe,
  read,
  attachment() {
    throw new AttachmentUnreadableError('Completed addresses have no attachments.');
  },
};

function probe(source: ByteSource): ProbeResult {
  const header = source.read(0, streamHeaderBytes + 4);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (header.length < streamHeaderBytes + 4 || view.getUint32(0, true) !== streamSignature) {
    return { verdict: 'no', because: 'It does not begin with the signature of completed addresses (0D F0 AD BA).' };
  }
  return { verdict: 'yes', because: 'It begins with the signature of completed addresses of Outlook (0D F0 AD BA).' };
}

/** Sixteen thousand rows of a thousand bytes; Outlook keeps a thousand rows. */
const mostBytes = 16 * 1024 * 1024;

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator } = context;
  const container: ContainerRef = { locator, kind: 'completed-addresses' };
  const bytes = source.read(0, Math.min(source.sizeBytes, mostBytes));
  const stream = readAutocompleteStream(bytes);
  const missing = (stream.statedRows ?? 1) - stream.rows.length;
  yield { kind: 'expected', container, items: stream.rows.length + (missing > 0 ? 1 : 0) };
  for (const { range, properties } of stream.rows) {
    const at = [...locator, bytesStep(range.offsetBytes, range.lengthBytes)];
    if (!context.enter(at, container)) continue;
    const own = bytes.subarray(range.offsetBytes, range.offsetBytes + range.lengthBytes);
    const record: FactDraft = {
      kind: 'correspondent',
      locator: at,
      parent: null,
      observed: {
        range,
        sizeBytes: own.length,
        sha256: hash('sha256', own),
        allocation: 'allocated',
        intact: true,
      },
      claimed: correspondentOf(properties),
    };
    yield { kind: 'record', container, record };
  }
  const tell = (diagnostic: Omit<Diagnostic, 'stage' | 'locator'>): ReaderOutput => ({
    kind: 'diagnostic',
    container,
    diagnostic: { ...diagnostic, stage: 'read', locator },
  });
  if (missing > 0) {
    const told =
      stream.statedRows === null
        ? ''
        : `${String(missing)} of the ${String(stream.statedRows)} completed addresses that the stream states `;
    const isCut = bytes.length < source.sizeBytes ? ` Only the first ${String(mostBytes)} bytes were read.` : '';
    yield tell({
      code: 'item-unreadable',
      effect: 'item-lost',
      detail: `${told === '' ? 'The completed addresses ' : told}could not be read: ${stream.trouble ?? ''}.${isCut}`,
    });
  }
  if (stream.restBytes > 0) {
    const detail = `Behind the ${String(stream.rows.length)} completed addresses that the stream states ${String(stream.restBytes)} bytes are left over, which may hold more of them; they were not read.`;
    yield tell({ code: 'index-damaged', effect: 'field-lost', detail });
  }
  const narrow = stream.rows.filter(({ properties }) => properties.some(isBeyondAscii)).length;
  if (narrow > 0) {
    const detail = `${String(narrow)} completed addresses hold 8-bit texts and the stream states no code page for them; they were read in code page ${String(defaultCodepage)}. In another one other characters were meant.`;
    yield tell({ code: 'codepage-assumed', effect: 'noted', detail });
  }
  const modified = stream.modified === null ? null : claimedTimeOf(stream.modified, 'the stream of completed addresses');
  if (modified?.instant != null) {
    yield* lastChange(context, stream.modified ?? new Uint8Array(0), modified);
  }
}

function isBeyondAscii({ type, value }: RowProperty): boolean {
  return type === propertyTypes.string8 && value.read(0, value.sizeBytes)?.some((byte) => byte >= 0x80) === true;
}

/** When the stream was written last, as it states: a setting beside the rows. */
function* lastChange(
  { locator }: ReadContext,
  raw: Uint8Array,
  modified: NonNullable<ReturnType<typeof claimedTimeOf>>,
): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { locator, kind: 'settings' };
  yield { kind: 'expected', container, items: 1 };
  const record: FactDraft = {
    kind: 'setting',
    locator: [...locator, { kind: 'setting', at: 'last-change' }],
    parent: null,
    observed: { range: null, sizeBytes: raw.length, sha256: null, allocation: 'allocated', intact: true },
    claimed: {
      setting: 'client-setting',
      client: 'outlook',
      name: 'completed addresses',
      folderPath: [],
      modified,
      values: [],
    },
  };
  yield { kind: 'record', container, record };
}
