import {
  binaries,
  binary,
  flag,
  float64,
  guid,
  integer16,
  integer32,
  integer64,
  integers32,
  literalRtf,
  text,
  text8,
  texts,
  time,
  type AttachmentDescription,
  type MessageDescription,
  type StoreDescription,
} from './pst-builder/index.ts';
import { seededRandom } from './random.ts';

const anna = { name: 'Anna Example', address: 'anna@example.org' };
const boris = { name: 'Борис Пример', address: 'boris@example.org' };

/** A message that has everything a message can have, built anew at each call. */
export function fullMessage(): MessageDescription {
  return {
    subject: 'RE: Figures für das 1. Quartal',
    sender: anna,
    representing: boris,
    recipients: [
      { kind: 'to', ...boris },
      { kind: 'cc', name: 'Copy', address: 'copy@example.org', properties: [integer32(0x5ff7, 3), integer64(0x6615, 5n)] },
      { kind: 'bcc', name: 'Blind', address: 'blind@example.net' },
    ],
    headers: 'Received: from a by b; Thu, 1 Jan 2026 00:00:00 +0000\r\nSubject: =?utf-8?q?Figures?=\r\n\r\n',
    text: 'Plain text',
    html: '<p>HTML ü</p>',
    rtf: literalRtf('{\\rtf1 text}'),
    sent: new Date('2026-01-01T00:00:00.123Z'),
    received: new Date('2026-01-01T00:00:02Z'),
    created: new Date('2026-01-01T00:00:03Z'),
    modified: new Date('2026-01-02T00:00:00Z'),
    flags: 1,
    lastVerb: { verb: 104, at: new Date('2026-01-03T00:00:00Z') },
    autoForwarded: 'yes',
    conversationIndex: Buffer.from('01db000000000000000000000000000000000000000000', 'hex').subarray(0, 22),
    messageId: '<full@example.org>',
    attachments: everyAttachment(),
    properties: [
      integer16(0x6001, 7),
      integer64(0x6002, -9n),
      float64(0x6003, 2.5),
      flag(0x6004, 'no'),
      text8(0x6005, Buffer.from('eight bit \xfc', 'latin1')),
      time(0x6006, new Date('1999-12-31T23:59:59Z')),
      guid(0x6007, '00062008-0000-0000-c000-000000000046'),
      integers32(0x6008, [1, 2, 0xffffffff]),
      texts(0x6009, ['one', '', 'drei']),
      binaries(0x600a, [Buffer.from('a'), Buffer.alloc(0), Buffer.alloc(5000, 1)]),
      text({ guid: '00062008-0000-0000-c000-000000000046', name: 0x8580 }, 'a numbered name'),
      integer32({ guid: '00020386-0000-0000-c000-000000000046', name: 'x-example-header' }, 42),
      flag({ guid: '00020329-0000-0000-c000-000000000046', name: 'Keywords example' }, 'yes'),
    ],
  };
}

function everyAttachment(): AttachmentDescription[] {
  return [
    { kind: 'data', name: 'small.txt', content: Buffer.from('small'), contentType: 'text/plain' },
    { kind: 'data', name: 'empty.bin', content: Buffer.alloc(0) },
    { kind: 'data', name: 'blocks.bin', content: noise(50_000, 1), properties: [text(0x3712, 'content-id@example.org')] },
    { kind: 'ole', name: 'object.ole', content: noise(9_000, 2) },
    { kind: 'reference', name: 'far.doc', path: '\\\\server\\share\\far.doc' },
    {
      kind: 'message',
      message: {
        subject: 'Attached',
        sender: boris,
        recipients: [{ kind: 'to', ...anna }],
        text: 'x'.repeat(3000),
        attachments: [
          { kind: 'data', name: 'inner.bin', content: noise(20_000, 3) },
          { kind: 'message', message: { subject: 'Attached to the attached', text: 'deep' } },
        ],
      },
    },
  ];
}

/** A store with a full message, folders within folders, rules, and a search folder. */
export function exampleDescription(): StoreDescription {
  return {
    name: 'Example',
    password: 'secret',
    folders: [
      {
        name: 'Inbox',
        messages: [fullMessage(), { subject: '', messageClass: 'IPM.Appointment' }, {}],
        associated: [
          {
            messageClass: 'IPM.Rule.Version2.Message',
            subject: 'Forward all',
            properties: [text(0x65ec, 'Forward all'), binary(0x6680, noise(5_000, 4))],
          },
          { messageClass: 'IPM.ExtendedRule.Message', properties: [binary(0x0e99, noise(300, 5)), binary(0x0e9a, noise(12_000, 6))] },
          { messageClass: 'IPM.RuleOrganizer', properties: [binary(0x6802, noise(100_000, 7))] },
        ],
        folders: [{ name: 'Ünter', containerClass: 'IPF.Appointment', folders: [{ name: 'deep', messages: [{ subject: 'FW: deep' }] }] }],
      },
      { name: 'Empty', properties: [text(0x3004, 'A comment'), binary(0x36df, noise(4_000, 8))] },
    ],
    deletedItems: { messages: [{ subject: 'Thrown away' }] },
    rootFolders: [{ name: 'Freebusy Data', messages: [{ messageClass: 'IPM.Microsoft.ScheduleData.FreeBusy', subject: 'LocalFreebusy' }] }],
    searchFolders: [{ name: 'Deep ones', matches: ({ subject }) => subject.includes('deep') }],
  };
}

/** Bytes that look random, the same for the same seed. */
export function noise(lengthBytes: number, seed: number): Buffer {
  const random = seededRandom(seed);
  return Buffer.from(Array.from({ length: lengthBytes }, () => random.below(256)));
}
