import { describe, expect, it } from 'vitest';
import type { FormatReader, ProbeResult } from '#formats/reader.ts';
import { chooseReader, readersPromisedBy } from '#formats/choose-reader.ts';
import { beginsWithMessageField, headerFirst } from '#formats/mime/index.ts';
import { readers } from '#formats/registry.ts';
import { memorySource } from '#test/support/memory-source.ts';

const unasked = (): never => {
  throw new Error('It is not to be asked.');
};
const chosen = (content: string): string | null => chooseReader(memorySource(content), readers).reader?.id ?? null;

describe('chooseReader', () => {
  it('knows messages by their header, whatever comes before it', () => {
    expect(chosen('From: a@b.example\nTo: c@d.example\n\ntext')).toBe('eml');
    expect(chosen('\n\nReceived: from a by b\n\tid 1\nDelivered-To: x\n\n')).toBe('eml');
    expect(chosen('Return-Path: <a@b.example>\r\nDate: x\r\n\r\n')).toBe('eml');
    expect(chosen('From - Thu Jul 16 03:13:49 1998\nFrom: a@b.example\n\n')).toBe('mbox');
    expect(chosen('Content-Type: text/plain\nMIME-Version: 1.0\n\n')).toBe('eml');
    expect(chosen('Content-Type: text/plain\nX-Loop: a\nContent-Language: de\n\n')).toBe('eml');
    expect(chosen('Subject:\n')).toBe('eml');
    expect(chosen('X-Warning: x\nSubject: y\nSummary: z\n\n')).toBe('eml');
    expect(chosen('Date: x\nContent-Type: text/plain\nThread-Topic: x\nAccept-Language: de\n\n')).toBe('eml');
    expect(chosen(`X-Filler: ${'x'.repeat(100_000)}\nFrom: a@b.example\n\n`)).toBe(null);
  });

  it('knows no message in text, code and data', () => {
    const strangers = [
      '',
      'Dear Anna,\n\nFrom: what I hear ...\n',
      'To do: call\nbuy milk\n',
      'import x from "y";\nexport const From: string = "a";\n',
      'class A {\npublic: int x;\n};\n',
      '{"From": "a", "To": "b"}',
      '<html><head><title>Subject: x</title></head></html>',
      '---\ntitle: x\ndate: 2020-01-01\n---\ntext\n',
      'name: build\nversion: 1.0\non: push\n',
      'HTTP/1.1 200 OK\nDate: x\nContent-Type: text/html\n\n',
      'BEGIN:VCALENDAR\nVERSION:2.0\nSUMMARY:x\n',
      'Package: mail\nVersion: 1\nMaintainer: a@b.example\n\n',
      'Source: mail\nSection: misc\nPriority: optional\nMaintainer: a@b.example\n\nPackage: mail\n',
      'Metadata-Version: 2.1\nName: mail\nVersion: 1\nSummary: x\nKeywords: mail\n\ntext\n',
      'User-agent: *\nDisallow: /private\n',
      'AnalysisType: rule\nEnabled: true\nStatus: Experimental\nSeverity: High\nTags:\n  - x\n',
      'path: /usr/bin\nname: build\n',
      'Name: build\rVersion: 1\rOn: push\r\rtext\r',
      '%PDF-1.4\n',
      '\u0000\u0001\u0002'.repeat(1000),
      'a,b,c\n1,2,3\n',
      '# From here\n',
    ];
    for (const content of strangers) expect(chosen(content), content.slice(0, 30)).toBe(null);
  });

  it('takes no mail and no page for a log of filters, whatever its first paragraph looks like', () => {
    const html = '<html><body><p>[Ticket 4711, 10:15] Hello</p></body></html>';
    const letter = `From: a@b.example\nTo: c@d.example\nContent-Type: text/html\n\n${html}\n`;
    expect(chosen(letter)).toBe('eml');
    expect(chosen(`From - Thu Jul 16 03:13:49 1998\n${letter}`)).toBe('mbox');
    expect(chosen(`${String(letter.length)}\n${letter}`)).toBe('emlx');
    expect(chosen('<html><body><p>[12] See the report.</p></body></html>')).toBe(null);
    expect(chosen('<p>[2026-03-14, 10:15:22] Applied filter "x" to message</p>')).toBe('thunderbird-filter-log');
  });

  it('does not show messages to readers that none concerns, whatever a message quotes', () => {
    const spared = readers.filter(({ isNeverMail }) => isNeverMail === true);
    const log = 'Nov 26 10:15:22 mx postfix/smtp[12]: 4AF: to=<a@b.example>, relay=none, status=sent';
    const bodies = [
      'text\n',
      `${log}\n`.repeat(60),
      '{"Id": 1, "Operation": "Send", "UserId": "a@b.example"}\n',
      'a,b\n1,2\n',
      'user_pref("a", 1);\n',
    ];
    const messages = ['From: a@b.example\nTo: c@d.example\n\n', 'Received: from a by b\nSubject: x, y, z\n\n', 'Subject: x\n\n'];
    expect(spared.length).toBeGreaterThan(20);
    for (const header of messages) {
      for (const body of bodies) {
        const source = memorySource(header + body);
        const choice = chooseReader(source, [...spared.map((reader) => ({ ...reader, probe: () => unasked() })), ...readers]);
        expect(choice.reader?.id).toBe('eml');
      }
    }
  });

  it('takes no two lines for the name of a field, and judges a line of blanks at once', () => {
    expect(beginsWithMessageField(Buffer.from('X-Spam-Status: No\n'))).toBe(true);
    expect(beginsWithMessageField(Buffer.from('x-spam-list\na,b:c\n'))).toBe(false);
    expect(beginsWithMessageField(Buffer.from('Date: x\n'))).toBe(false);
    expect(headerFirst(Buffer.from(`a${' '.repeat(32_000)}b: c\n`)).verdict).toBe('no');
  });

  it('passes over blank lines before a header, however long they are', () => {
    for (const blank of [`${' '.repeat(200)}\n\n`, `\n${' '.repeat(200)}\r\n\n`, `${' '.repeat(127)}\r\n\r\n`, '\n'.repeat(32)])
      expect(headerFirst(Buffer.from(`${blank}From: a@b.example\nTo: c@d.example\n\n`)).verdict).toBe('yes');
  });

  it('knows an event log by its first chunk, though its header was overwritten with that of a message', () => {
    const start = Buffer.alloc(8192);
    start.write('From: a@b.example\nTo: c@d.example\n\n');
    start.write('ElfChnk\0', 4096, 'latin1');
    expect(chooseReader(memorySource(start), readers).reader?.id).toBe('evtx');
  });

  it('knows no times of a profile by names that every object has', () => {
    expect(chosen('{"constructor": 1700000000000}')).toBe(null);
    expect(chosen('{"created": 1700000000000}')).toBe('mozilla-times');
  });

  it('says why, for and against', () => {
    expect(chooseReader(memorySource('From: a@b.example\nTo: c@d.example\n\n'), readers)).toMatchObject({
      because: 'it begins with header fields of a message (from, to)',
    });
    const refused = chooseReader(memorySource('text'), readers);
    expect(refused.reader).toBeNull();
    if (refused.reader === null) {
      expect(refused.becauseAll).toHaveLength(readers.length);
      // They are read one after the other: each is a sentence.
      for (const because of refused.becauseAll) expect(because).toMatch(/[^.]\.$/);
    }
  });

  it('lets a "perhaps" lose to a "yes", and takes the first of equals', () => {
    const [perhaps, yes, second, no] = [fake('a', 'perhaps'), fake('b', 'yes'), fake('c', 'yes'), fake('d', 'no')];
    expect(chooseReader(memorySource(''), [no, perhaps, yes, second]).reader?.id).toBe('b');
    expect(chooseReader(memorySource(''), [no, perhaps]).reader?.id).toBe('a');
    expect(chooseReader(memorySource(''), [no]).reader).toBeNull();
  });
});

describe('the registry', () => {
  it('has readers with names and versions of their own', () => {
    expect(new Set(readers.map(({ id }) => id)).size).toBe(readers.length);
    for (const { version, title } of readers) expect([version, title].every((text) => text !== '')).toBe(true);
  });

  it('tells what a name promises', () => {
    const promised = (name: string): string[] => readersPromisedBy(name, readers).map(({ id }) => id);
    expect(promised('Archive.MBOX')).toEqual(['mbox']);
    expect(promised('letter.eml')).toEqual(['eml']);
    expect(promised('Inbox.mbx')).toEqual(['mbx', 'mbox']);
    expect(promised('letter.txt')).toEqual([]);
  });
});

function fake(id: string, verdict: ProbeResult['verdict']): FormatReader {
  return { id, version: '1', title: id, extensions: [], probe: () => ({ verdict, because: id }), read: () => [], attachment: () => [] };
}
