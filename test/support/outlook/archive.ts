import { zipSync, type Zippable } from 'fflate';

/** A message of an archive of Outlook for Mac. */
export interface OlmMessage {
  readonly subject: string;
  readonly from: readonly [name: string, address: string];
  readonly to: readonly (readonly [name: string, address: string])[];
  readonly sent: string;
  readonly body: string;
  readonly isHtml?: '1E0' | '0E0';
  readonly isRead?: '1E0' | '0E0';
  readonly source?: string;
  readonly attachments?: readonly { readonly name: string; readonly type: string; readonly url: string }[];
}

/** The XML of a message, as Outlook for Mac writes it. */
export function olmMessageXml({
  subject,
  from,
  to,
  sent,
  body,
  isHtml = '0E0',
  isRead = '0E0',
  source,
  attachments = [],
}: OlmMessage): string {
  const people = (name: string, list: OlmMessage['to']): string =>
    `<${name} xml:space="preserve">${list
      .map(
        ([shown, address]) =>
          `<emailAddress OPFContactEmailAddressAddress="${escaped(address)}" OPFContactEmailAddressName="${escaped(shown)}" OPFContactEmailAddressType="0"/>`,
      )
      .join('')}</${name}>`;
  const listed = attachments
    .map(
      ({ name, type, url }) =>
        `<messageAttachment OPFAttachmentContentType="${type}" OPFAttachmentName="${escaped(name)}" OPFAttachmentURL="${escaped(url)}"/>`,
    )
    .join('');
  return [
    '<?xml version="1.0" encoding="UTF-8"?><emails elementCount="1"><email xml:space="preserve">',
    `<OPFMessageCopyBody xml:space="preserve">${escaped(body)}</OPFMessageCopyBody>`,
    people('OPFMessageCopyFromAddresses', [from]),
    people('OPFMessageCopyToAddresses', to),
    '<OPFMessageCopyMessageID xml:space="preserve">&lt;1@example.org&gt;</OPFMessageCopyMessageID>',
    `<OPFMessageCopySentTime xml:space="preserve">${sent}</OPFMessageCopySentTime>`,
    `<OPFMessageCopySubject xml:space="preserve">${escaped(subject)}</OPFMessageCopySubject>`,
    `<OPFMessageGetHasHTML>${isHtml}</OPFMessageGetHasHTML><OPFMessageGetIsRead>${isRead}</OPFMessageGetIsRead>`,
    source === undefined ? '' : `<OPFMessageCopySource xml:space="preserve"><![CDATA[${source}]]></OPFMessageCopySource>`,
    listed === '' ? '' : `<OPFMessageCopyAttachmentList>${listed}</OPFMessageCopyAttachmentList>`,
    '</email></emails>',
  ].join('');
}

/** An archive of the files given by their paths. */
export function olmArchive(files: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const packed: Zippable = {};
  for (const [path, content] of Object.entries(files)) packed[path] = typeof content === 'string' ? Buffer.from(content) : content;
  return zipSync(packed);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
