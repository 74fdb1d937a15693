import type { Limits, MessageBodies } from '#model/index.ts';
import { decodeText } from '../mime/charset.ts';
import { charsetOfCodepage } from '../mime/codepage.ts';
import type { Troubles } from '../mime/troubles.ts';
import { withoutPadding } from '../padded-text.ts';
import { propertyTypes, utf16Text, type PropertyBag } from './property-bag.ts';
import { readRtfOnlyBody } from './rtf-only-body.ts';
import { wholeValue, type ValueReader } from './whole-value.ts';

const plainText = 0x1000;
const html = 0x1013;
const internetCodepage = 0x3fde;

/**
 * Reads the bodies of a message ([MS-OXCMSG] 2.2.1.56).
 * @param codepage the code page of its 8-bit properties
 */
export function readBodies(
  item: ValueReader,
  bag: PropertyBag,
  codepage: number,
  limits: Pick<Limits, 'bodyBytes'>,
  troubles: Troubles,
): MessageBodies {
  const bodies = {
    text: readBody(item, bag, plainText, codepage, limits, troubles),
    // HTML is bytes in the code page that the message was received in.
    html: readBody(item, bag, html, bag.integer(internetCodepage) ?? codepage, limits, troubles),
  };
  // Beside another form the RTF says the same again. Alone, or beside forms that cannot be read, it is all there is.
  return bodies.text === null && bodies.html === null ? readRtfOnlyBody(item, bag, limits, troubles) : bodies;
}

function readBody(
  item: ValueReader,
  bag: PropertyBag,
  id: number,
  codepage: number,
  limits: Pick<Limits, 'bodyBytes'>,
  troubles: Troubles,
): string | null {
  const property = bag.find(id);
  // A table cell without a value has no bytes; an empty body is one too, but says nothing.
  if (property === null || (property.sizeBytes === 0 && property.isReadable)) return null;
  const isWide = property.type === propertyTypes.string;
  const value = wholeValue(item, property, isWide ? limits.bodyBytes * 2 : limits.bodyBytes);
  if (!value.ok || !property.isReadable) {
    const reason = value.ok ? 'its value cannot be read' : value.error.message;
    troubles.add('body-unreadable', 'field-lost', `The ${id === html ? 'HTML' : 'text'} body could not be read: ${reason}.`);
    return null;
  }
  if (!value.value.isWhole) {
    troubles.add(
      'body-truncated',
      'limit-reached',
      `A body is longer than ${String(limits.bodyBytes)} bytes; the case holds its beginning.`,
    );
  }
  if (isWide) return withoutPadding(utf16Text(value.value.bytes));
  const { text, problem } = decodeText(value.value.bytes, charsetOfCodepage(codepage));
  if (problem !== null) troubles.add(problem.code, 'recovered', problem.detail);
  return withoutPadding(text);
}
