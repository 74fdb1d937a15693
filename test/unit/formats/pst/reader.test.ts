import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pstReader } from '#formats/pst/index.ts';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import { attachmentStep, defaultLimits, fileStep, formatLocator, isBalanced, itemStep, type Locator } from '#model/index.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import { exampleFile, exampleStore } from '#test/support/example-stores.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { writeStore } from '#test/support/pst-builder/index.ts';
import { readAll } from '#test/support/reading.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { describe, expect, test } from 'vitest';

const enron = memorySource(exampleStore('enron'));

describe('the example stores', () => {
  test.each([
    { name: 'enron', messages: 71, folders: 11 },
    { name: 'outlook', messages: 183, folders: 57 },
    { name: 'outlookPdf', messages: 162, folders: 53 },
  ] as const)('$name has $messages messages in $folders folders', ({ name, messages, folders }) => {
    const reading = readAll(pstReader, memorySource(exampleStore(name)));
    expect(reading.recordsIn('store-folder')).toBe(messages);
    expect(reading.accounts.filter(({ kind }) => kind === 'store-folder')).toHaveLength(folders);
    expect(reading.accounts.filter((account) => !isBalanced(account))).toEqual([]);
    expect(reading.diagnostics.filter(({ effect }) => effect === 'item-lost')).toEqual([]);
    const locators = reading.records.map(({ locator }) => formatLocator(locator));
    expect(new Set(locators).size).toBe(locators.length);
  });

  test.each([
    // In 320 of the items Exchange made RTF of an empty text.
    { name: 'outlook', bodies: 22, fromRtf: 1 },
    { name: 'outlookPdf', bodies: 2, fromRtf: 0 },
  ] as const)('$name has $bodies bodies, of which $fromRtf out of RTF', ({ name, bodies, fromRtf }) => {
    const { messages, diagnostics } = readAll(pstReader, memorySource(exampleStore(name)));
    // An old page of one store leads to an earlier state of a message; what the folders list has these bodies.
    const listed = messages.filter(({ observed }) => observed.allocation === 'allocated');
    expect(listed.filter((message) => message.bodies.text !== null || message.bodies.html !== null)).toHaveLength(bodies);
    expect(diagnostics.filter(({ code }) => code === 'rtf-only-body')).toHaveLength(fromRtf);
    expect(diagnostics.filter(({ code }) => code === 'body-unreadable')).toEqual([]);
  });

  test('give the text of a synchronisation log that is RTF only', () => {
    const { messages } = readAll(pstReader, memorySource(exampleStore('outlook')));
    const log = messages.find(({ locator }) => formatLocator(locator) === 'file:evidence|item:0x202b44');
    expect(log?.bodies.text?.split('\r\n').slice(0, 2)).toEqual([
      '13:41:51 Synchronizer Version 16.0.4266',
      "13:41:51 Synchronizing Mailbox 'Pst Extractor'",
    ]);
  });

  test('give the same output every time', () => {
    const source = memorySource(exampleStore('outlookPdf'));
    expect(JSON.stringify(readAll(pstReader, source).records)).toBe(JSON.stringify(readAll(pstReader, source).records));
  });

  test('are read a piece at a time as the consumer asks, and may be left', () => {
    const context = { locator: [fileStep('a')], folderPath: [], fileName: 'a', limits: defaultLimits, enter: () => true, ...nothingAround };
    let met = 0;
    for (const output of pstReader.read(enron, context)) {
      if (output.kind === 'record') met += 1;
      if (met === 3) break;
    }
    expect(met).toBe(3);
  });

  test('give associated items as rules and settings, with class and properties', () => {
    const facts = readAll(pstReader, memorySource(exampleStore('outlook'))).facts.filter(
      ({ observed }) => observed.allocation === 'allocated',
    );
    expect(facts).toHaveLength(31);
    const rules = facts.flatMap((fact) => (fact.kind === 'rule' ? [fact.claimed] : []));
    const settings = facts.flatMap((fact) => (fact.kind === 'setting' && 'messageClass' in fact.claimed ? [fact.claimed] : []));
    expect(rules.map(({ storedAs }) => storedAs)).toEqual(['IPM.ExtendedRule.Message']);
    expect(settings).toHaveLength(30);
    expect(settings.every(({ messageClass }) => messageClass.startsWith('IPM.'))).toBe(true);
    expect(settings.every(({ propertyTags }) => propertyTags.includes('0x001a001f'))).toBe(true);
  });
});

describe('an item of enron.pst', () => {
  const { messages } = readAll(pstReader, enron);
  const message = messages.find(({ locator }) => formatLocator(locator) === 'file:evidence|item:0x200084');

  test('has what its properties say', () => {
    expect(message?.claimed).toMatchObject({
      folderPath: ['Top of Personal Folders', 'lokay-m', 'MLOKAY (Non-Privileged)', 'TW-Commercial Group'],
      messageClass: 'IPM.Note',
      messageId: '<EV44P4RD0IPYSYYV01EE41KUDJGKGF2DB@zlsvr22>',
      subject: 'EOL Confirmation -Transwestern Pipeline Company',
      from: [{ name: 'Buehler  Craig', address: 'Craig.Buehler@ENRON.com' }],
      sent: { raw: '0x01c15d74a3df6280', instant: '2001-10-25T16:46:49.000Z', statedBy: 'PidTagClientSubmitTime' },
      flags: ['read'],
    });
    expect(message?.observed).toEqual({ range: null, sizeBytes: 11658, sha256: null, allocation: 'allocated', intact: true });
  });

  test('has its transport headers', () => {
    expect(message?.headerOrigin).toBe('transport-property');
    expect(Buffer.from(message?.headerBlock ?? []).toString('utf8')).toContain(
      'X-MS-TNEF-Correlator: <0A7B6AF19330BD4EB9A7E73567E1374DA7DF04@NAHOU-MSMBX01V.corp.enron.com>',
    );
  });

  test('has attachments whose bytes are those that were hashed', () => {
    const facts = messages.flatMap(({ attachments }) => attachments);
    expect(facts).toHaveLength(70);
    for (const fact of facts) {
      const bytes = Buffer.concat([...pstReader.attachment(enron, fact.locator, defaultLimits, nothingAround)]);
      expect({ sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }).toEqual({
        sizeBytes: fact.sizeBytes,
        sha256: fact.sha256,
      });
    }
  });

  test.each([
    ['no item', [fileStep('evidence')]],
    ['no attachment', [itemStep(0x200084)]],
    ['an attachment that is not there', [itemStep(0x200084), attachmentStep(99)]],
    ['an item that is not there', [itemStep(0xfffffff4), attachmentStep(0)]],
    ['an attachment within data', [...(messages.flatMap(({ attachments }) => attachments)[0]?.locator ?? []), attachmentStep(0)]],
  ] as [string, Locator][])('has no attachment where the locator names %s', (_, locator) => {
    expect(() => [...pstReader.attachment(enron, locator, defaultLimits, nothingAround)]).toThrow(AttachmentUnreadableError);
  });
});

test('an attachment whose compressed bytes are damaged is told and has neither size nor hash', () => {
  const bytes = exampleStore('outlookPdf').slice();
  // This stretch of the document is incompressible, so it stands in its block as it is.
  const stretch = exampleFile('attachments/Clinometer Usage.pdf').slice(65_000, 65_064);
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(stretch);
  expect(at).toBeGreaterThan(0);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  const damaged = memorySource(bytes);
  const { messages, diagnostics } = readAll(pstReader, damaged);
  const facts = messages.flatMap(({ attachments }) => attachments).filter(({ name }) => name === 'Clinometer Usage.pdf');
  expect(facts.map(({ sizeBytes, sha256 }) => [sizeBytes, sha256])).toEqual([[null, null]]);
  expect(diagnostics.filter(({ code }) => code === 'attachment-unreadable').map(({ effect }) => effect)).toEqual(['field-lost']);
  expect(() => [...pstReader.attachment(damaged, facts[0]?.locator ?? [], defaultLimits, nothingAround)]).toThrow(
    AttachmentUnreadableError,
  );
});

test('a message and an attachment whose blocks do not match their checksum are told', () => {
  const path = join(temporaryFolder('pst-checksum'), 'checksum.pst');
  const content = Buffer.concat([Buffer.alloc(9000, 'attached '), Buffer.from('attached needle')]);
  writeStore(path, {
    encoding: 'none',
    folders: [
      {
        name: 'Inbox',
        messages: [
          { subject: 'Sound', text: 'sound' },
          { subject: 'Altered', text: 'body needle' },
          { subject: 'Attached', text: 'sound', attachments: [{ kind: 'data', name: 'a.bin', content }] },
        ],
      },
    ],
  });
  const bytes = readFileSync(path);
  for (const needle of [Buffer.from('body needle', 'utf16le'), Buffer.from('attached needle')]) {
    const at = bytes.indexOf(needle);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
  }
  const { messages, diagnostics } = readAll(pstReader, memorySource(bytes));
  expect(messages.map(({ claimed, observed }) => [claimed.subject, observed.intact])).toEqual([
    ['Sound', true],
    ['Altered', false],
    ['Attached', false],
  ]);
  expect(diagnostics.map(({ code, effect }) => [code, effect])).toEqual([
    ['store-damaged', 'field-lost'],
    ['store-damaged', 'field-lost'],
  ]);
});

describe('a source that is no readable store', () => {
  const header = exampleStore('enron').slice(0, 1024);

  test.each([
    ['the header of a store alone', header],
    ['a signature and nothing more', new TextEncoder().encode('!BDN')],
    ['zeros', new Uint8Array(100_000)],
    ['nothing', new Uint8Array(0)],
  ])('%s: is one lost store', (_, bytes) => {
    const reading = readAll(pstReader, memorySource(bytes));
    expect(reading.records).toEqual([]);
    expect(reading.diagnostics.map(({ code, effect }) => [code, effect])).toEqual([['store-unreadable', 'item-lost']]);
    expect(reading.accounts).toMatchObject([{ kind: 'store', expected: 1, records: 0, failed: 1 }]);
  });

  test('a medium that fails is thrown, not told as damage', () => {
    const failed = new Error('the disk is gone');
    const source = {
      sizeBytes: 1_000_000,
      read: (): Uint8Array => {
        throw failed;
      },
    };
    expect(() => readAll(pstReader, source)).toThrow(failed);
  });
});

describe('the probe', () => {
  test.each([
    ['a PST', exampleStore('enron').slice(0, 20), 'yes'],
    ['an OST', exampleStore('outlook').slice(0, 20), 'yes'],
    ['an address book', Buffer.from('!BDN....AB..', 'latin1'), 'no'],
    ['an unknown kind', Buffer.from('!BDN....XX..', 'latin1'), 'perhaps'],
    ['a short file', Buffer.from('!BDN', 'latin1'), 'perhaps'],
    ['an mbox', Buffer.from('From a@example.org', 'latin1'), 'no'],
    ['nothing', Buffer.alloc(0), 'no'],
  ] as const)('of %s', (_, bytes, verdict) => {
    expect(pstReader.probe(memorySource(bytes)).verdict).toBe(verdict);
  });
});
