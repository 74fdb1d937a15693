import type { Random } from '../random.ts';
import { literalRtf } from '../rtf.ts';
import type { AttachmentDescription, Mailbox, MessageDescription, RecipientDescription } from './description.ts';

/** Makes the message of an ordinal number; to be called for 0, 1, 2 and so on. */
export type MailMaker = (ordinal: number) => MessageDescription;

export interface GeneratedMailOptions {
  readonly random: Random;
  /** What a message takes in a store, on average and about. */
  readonly averageBytes: number;
  readonly forwardedEvery: number;
}

/**
 * Makes ordinary mail: threads between a few people, delivery headers, plain text, HTML, RTF now and then, and
 * attachments on one message of seven, some of them messages.
 */
export function generatedMail({ random, averageBytes, forwardedEvery }: GeneratedMailOptions): MailMaker {
  const prose = makeProse(random);
  const noise = makeNoise(random);
  // Properties, tables and rows take some thousand bytes; of the rest attachments take three fifths.
  const budget = Math.max(0, averageBytes - overheadBytes);
  return (ordinal) => {
    const sender = random.pick(people);
    const sent = new Date(Date.UTC(2019, 0, 1) + ordinal * 211_000 + random.below(200_000));
    const topic = capital(slice(prose, random, 20 + random.below(30)).trim());
    const subject = `${random.pick(prefixes)}${topic}`;
    const recipients = makeRecipients(random);
    const messageId = `<${ordinal}.${random.below(2 ** 31).toString(36)}@mail.example.org>`;
    const isForwarded = forwardedEvery > 0 && ordinal % forwardedEvery === forwardedEvery - 1;
    const isSent = random.below(8) === 0;
    const bodyLength = Math.round(budget * 0.4 * (0.25 + random.next() * 1.5));
    const attachments = random.below(7) === 0 ? makeAttachments({ random, noise, prose, size: budget * 0.6 * 7 }) : [];
    return {
      subject,
      sender,
      recipients,
      sent,
      received: new Date(sent.getTime() + 1000 + random.below(60_000)),
      messageId,
      conversationIndex: conversationIndex(sent, random),
      flags: (random.below(10) === 0 ? 0 : 0x01) | (isSent ? 0x20 : 0),
      ...(isSent ? {} : { headers: makeHeaders({ random, sender, recipients, subject, sent, messageId, isForwarded }) }),
      ...makeBody(random, prose, bodyLength),
      ...(attachments.length > 0 && { attachments }),
      ...(isForwarded && { autoForwarded: 'yes' as const }),
      ...(random.below(6) === 0 && { lastVerb: { verb: random.pick([102, 103, 104]), at: new Date(sent.getTime() + 3_600_000) } }),
    };
  };
}

const overheadBytes = 4000;

const people: readonly [Mailbox, ...Mailbox[]] = [
  { name: 'Anna Example', address: 'anna@example.org' },
  ...['Boris Müller', 'Chen Wei', 'Dora Nagy', 'Émile Petit', 'Fatima Said', 'George Hill', 'Hanna Łoś', 'Иван Петров', 'Julia 佐藤'].map(
    (name, index) => ({ name, address: `person${index + 2}@example.org` }),
  ),
];

const prefixes: readonly [string, ...string[]] = ['', '', '', 'RE: ', 'RE: ', 'FW: ', 'AW: '];

function makeRecipients(random: Random): RecipientDescription[] {
  const kinds = ['to', ...Array.from({ length: random.below(4) }, () => random.pick(['to', 'cc', 'cc', 'bcc'] as const))] as const;
  return kinds.map((kind) => ({ ...random.pick(people), kind: kind === 'cc' || kind === 'bcc' ? kind : 'to' }));
}

function makeHeaders({
  random,
  sender,
  recipients,
  subject,
  sent,
  messageId,
  isForwarded,
}: {
  readonly random: Random;
  readonly sender: Mailbox;
  readonly recipients: readonly RecipientDescription[];
  readonly subject: string;
  readonly sent: Date;
  readonly messageId: string;
  readonly isForwarded: boolean;
}): string {
  const date = sent.toUTCString().replace('GMT', '+0000');
  const list = (kind: RecipientDescription['kind']): string =>
    recipients
      .filter((recipient) => recipient.kind === kind)
      .map(({ address }) => `<${address}>`)
      .join(', ');
  const first = recipients[0]?.address ?? '';
  return [
    `Received: from mx${random.below(9)}.example.org (192.0.2.${random.below(250)}) by mail.example.org`,
    `\twith ESMTPS id ${random.below(2 ** 31).toString(16)} for <${first}>; ${date}`,
    `Received: from [198.51.100.${random.below(250)}] by mx.example.org with ESMTPSA; ${date}`,
    ...(isForwarded ? [`X-Forwarded-To: collector@outside.example.net`, `X-Forwarded-For: ${first} collector@outside.example.net`] : []),
    `From: <${sender.address}>`,
    `To: ${list('to')}`,
    ...(list('cc') === '' ? [] : [`Cc: ${list('cc')}`]),
    `Subject: ${subject}`,
    `Date: ${date}`,
    `Message-ID: ${messageId}`,
    'MIME-Version: 1.0',
    '',
    '',
  ].join('\r\n');
}

/** @param sizeBytes what the bodies take in the store */
function makeBody(random: Random, prose: string, sizeBytes: number): Pick<MessageDescription, 'text' | 'html' | 'rtf'> {
  const kind = random.below(10);
  // Plain text takes two bytes a character.
  const length = 40 + Math.round(kind < 3 ? sizeBytes / 3 : sizeBytes / 2);
  const body = slice(prose, random, length).replace(/.{60,70} /g, '$&\r\n');
  if (kind < 3) return { text: body, html: `<html><body><p>${body.replaceAll('\r\n', '<br>\r\n')}</p></body></html>` };
  if (kind === 3) return { rtf: literalRtf(`{\\rtf1\\ansi\\fromtext ${body.replaceAll('\r\n', '\\par\r\n')}}`) };
  return { text: body };
}

function makeAttachments({
  random,
  noise,
  prose,
  size,
}: {
  readonly random: Random;
  readonly noise: Buffer;
  readonly prose: string;
  readonly size: number;
}): AttachmentDescription[] {
  const count = 1 + random.below(3);
  return Array.from({ length: count }, (_, index): AttachmentDescription => {
    if (random.below(12) === 0) {
      return { kind: 'message', message: { subject: 'Attached message', sender: random.pick(people), text: slice(prose, random, 400) } };
    }
    const length = Math.min(noise.length / 2, Math.round(((0.25 + random.next() * 1.5) * size) / count));
    const start = random.below(noise.length - length);
    const [name, contentType] = random.pick(fileTypes);
    return { kind: 'data', name: `${index + 1}-${name}`, content: noise.subarray(start, start + length), contentType };
  });
}

const fileTypes: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['report.pdf', 'application/pdf'],
  ['figures.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['picture.jpg', 'image/jpeg'],
  ['notes.txt', 'text/plain'],
];

// A conversation index of 22 bytes ([MS-OXOMSG] 2.2.1.3): version, five bytes of time, a GUID.
function conversationIndex(sent: Date, random: Random): Buffer {
  const index = Buffer.alloc(22);
  index[0] = 1;
  index.writeUIntBE(Math.floor((sent.getTime() + 11_644_473_600_000) / 6.5536) % 2 ** 40, 1, 5);
  for (let at = 6; at < index.length; at += 4) index.writeUInt32BE(random.below(2 ** 32), Math.min(at, 18));
  return index;
}

const words =
  'the meeting report of quarter please find attached contract and invoice for budget review next week we agreed to send figures before Friday regards delivery customer schedule draft proposal notes'.split(
    ' ',
  ) as [string, ...string[]];

function makeProse(random: Random): string {
  const picked = Array.from({ length: 80_000 }, () => random.pick(words));
  return picked.join(' ');
}

function makeNoise(random: Random): Buffer {
  const noise = Buffer.alloc(4 * 1024 * 1024);
  for (let at = 0; at < noise.length; at += 4) noise.writeUInt32LE(random.below(2 ** 32), at);
  return noise;
}

function slice(prose: string, random: Random, length: number): string {
  if (length >= prose.length) return prose;
  const start = random.below(prose.length - length);
  return prose.slice(start, start + length);
}

function capital(value: string): string {
  return `${value[0]?.toUpperCase() ?? ''}${value.slice(1)}`;
}
