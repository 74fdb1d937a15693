import type { Limits, MessageBodies } from '#model/index.ts';
import type { Troubles } from '../mime/troubles.ts';
import { longestRtfBytes, readRtfBody, type RtfForm } from '../rtf/index.ts';
import type { PropertyBag } from './property-bag.ts';
import { wholeValue, type ValueReader } from './whole-value.ts';

const compressedRtf = 0x1009;

/**
 * Takes the body out of PidTagRtfCompressed ([MS-OXCMSG] 2.2.1.56.4). Told as `rtf-only-body`, since what the case then
 * holds stands nowhere in the store: this program made it.
 * @returns bodies that are null where the message has no RTF, or RTF without text
 */
export function readRtfOnlyBody(item: ValueReader, bag: PropertyBag, limits: Pick<Limits, 'bodyBytes'>, troubles: Troubles): MessageBodies {
  const property = bag.find(compressedRtf);
  if (property === null || (property.sizeBytes === 0 && property.isReadable)) return noBodies;
  const value = wholeValue(item, property, longestRtfBytes(limits));
  if (!value.ok || !property.isReadable) {
    const reason = value.ok ? 'its value cannot be read' : value.error.message;
    troubles.add('body-unreadable', 'field-lost', `The RTF body could not be read: ${reason}.`);
    return noBodies;
  }
  const body = readRtfBody(value.value.bytes, limits);
  const isWhole = body.isWhole && value.value.isWhole;
  if (!isWhole) {
    troubles.add('body-truncated', 'limit-reached', 'The RTF, or the body in it, is longer than the limit; the case holds its beginning.');
  } else if (body.damage.length > 0) {
    const kept = body.content === '' ? 'Nothing could be read.' : 'What could be read is kept.';
    troubles.add('body-unreadable', 'field-lost', `The RTF body is damaged. ${body.damage.join(' ')} ${kept}`);
  }
  if (body.problem !== null) troubles.add(body.problem.code, 'recovered', body.problem.detail);
  if (body.form === null) return noBodies;
  const source = `RTF (PidTagRtfCompressed, ${String(property.sizeBytes)} bytes)`;
  if (body.content === '') {
    // Encapsulated nothing is what servers make of an empty body. RTF of its own may hold pictures yet.
    if (body.form === 'rtf') troubles.add('rtf-only-body', 'noted', `The body is ${source}, in which there is no text.`);
    return noBodies;
  }
  troubles.add('rtf-only-body', 'noted', `${takenOut[body.form]} ${source} by this program.`);
  return body.form === 'html' ? { text: null, html: body.content } : { text: body.content, html: null };
}

const noBodies: MessageBodies = { text: null, html: null };

const takenOut: Readonly<Record<RtfForm, string>> = {
  html: 'The body is HTML that was taken out of its encapsulation in',
  text: 'The body is plain text that was taken out of its encapsulation in',
  rtf: 'The body is the text, without its formatting, that was taken out of',
};
