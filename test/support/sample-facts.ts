import { evidenceIdOf, fileStep, itemStep, type FactRecord, type Locator, type RecordId } from '#model/index.ts';
import { factsOfItem } from '#formats/pst/rules/item-facts.ts';
import { newFactDigest, type FactDigest } from '#report/index.ts';
import * as bytes from './rule-bytes/index.ts';
import { propertyOf, textProperty } from './fake-store.ts';
import { itemOf, ruleProperties } from './stored-item.ts';
import type { Property } from 'libpff-wasm';

/** The record of a rule or setting of the sample case, decoded from properties as the reader does. */
export function factRecord(nodeId: number, properties: readonly Property[]): FactRecord {
  const locator: Locator = [fileStep('prior.pst'), itemStep(nodeId)];
  return {
    ...factsOfItem(itemOf(properties)).own,
    locator,
    parent: null,
    observed: { range: null, sizeBytes: 900, sha256: null, allocation: 'allocated', intact: true },
    recordId: nodeId.toString(16).padStart(32, '0') as RecordId,
    evidenceId: evidenceIdOf(1),
    parentRecordId: null,
  };
}

const outside = bytes.smtpRecipient('Ben', 'ben@outside.example');
const condition: bytes.ConditionBytes = {
  type: 'and',
  of: [
    { type: 'content', fuzzyLow: 1, fuzzyHigh: 1, tag: 0x0037001f, value: [0x0037001f, 'invoice'] },
    { type: 'not', of: { type: 'exist', tag: 0x0e13000d } },
  ],
};

/** A hidden rule that redirects, an ordinary one, and a mailbox with a delegate. */
export const sampleFacts: readonly FactRecord[] = [
  factRecord(
    0x100208,
    ruleProperties({
      name: '',
      provider: '',
      condition: bytes.extendedCondition(condition),
      actions: bytes.extendedActions([bytes.forward([outside], 3), bytes.remove]),
    }),
  ),
  factRecord(
    0x100228,
    ruleProperties({
      name: 'Newsletters',
      actions: bytes.extendedActions([
        bytes.move(bytes.storeEntryId('mail.example.org', '/o=Example/cn=prior'), bytes.pstFolderEntryId(0x8062)),
      ]),
    }),
  ),
  factRecord(0x200044, [
    textProperty(0x001a, 'IPM.Microsoft.ScheduleData.FreeBusy'),
    propertyOf(0x684a, 0x101f, bytes.multipleValues([bytes.utf16('Dora')])),
    propertyOf(0x6845, 0x1102, bytes.multipleValues([bytes.oneOffEntryId('Dora', 'dora@firm.example')])),
    propertyOf(0x686b, 0x1003, bytes.u32(1)),
  ]),
  factRecord(0x100248, [textProperty(0x001a, 'IPM.Configuration.Calendar')]),
  ...accountAndUse(),
];

/** A digest of rules and settings. */
export function factDigestOf(facts: readonly FactRecord[], mostListed?: number): FactDigest {
  const digest = newFactDigest(mostListed);
  for (const fact of facts) digest.add(fact);
  return digest;
}

function accountAndUse(): FactRecord[] {
  const common = (path: string) =>
    ({
      locator: [fileStep(path)],
      parent: null,
      observed: { range: null, sizeBytes: 900, sha256: null, allocation: 'allocated', intact: true },
      recordId: 'a'.repeat(32) as RecordId,
      evidenceId: evidenceIdOf(2),
      parentRecordId: null,
    }) as const;
  const time = (raw: string, instant: string) => ({ raw, instant, offsetMinutes: 0, statedBy: 'MRUTime' });
  const event = (at: ReturnType<typeof time>): FactRecord => ({
    ...common('Inbox.msf'),
    kind: 'event',
    claimed: {
      time: at,
      precision: 'second',
      clock: 'clock of the machine',
      strength: 'OPENED',
      action: 'folder-access',
      operation: 'folder viewed',
      actor: '',
      account: '',
      host: '',
      address: '',
      process: null,
      object: { kind: 'folder', name: 'Inbox' },
      outcome: '',
      source: 'Thunderbird folder index, MRUTime',
      doesNotShow: 'Who sat at the machine.',
      facts: [],
    },
  });
  return [
    {
      ...common('prefs.js'),
      kind: 'account',
      claimed: {
        client: 'thunderbird',
        key: 'account1',
        name: '',
        service: 'imap',
        server: 'mail.example.org',
        port: 993,
        userName: 'anna',
        identities: [{ name: 'Anna', address: 'anna@example.org', replyTo: '' }],
        storedAt: '',
        lastUsed: null,
        facts: [],
      },
    },
    event(time('1700000000', '2023-11-14T22:13:20.000Z')),
    event(time('1600000000', '2020-09-13T12:26:40.000Z')),
  ];
}
