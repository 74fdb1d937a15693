import type { WireRecord } from '#contract/index.ts';
import { headerValues, type HeaderField } from '#model/index.ts';
import { isOutlookItem } from './saving.ts';

type Message = Extract<WireRecord, { kind: 'message' }>;

/** Fields of the header block of the message view that have an origin to be named. */
export type HeadField = 'From' | 'Sender' | 'To' | 'Cc' | 'Bcc' | 'Subject' | 'Message-ID' | 'X-Gmail-Labels';

/** Canonical names of the MAPI properties that readers take a field from when there is no header ([MS-OXPROPS]). */
const propertiesOf: Readonly<Record<HeadField, readonly string[]>> = {
  From: ['PidTagSentRepresentingSmtpAddress', 'PidTagSentRepresentingEmailAddress', 'PidTagSentRepresentingName'],
  Sender: ['PidTagSenderSmtpAddress', 'PidTagSenderEmailAddress', 'PidTagSenderName'],
  To: ['PidTagDisplayTo'],
  Cc: ['PidTagDisplayCc'],
  Bcc: ['PidTagDisplayBcc'],
  Subject: ['PidTagSubject'],
  'Message-ID': ['PidTagInternetMessageId'],
  'X-Gmail-Labels': [],
};

/**
 * Says where a field of the message comes from: a header of the evidence with its raw value, a MAPI property, or the
 * store's own tables.
 */
export function originOf(field: HeadField, record: Message, headers: readonly HeaderField[]): string {
  const values = headerValues(headers, field);
  if (record.headerOrigin !== 'none' && values.length > 0) {
    const block = record.headerOrigin === 'message' ? 'header' : 'transport header';
    const twice = values.length > 1 ? ` (${String(values.length)} fields of that name)` : '';
    return `The ${block} ${field}${twice} states “${values.join('” and “')}”.`;
  }
  if (record.headerOrigin === 'index') return 'Stated by the index of the mail program, which alone knows this message.';
  if (record.headerOrigin === 'message') return 'No header of the message states it.';
  const property = record.properties.find(({ name }) => propertiesOf[field].includes(name));
  if (property !== undefined) return `The property ${property.name} states “${String(property.value)}”.`;
  if (!isOutlookItem(record)) return 'Stated by what the archive keeps of the message.';
  return 'Stated by the properties and recipient table that the store keeps of the message.';
}

/** Says in a few words where the header block comes from. */
export function headerOriginText(record: Pick<Message, 'headerOrigin' | 'locator'>): string {
  switch (record.headerOrigin) {
    case 'message':
      return 'The header block of the message itself.';
    case 'transport-property':
      return isOutlookItem(record)
        ? 'The header block that the store keeps in PidTagTransportMessageHeaders (0x007D).'
        : 'The header block that the archive keeps in OPFMessageCopySource.';
    case 'none':
      return isOutlookItem(record)
        ? 'The store keeps no header block of this message: sent items and drafts never had one.'
        : 'The archive keeps no header block of this message.';
    case 'index':
      return 'Only the index of the mail program knows this message; the message itself, with its header block, is not in its store.';
  }
}
