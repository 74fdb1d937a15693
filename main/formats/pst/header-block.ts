import { headerFields, type HeaderField, type HeaderOrigin } from '#model/index.ts';
import type { Limits } from '#model/index.ts';
import type { Troubles } from '../mime/troubles.ts';
import { withoutPadding } from '../padded-text.ts';
import { propertyTypes, utf16Text, type PropertyBag } from './property-bag.ts';
import { wholeValue, type ValueReader } from './whole-value.ts';

/** The transport headers of a message. */
export interface TransportHeaders {
  readonly block: Uint8Array;
  readonly origin: HeaderOrigin;
  readonly fields: readonly HeaderField[];
}

const transportMessageHeaders = 0x007d;

/**
 * Reads PidTagTransportMessageHeaders ([MS-OXOMSG] 2.2.1.61).
 *
 * A Unicode store keeps the headers as UTF-16, so their bytes as received are not there any more: the block is that text
 * in UTF-8. An ANSI store keeps 8-bit text: the block is its bytes as they are.
 */
export function readTransportHeaders(
  item: ValueReader,
  bag: PropertyBag,
  limits: Pick<Limits, 'headerBlockBytes'>,
  troubles: Troubles,
): TransportHeaders {
  const property = bag.find(transportMessageHeaders);
  if (property === null || (property.sizeBytes === 0 && property.isReadable)) return none;
  const isWide = property.type === propertyTypes.string;
  const value = wholeValue(item, property, isWide ? limits.headerBlockBytes * 2 : limits.headerBlockBytes);
  if (!value.ok || !property.isReadable) {
    const reason = value.ok ? 'its value cannot be read' : value.error.message;
    troubles.add('property-unreadable', 'field-lost', `The transport headers could not be read: ${reason}.`);
    return none;
  }
  if (!value.value.isWhole) {
    troubles.add(
      'header-limit',
      'limit-reached',
      `The transport headers are longer than ${String(limits.headerBlockBytes)} bytes; the record holds their beginning.`,
    );
  }
  const bytes = isWide ? Buffer.from(withoutPadding(utf16Text(value.value.bytes)), 'utf8') : withoutZeros(value.value.bytes);
  const block = upToEmptyLine(bytes);
  // Outlook appends the headers of a message's MIME parts, each after an empty line.
  if (block.length < bytes.length && Buffer.from(bytes.subarray(block.length)).toString('latin1').trim() !== '') {
    const more = String(bytes.length - block.length);
    troubles.add(
      'header-malformed',
      'noted',
      `The transport headers go on for ${more} bytes after an empty line, with the headers of MIME parts; they are left out.`,
    );
  }
  if (block.length === 0) return none;
  return { block, origin: 'transport-property', fields: headerFields(block) };
}

const none: TransportHeaders = { block: new Uint8Array(0), origin: 'none', fields: [] };

function withoutZeros(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

/** The bytes before the first empty line, which ends a header block (RFC 5322 2.1). */
function upToEmptyLine(bytes: Uint8Array): Uint8Array {
  for (let lineFeed = bytes.indexOf(0x0a); lineFeed !== -1; lineFeed = bytes.indexOf(0x0a, lineFeed + 1)) {
    const next = bytes[lineFeed + 1];
    if (next === 0x0a || (next === 0x0d && bytes[lineFeed + 2] === 0x0a)) return bytes.subarray(0, lineFeed + 1);
  }
  return bytes;
}
