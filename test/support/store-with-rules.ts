import { readFileSync } from 'node:fs';
import * as bytes from './rule-bytes/index.ts';
import { binaries, binary, integer32, text, texts, writeStore, type MessageDescription, type StoreTruth } from './pst-builder/index.ts';

export const rulePeople = {
  /** Whom the store belongs to, as its Exchange address. */
  owner: '/o=Example/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=anna',
  outside: 'ben@outside.example',
  delegate: '/o=Example/ou=x/cn=Recipients/cn=dora',
} as const;

const template = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';
const outside = bytes.smtpRecipient('Ben', rulePeople.outside);
const store = bytes.storeEntryId('mail.example.org', rulePeople.owner);

/** Every action, one rule for each: the name of the rule is the kind that it must be read as. */
export const everyAction: readonly (readonly [name: string, action: bytes.ActionBytes])[] = [
  ['forward', bytes.forward([outside])],
  ['redirect', bytes.forward([outside], 3)],
  ['forward-as-attachment', bytes.forward([outside], 4)],
  ['delegate', bytes.delegate([outside])],
  ['move', bytes.move(store, bytes.pstFolderEntryId(0x8082))],
  ['copy', bytes.copy(store, bytes.folderEntryId(4))],
  ['reply', bytes.reply(bytes.messageEntryId(3), template)],
  ['out-of-office-reply', bytes.outOfOfficeReply(bytes.messageEntryId(3), template)],
  [
    'defer',
    bytes.defer(bytes.streamRule({ name: 'x', elements: [bytes.element(0x12e, bytes.people(outside))] }, { isFirst: true, location: 0 })),
  ],
  ['bounce', bytes.bounce(0x26)],
  ['tag', bytes.tag([0x00170003, 2])],
  ['delete', bytes.remove],
  ['mark-read', bytes.markRead],
];

const bank: bytes.ConditionBytes = { type: 'content', fuzzyLow: 1, fuzzyHigh: 1, tag: 0x0037001f, value: [0x0037001f, 'invoice'] };

function rule(
  name: string,
  provider: string,
  actions: readonly bytes.ActionBytes[],
  messageClass = 'IPM.Rule.Version2.Message',
): MessageDescription {
  const isStandard = messageClass === 'IPM.Rule.Message';
  return {
    messageClass,
    properties: [
      text(0x65ec, name),
      text(0x65eb, provider),
      integer32(0x65e9, 1),
      integer32(0x65f3, 10),
      binary(isStandard ? 0x65ef : 0x0e99, isStandard ? bytes.sizedActions(actions) : bytes.extendedActions(actions)),
      binary(isStandard ? 0x65f0 : 0x0e9a, isStandard ? bytes.namedCondition(bank) : bytes.extendedCondition(bank)),
    ],
  };
}

/** Writes a store with a rule of every action, in each class, a hidden one, a damaged one, and the settings that are known. */
export function writeStoreWithRules(path: string): StoreTruth {
  const classes = ['IPM.Rule.Version2.Message', 'IPM.ExtendedRule.Message', 'IPM.Rule.Message'];
  return writeStore(path, {
    folders: [
      {
        name: 'Inbox',
        messages: [{ subject: 'ordinary mail', sender: { name: 'Anna', address: 'anna@example.org' } }],
        associated: [
          ...classes.flatMap((messageClass) => everyAction.map(([name, action]) => rule(name, 'RuleOrganizer', [action], messageClass))),
          rule('', '', [bytes.forward([outside], 3), bytes.remove]),
          {
            ...rule('damaged', 'RuleOrganizer', []),
            properties: [
              text(0x65ec, 'damaged'),
              text(0x65eb, 'RuleOrganizer'),
              binary(0x0e99, bytes.extendedActions([bytes.forward([outside])]).subarray(0, -9)),
            ],
          },
          {
            messageClass: 'IPM.RuleOrganizer',
            properties: [
              binary(
                0x6802,
                bytes.rulesStream([
                  { name: 'stream rule', elements: [bytes.element(0x12e, bytes.people(outside))] },
                  { name: 'another', elements: [bytes.element(0x14a)] },
                ]),
              ),
            ],
          },
          {
            messageClass: 'IPM.Note.Rules.OofTemplate.Microsoft',
            subject: 'Away',
            text: 'I am away.',
            properties: [binary(0x65c2, bytes.guid(template))],
          },
        ],
        properties: [binary(0x36df, bytes.homePage('http://evil.example/x.html'))],
      },
      { name: 'Plain' },
    ],
    rootFolders: [
      {
        name: 'Freebusy Data',
        messages: [
          {
            messageClass: 'IPM.Microsoft.ScheduleData.FreeBusy',
            subject: 'LocalFreebusy',
            properties: [texts(0x684a, ['Dora']), binaries(0x6845, [bytes.exchangeEntryId(rulePeople.delegate)])],
          },
        ],
      },
    ],
  });
}

/** The bytes of such a store. */
export function storeWithRules(path: string): Uint8Array {
  writeStoreWithRules(path);
  return readFileSync(path);
}
