import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { emlReader } from '#formats/eml/eml-reader.ts';
import { outlookItemReader } from '#formats/outlook-item/index.ts';
import { pstReader } from '#formats/pst/index.ts';
import { AttachmentUnreadableError, type FormatReader } from '#formats/reader.ts';
import { defaultLimits, formatLocator, type Limits, type Locator, type MessageDraft } from '#model/index.ts';
import { builtStore } from '#test/support/built-store.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { compoundFile } from '#test/support/outlook/compound-file.ts';
import { olePackage } from '#test/support/outlook/ole-package.ts';
import { bytesOf, flag, integer, wide } from '#test/support/outlook/properties.ts';
import { savedItem, type SavedAttachment } from '#test/support/outlook/saved-item.ts';
import { tnef } from '#test/support/outlook/tnef.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import { readSource, unbalanced, type ReadResult } from '#test/support/read-source.ts';

const content = Buffer.from('the content of a file\r\n');
const large = Buffer.alloc(1_200_000, 'abcdefghij');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A message in TNEF: a file, a message with a file, and a TNEF stream with a file. */
const winmail = tnef({
  properties: [wide(0x0037, 'Plan'), bytesOf(0x1013, '<p>The plan</p>'), flag(0x0005, 1), integer(0x1081, 104)],
  attachments: [
    { title: 'SHORT.TXT', data: large, properties: [wide(0x3707, 'long name.txt')] },
    {
      title: 'Inner',
      properties: [integer(0x3705, 5)],
      message: { properties: [wide(0x0037, 'The inner one')], attachments: [{ title: 'deep.bin', data: content }] },
    },
    { title: 'winmail.dat', data: tnef({ properties: [], attachments: [{ title: 'within.txt', data: content }] }) },
  ],
});
const packaged = olePackage({ label: 'Rechnung.pdf', path: 'C:\\Users\\ann\\Rechnung.pdf', content, wideLabel: 'Счёт.pdf' });
const object = { CONTENTS: content, '\u0001Ole10Native': packaged, Sub: { Package: large } };
const objectNames = ['CONTENTS', '[1]Ole10Native', 'Счёт.pdf', 'Sub/Package'];
const objectHashes = [content, packaged, content, large].map(sha256);

const bytesAt = (reader: FormatReader, file: Uint8Array, locator: Locator, limits: Limits = defaultLimits): Buffer =>
  Buffer.concat([...reader.attachment(memorySource(file), locator, limits, nothingAround)]);
const rebuiltAt = (reader: FormatReader, file: Uint8Array, locator: Locator): string =>
  Buffer.concat([...(reader.rebuild?.(memorySource(file), locator, defaultLimits, 'mark', nothingAround) ?? [])]).toString();
const namesOf = (message: MessageDraft | undefined): unknown => message?.attachments.map(({ name, sha256: hash }) => [name, hash]);

/** Every attachment of every message that has a hash gives the bytes that the hash is of. */
function checkEveryAttachment(reader: FormatReader, file: Uint8Array, { messages }: ReadResult): void {
  const facts = messages.flatMap(({ attachments }) => attachments).filter((fact) => fact.sha256 !== null);
  expect(new Set(facts.map(({ locator }) => formatLocator(locator))).size).toBe(facts.length);
  expect(facts.length).toBeGreaterThan(0);
  for (const fact of facts) {
    const bytes = bytesAt(reader, file, fact.locator);
    expect([sha256(bytes), bytes.length]).toEqual([fact.sha256, fact.sizeBytes]);
  }
}

const saved = (properties: readonly SavedAttachment[], own = [wide(0x0037, 'Outer'), wide(0x1000, 'My text')]): Uint8Array =>
  savedItem({ properties: own, attachments: properties });
const readSaved = (file: Uint8Array, limits: Partial<Limits> = {}): ReadResult =>
  readSource(outlookItemReader, memorySource(file), { fileName: 'a.msg', limits });

describe('winmail.dat attached to a saved message', () => {
  const attachment = { properties: [wide(0x3707, 'winmail.dat'), integer(0x3705, 1), bytesOf(0x3701, winmail)] };
  const file = saved([attachment]);
  const result = readSaved(file);
  const [outer, inner] = result.messages;

  it('gives what it holds', () => {
    expect(namesOf(outer)).toEqual([
      ['winmail.dat', sha256(winmail)],
      ['long name.txt', sha256(large)],
      ['Inner', null],
      ['winmail.dat', sha256(tnef({ properties: [], attachments: [{ title: 'within.txt', data: content }] }))],
      ['within.txt', sha256(content)],
    ]);
    expect(inner?.claimed.subject).toBe('The inner one');
    expect(inner?.parent).toEqual(outer?.locator);
    expect(formatLocator(inner?.locator ?? [])).toBe('file:a.msg|storage:/|attachment:0|attachment:1');
    expect(unbalanced(result)).toEqual([]);
    checkEveryAttachment(outlookItemReader, file, result);
    expect(rebuiltAt(outlookItemReader, file, inner?.locator ?? [])).toContain('Subject: The inner one');
  });

  it('adds properties that the message lacks, and says so, but not what the sender did with his own', () => {
    expect(outer?.properties).toContainEqual({ tag: 0x0005000b, name: 'PidTagAutoForwarded', value: true });
    expect(outer?.claimed.lastVerb).toBeNull();
    expect(outer?.properties.some(({ tag }) => tag === 0x10810003)).toBe(false);
    expect(outer?.bodies).toEqual({ text: 'My text', html: null });
    expect(result.diagnostics).toMatchObject([{ code: 'message-rejoined', effect: 'noted' }]);
    const own = readSaved(saved([attachment], [wide(0x0037, 'Outer'), flag(0x0005, 0)]));
    expect(own.messages[0]?.properties.filter(({ name }) => name === 'PidTagAutoForwarded')).toMatchObject([{ value: false }]);
    expect(own.messages[0]?.bodies.html).toBe('<p>The plan</p>');
    expect(own.diagnostics[0]?.detail).toContain('the body');
  });

  it('is a plain attachment where it is larger than may be taken into memory, and that is told', () => {
    const limited = readSaved(file, { messageBytes: 1_000_000 });
    expect(limited.messages).toHaveLength(1);
    expect(limited.messages[0]?.attachments).toHaveLength(1);
    expect(limited.codes).toEqual(['limit-reached file:a.msg|storage:/']);
  });

  it('has no more messages than its locators lead to', () => {
    for (const at of ['attachment:0', 'attachment:0|attachment:2', 'attachment:0|attachment:9', 'attachment:0|attachment:0|attachment:0']) {
      const locator = [...(outer?.locator ?? []), ...at.split('|').map((step) => ({ kind: 'attachment', at: step.slice(11) }))];
      expect(() => rebuiltAt(outlookItemReader, file, locator)).toThrow(AttachmentUnreadableError);
    }
  });
});

it('messages and TNEF streams that lie within each other lead no deeper than locators do', () => {
  type Level = Parameters<typeof tnef>[0];
  const file = { title: 'file', data: content };
  let level: Level = { properties: [wide(0x0037, 'Innermost')], attachments: [file] };
  for (let depth = 0; depth < 12; depth += 1) {
    level = {
      properties: [wide(0x0037, `Level ${String(depth)}`)],
      attachments: [
        file,
        depth % 2 === 0
          ? { title: 'winmail.dat', data: tnef(level) }
          : { title: 'Message', properties: [integer(0x3705, 5)], message: level },
      ],
    };
  }
  const bytes = saved([{ properties: [wide(0x3707, 'winmail.dat'), integer(0x3705, 1), bytesOf(0x3701, tnef(level))] }]);
  const limits = { nestingDepth: 5 };
  const result = readSaved(bytes, limits);
  const stepsOf = (locator: Locator): number => locator.filter(({ kind }) => kind === 'attachment').length;
  const facts = result.messages.flatMap(({ attachments }) => attachments).filter((fact) => fact.sha256 !== null);
  expect(Math.max(...facts.map(({ locator }) => stepsOf(locator)))).toBe(6);
  for (const { locator, sha256: hash } of facts)
    expect(sha256(bytesAt(outlookItemReader, bytes, locator, { ...defaultLimits, ...limits }))).toBe(hash);
  expect(Math.max(...result.messages.map(({ locator }) => stepsOf(locator)))).toBeLessThanOrEqual(5);
  expect(result.diagnostics.map(({ effect }) => effect)).toContain('limit-reached');
  expect(unbalanced(result)).toEqual([]);
});

describe('an OLE object of a saved message', () => {
  const file = saved([{ properties: [wide(0x3001, 'Sheet'), integer(0x3705, 6)], object }]);
  const result = readSaved(file);

  it('gives its streams, and the file packaged into one of them under its name', () => {
    const [sheet, ...parts] = result.messages[0]?.attachments ?? [];
    expect(sheet).toMatchObject({ name: 'Sheet', sizeBytes: null, sha256: null });
    expect(parts.map(({ name }) => name)).toEqual(objectNames);
    expect(parts.map((part) => part.sha256)).toEqual(objectHashes);
    expect(formatLocator(parts[2]?.locator ?? [])).toBe('file:a.msg|storage:/|attachment:0|stream:%0001Ole10Native|package:file');
    checkEveryAttachment(outlookItemReader, file, result);
    expect(result.codes).toEqual(['attachment-unreadable file:a.msg|storage:/']);
    expect(result.messages[0]?.observed.intact).toBe(true);
  });

  it('has its streams in the message as it is rebuilt', () => {
    const eml = rebuiltAt(outlookItemReader, file, result.messages[0]?.locator ?? []);
    const [message] = readSource(emlReader, memorySource(Buffer.from(eml))).messages;
    const parts = message?.attachments.map(({ name, sha256: hash }) => [name, hash]) ?? [];
    expect(parts.slice(1, 5)).toEqual(objectNames.map((name, index) => [name, objectHashes[index]]));
  });

  it('of many streams is cut at the limit, which is told', () => {
    const limited = readSaved(file, { mimeParts: 2 });
    expect(limited.messages[0]?.attachments).toHaveLength(3);
    expect(limited.codes).toContain('limit-reached file:a.msg|storage:/');
  });

  it('with slashes in names gives each stream its own locator', () => {
    const odd = saved([
      { properties: [integer(0x3705, 6)], object: { 'Sub/Package': content, 'Sub%2FPackage': packaged, Sub: { Package: large } } },
    ]);
    const read = readSaved(odd);
    expect(read.messages[0]?.attachments).toHaveLength(4);
    checkEveryAttachment(outlookItemReader, odd, read);
  });

  it('whose storages lie too deep says so, here and in the message as it is rebuilt', () => {
    let deep: Parameters<typeof compoundFile>[0] = { deepest: content };
    for (let depth = 0; depth < 40; depth += 1) deep = { inner: deep };
    const bytes = saved([{ properties: [integer(0x3705, 6)], object: { CONTENTS: content, ...deep } }]);
    const read = readSaved(bytes);
    expect(read.messages[0]?.attachments.slice(1).map(({ name }) => name)).toEqual(['CONTENTS']);
    expect(read.codes).toContain('limit-reached file:a.msg|storage:/');
    const eml = rebuiltAt(outlookItemReader, bytes, read.messages[0]?.locator ?? []);
    const notes = eml.split(/\r\n\r\n/).map((text) => Buffer.from(text.split('\r\n--')[0] ?? '', 'base64').toString());
    expect(`${eml}${notes.join('')}`).toContain('lie deeper within each other');
  });

  it('of a locator that leads nowhere gives none', () => {
    const sheet = result.messages[0]?.attachments[0]?.locator ?? [];
    const stream = (at: string, ...more: Locator): Locator => [...sheet, { kind: 'stream', at }, ...more];
    for (const at of [sheet, stream('none'), stream('CONTENTS', { kind: 'package', at: 'file' }), [...sheet, { kind: 'other', at: '' }]]) {
      expect(() => bytesAt(outlookItemReader, file, at)).toThrow(AttachmentUnreadableError);
    }
  });

  it('takes nothing for a package that is none, whatever its sizes say', () => {
    const damaged = Buffer.from(packaged);
    damaged.writeUInt32LE(0xfffffff0, Buffer.from(packaged).indexOf(content) - 4);
    for (const bytes of [Buffer.alloc(0), Buffer.from('BM'), packaged.subarray(0, 40), damaged, Buffer.alloc(100_000, 2)]) {
      const read = readSaved(saved([{ properties: [integer(0x3705, 6)], object: { '\u0001Ole10Native': bytes } }]));
      expect(read.messages[0]?.attachments.slice(1)).toMatchObject([{ name: '[1]Ole10Native', sizeBytes: bytes.length }]);
    }
  });
});

describe('attachments of a store', () => {
  const storage = compoundFile(object);
  const attachments = [
    { kind: 'data', name: 'winmail.dat', content: winmail },
    { kind: 'ole', name: 'Sheet', content: storage },
    { kind: 'ole', name: 'Old picture', content: Buffer.from('no compound file') },
    { kind: 'data', name: 'letter.doc', content: storage },
  ] as const;
  const described = { subject: 'Outer', text: 'My text', attachments };
  const { bytes } = builtStore({
    folders: [{ name: 'Inbox', messages: [described, { ...described, subject: 'Freed', deletion: 'superseded' }] }],
  });
  const result = readSource(pstReader, memorySource(bytes), { fileName: 'a.pst' });

  it.each(['Outer', 'Freed'])('hold what they hold in a saved message, by either engine: %s', (subject) => {
    const outer = result.messages.find(({ claimed }) => claimed.subject === subject);
    expect(outer?.attachments.map(({ name }) => name)).toEqual([
      ...attachments.map(({ name }) => name),
      ...['long name.txt', 'Inner', 'winmail.dat', 'within.txt'],
      ...objectNames,
    ]);
    expect(outer?.attachments.slice(-4).map((part) => part.sha256)).toEqual(objectHashes);
    const inner = result.messages.filter(({ parent }) => parent !== null && formatLocator(parent) === formatLocator(outer?.locator ?? []));
    expect(inner.map(({ claimed }) => claimed.subject)).toEqual(['The inner one']);
    expect(rebuiltAt(pstReader, bytes, inner[0]?.locator ?? [])).toContain('Subject: The inner one');
  });

  it('give the bytes of all of it, and add up', () => {
    checkEveryAttachment(pstReader, bytes, result);
    expect(unbalanced(result)).toEqual([]);
    const details = result.diagnostics.filter(({ code }) => code === 'attachment-unreadable').map(({ detail }) => detail);
    expect(details[0]).toContain('"Old picture" holds within it could not be read: its data are no compound file');
  });
});

it('an OLE object and a TNEF stream within winmail.dat of an Internet message give what they hold', () => {
  const within = tnef({
    properties: [],
    attachments: [
      { title: 'Sheet', data: compoundFile(object), properties: [integer(0x3705, 6)] },
      { title: 'winmail.dat', data: winmail },
    ],
  });
  const mail = Buffer.from(
    `Subject: Outer\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${within.toString('base64')}\r\n`,
  );
  const result = readSource(emlReader, memorySource(mail), { fileName: 'a.eml' });
  expect(result.messages[0]?.attachments.map(({ name }) => name)).toEqual(
    expect.arrayContaining([...objectNames, 'long name.txt', 'within.txt']),
  );
  expect(result.messages.map(({ claimed }) => claimed.subject)).toEqual(['Outer', 'The inner one']);
  checkEveryAttachment(emlReader, mail, result);
  expect(unbalanced(result)).toEqual([]);
});
