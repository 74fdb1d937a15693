import { headerFields, type ByteRange, type HeaderField, type Limits } from '#model/index.ts';
import { indexFields, readParameters, decodeWords, type FieldIndex, type ParameterValue } from './header-values.ts';
import { guessBoundary, splitMultipart } from './multipart.ts';
import type { Troubles } from './troubles.ts';

/** A part of a message, with its place in the message's bytes. */
export interface MimePart {
  /** Section number (RFC 3501 6.4.5): `1`, `2.1`; empty for a message that is a multipart. */
  readonly section: string;
  /** The header block up to but without the empty line. */
  readonly header: ByteRange;
  /** The body as it stands, still in its transfer encoding. */
  readonly body: ByteRange;
  readonly fields: readonly HeaderField[];
  readonly index: FieldIndex;
  /** In lower case; `text/plain` where it is absent or malformed (RFC 2045 5.2). */
  readonly mediaType: string;
  readonly parameters: ParameterValue['parameters'];
  /** `inline`, `attachment`, another word in lower case, or empty. */
  readonly disposition: string;
  /** Decoded, as claimed by disposition or type; empty where there is none. */
  readonly fileName: string;
  readonly transferEncoding: string;
  /** The parts of a multipart; empty for every other type. */
  readonly children: readonly MimePart[];
}

/** What a parse may spend; shared by all parts of a message and by the messages attached to it. */
export interface Budget {
  partsLeft: number;
}

/**
 * Takes a message or part apart, without decoding bodies (RFC 2045–2046). Never throws: damage is told to `troubles`.
 * @param range the part's bytes, header and body, within `bytes`
 */
export function parseMessage(
  bytes: Uint8Array,
  range: ByteRange,
  limits: Pick<Limits, 'headerBlockBytes' | 'nestingDepth'>,
  budget: Budget,
  depth: number,
  troubles: Troubles,
): MimePart {
  return parsePart({ bytes, limits, budget, troubles }, range, { section: '', depth, defaultType: 'text/plain', isMessage: true });
}

interface Parse {
  readonly bytes: Uint8Array;
  readonly limits: Pick<Limits, 'headerBlockBytes' | 'nestingDepth'>;
  readonly budget: Budget;
  readonly troubles: Troubles;
}

interface Place {
  readonly section: string;
  readonly depth: number;
  readonly defaultType: string;
  readonly isMessage: boolean;
}

function parsePart(parse: Parse, range: ByteRange, place: Place): MimePart {
  const { header, body, fields } = readHeader(parse, range);
  const index = indexFields(fields);
  const type = readType(index.first('content-type'), place.defaultType, parse.troubles);
  const disposition = readParameters(index.first('content-disposition') ?? '');
  const found = { header, body, fields, index, ...type };
  const children = type.mediaType.startsWith('multipart/') ? parseChildren(parse, body, type, place) : null;
  // A multipart that shows no parts is kept as text, so that its content is seen.
  const mediaType = children === null && type.mediaType.startsWith('multipart/') ? 'text/plain' : type.mediaType;
  return {
    ...found,
    section: children === null && place.section === '' ? '1' : place.section,
    mediaType,
    disposition: disposition.value,
    fileName: decodeWords(disposition.parameters.get('filename') ?? type.parameters.get('name') ?? '').trim(),
    transferEncoding: readParameters(index.first('content-transfer-encoding') ?? '').value,
    children: children ?? [],
  };
}

function parseChildren(parse: Parse, body: ByteRange, type: Pick<MimePart, 'mediaType' | 'parameters'>, place: Place): MimePart[] | null {
  const { bytes, limits, budget, troubles } = parse;
  if (place.depth >= limits.nestingDepth) {
    troubles.add(
      'mime-limit',
      'limit-reached',
      `Parts are nested deeper than ${String(limits.nestingDepth)}; the deeper ones were not read.`,
    );
    return null;
  }
  const split = splitDeclared(bytes, body, type.parameters.get('boundary') ?? '', troubles);
  if (split === null) return null;
  if (!split.isClosed) troubles.add('message-truncated', 'noted', `The ${type.mediaType} has no closing boundary.`);
  if (split.goesOn)
    troubles.add('mime-malformed', 'recovered', `Parts follow the closing boundary of a ${type.mediaType}; they were read too.`);
  const defaultType = type.mediaType === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  const children: MimePart[] = [];
  for (const [ordinal, range] of split.parts.entries()) {
    if (budget.partsLeft <= 0) {
      troubles.add('mime-limit', 'limit-reached', 'The message has more parts than the limit; the later ones were not read.');
      break;
    }
    budget.partsLeft -= 1;
    const section = place.section === '' ? String(ordinal + 1) : `${place.section}.${String(ordinal + 1)}`;
    children.push(parsePart(parse, range, { section, depth: place.depth + 1, defaultType, isMessage: false }));
  }
  return children;
}

function splitDeclared(bytes: Uint8Array, body: ByteRange, boundary: string, troubles: Troubles): ReturnType<typeof splitMultipart> {
  const declared = boundary === '' ? null : splitMultipart(bytes, body, boundary);
  if (declared !== null) return declared;
  const complaint = boundary === '' ? 'A multipart names no boundary' : 'The boundary that a multipart names does not occur';
  const guessed = guessBoundary(bytes, body);
  const split = guessed === null ? null : splitMultipart(bytes, body, guessed);
  troubles.add(
    'mime-malformed',
    'recovered',
    `${complaint}; ${split === null ? 'its content was read as text.' : 'one was found in its content.'}`,
  );
  return split;
}

function readType(value: string | null, defaultType: string, troubles: Troubles): Pick<MimePart, 'mediaType' | 'parameters'> {
  if (value === null) return { mediaType: defaultType, parameters: new Map() };
  const type = readParameters(value);
  if (/^[!#$%&'*+.^_`{|}~\w-]+\/[!#$%&'*+.^_`{|}~\w-]+$/.test(type.value)) return { mediaType: type.value, parameters: type.parameters };
  // `Content-Type: text` was written before MIME (RFC 1049) and is no damage.
  if (type.value !== 'text' && value !== '') {
    troubles.add(
      'mime-malformed',
      'recovered',
      `The content type ${JSON.stringify(value.slice(0, 100))} is malformed; ${defaultType} was assumed.`,
    );
  }
  return { mediaType: defaultType, parameters: type.parameters };
}

interface Header {
  readonly header: ByteRange;
  readonly body: ByteRange;
  readonly fields: readonly HeaderField[];
}

function readHeader({ bytes, limits, troubles }: Parse, range: ByteRange): Header {
  const start = range.offsetBytes;
  const end = start + range.lengthBytes;
  const found = headerEnd(bytes, start, Math.min(end, start + limits.headerBlockBytes));
  if (found === null && range.lengthBytes > limits.headerBlockBytes) {
    troubles.add(
      'header-limit',
      'limit-reached',
      `The header block is longer than ${String(limits.headerBlockBytes)} bytes; the rest was read as body.`,
    );
  }
  let headerStop = found?.headerStop ?? Math.min(end, start + limits.headerBlockBytes);
  let bodyStart = found?.bodyStart ?? headerStop;
  let fields = headerFields(bytes.subarray(start, headerStop));
  const strange = fields.find((field) => field.name === '');
  if (strange !== undefined) {
    troubles.add(
      'header-malformed',
      'noted',
      `The header block holds a line that is no header field: ${JSON.stringify(strange.value.slice(0, 100))}.`,
    );
    const delimiter = fields.find((field) => field.name === '' && field.value.startsWith('--'));
    if (delimiter !== undefined && indexFields(fields).first('content-type')?.toLowerCase().startsWith('multipart/') === true) {
      headerStop = start + delimiter.range.offsetBytes;
      bodyStart = headerStop;
      fields = fields.slice(0, fields.indexOf(delimiter));
    }
  }
  return {
    header: { offsetBytes: start, lengthBytes: headerStop - start },
    body: { offsetBytes: bodyStart, lengthBytes: end - bodyStart },
    fields,
  };
}

/**
 * Finds where a header block ends: at the first empty line, which belongs to neither block nor body.
 * @returns null when there is no empty line before `end`.
 */
export function headerEnd(bytes: Uint8Array, start: number, end: number): { headerStop: number; bodyStart: number } | null {
  for (let lineStart = start; lineStart < end;) {
    const first = bytes[lineStart];
    if (first === 0x0a) return { headerStop: lineStart, bodyStart: lineStart + 1 };
    if (first === 0x0d && bytes[lineStart + 1] === 0x0a && lineStart + 1 < end) return { headerStop: lineStart, bodyStart: lineStart + 2 };
    while (lineStart < end && bytes[lineStart] !== 0x0a) lineStart += 1;
    lineStart += 1;
  }
  return null;
}
