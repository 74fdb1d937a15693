import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEvidenceFile } from '#evidence/index.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { emlReader } from '#formats/eml/eml-reader.ts';
import { mboxReader } from '#formats/mbox/index.ts';
import { mbxReader } from '#formats/mbox/mbx-reader.ts';
import { mmdfReader } from '#formats/mbox/mmdf-reader.ts';
import { readers } from '#formats/registry.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readRules } from '#test/support/read-rules.ts';
import { roomIn } from '#test/support/reading-room.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const letter = (id: number): string =>
  `From: anna@example.org\r\nTo: ben@example.org\r\nMessage-ID: <${id}@example.org>\r\n\r\nFrom here on text\r\n`;

describe('mbx', () => {
  const line = (size: number, user: number, system: number, uid: number): string =>
    ` 1-Jan-2026 10:00:00 +0100,${size};${user.toString(16).padStart(8, '0')}${system.toString(16).padStart(4, '0')}-${uid.toString(16).padStart(8, '0')}\r\n`;
  const messages = [1, 2, 3].map(letter);
  const header = '*mbx*\r\n0123456700000003\r\n$Forwarded\r\nmy word\r\n'.padEnd(2046, '\0') + '\r\n';
  const file =
    header +
    messages.map((text, index) => line(text.length, index === 0 ? 3 : 0, [0x1, 0xc, 0x8003][index] ?? 0, index + 1) + text).join('');

  it('gives each message with its flags and date of arrival; expunged ones are recovered', () => {
    expect(chooseReader(memorySource(file), readers).reader?.id).toBe('mbx');
    const result = readSource(mbxReader, memorySource(file), { fileName: 'INBOX' });
    expect(unbalanced(result)).toEqual([]);
    expect(result.messages.map(({ claimed, observed }) => [claimed.messageId, claimed.flags, observed.allocation])).toEqual([
      ['<1@example.org>', ['forwarded', 'my-word', 'read'], 'allocated'],
      ['<2@example.org>', ['flagged', 'replied'], 'allocated'],
      ['<3@example.org>', ['deleted', 'expunged', 'read'], 'deleted'],
    ]);
    expect(result.messages[0]?.claimed.received).toMatchObject({ instant: '2026-01-01T09:00:00.000Z', statedBy: 'mbx, date of arrival' });
    expect(result.messages[1]?.observed.sizeBytes).toBe(letter(2).length);
    expect(result.codes).toEqual([]);
  });

  it('damaged tells what is lost and goes on with the next message', () => {
    const damaged = file.replace(',' + String(letter(2).length), ',9' + String(letter(2).length));
    for (const bytes of [damaged, file.replace('0100,' + String(letter(2).length), 'x')]) {
      const result = readSource(mbxReader, memorySource(bytes));
      expect(unbalanced(result)).toEqual([]);
      expect(result.messages.length).toBeGreaterThanOrEqual(1);
      expect(result.diagnostics.map(({ code }) => code)).toContain('item-unreadable');
    }
    for (let length = 2048; length < file.length; length += 9)
      expect(unbalanced(readSource(mbxReader, memorySource(file.slice(0, length))))).toEqual([]);
    expect(mbxReader.probe(memorySource('*mbx*\r\nno')).verdict).toBe('no');
  });
});

describe('mailboxes of Pine and the UW IMAP server', () => {
  const separator = 'From anna@example.org Thu Jan  1 10:00:00 2026\r\n';
  const data =
    "Date: 01 Jan 2026 09:00:00 +0100\r\nFrom: Mail System Internal Data <MAILER-DAEMON@example.org>\r\nSubject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\r\nX-IMAP: 1767254400 0000000005\r\nStatus: RO\r\n\r\nThis text is part of the internal format of your mail folder.\r\n";
  const first = letter(2).replace('To:', 'X-IMAPbase: 1767254400 5 work\r\nX-Keywords: $Forwarded work   \r\nTo:');

  it('say which record is no mail, and give keywords as flags', () => {
    const result = readSource(mboxReader, memorySource(`${separator}${data}\r\n${separator}${first}\r\n`), { fileName: 'INBOX' });
    expect(unbalanced(result)).toEqual([]);
    expect(result.messages.map(({ claimed }) => claimed.flags)).toEqual([
      ['mailbox-data', 'read'],
      ['forwarded', 'tag:work'],
    ]);
    expect(result.diagnostics.map(({ code, effect }) => [code, effect])).toEqual([['mailbox-data', 'noted']]);
  });
});

describe('stores of programs that are not read', () => {
  it.each([
    ['a folder of Outlook Express', Buffer.from('cfad12fec5fd746f66e3d1119a4e00c04fa309d400', 'hex')],
    ['the list of folders of Outlook Express', Buffer.from('cfad12fec6fd746f66e3d1119a4e00c04fa309d400', 'hex')],
    ['a file of Outlook Express', Buffer.from('cfad12fe0000', 'hex')],
    ['a database of Notes', Buffer.from('1a00000400002a00', 'hex')],
    ['a mailbox of Rmail', Buffer.from('BABYL OPTIONS: -*- rmail -*-\nVersion: 5\n')],
  ])('%s is named, and told as not read', (name, bytes) => {
    const { reader } = chooseReader(memorySource(bytes), readers);
    if (reader === null) throw new Error('No reader knows it.');
    const result = readSource(reader, memorySource(bytes), { fileName: 'a.dbx' });
    expect(unbalanced(result)).toEqual([]);
    expect(result.diagnostics.map(({ code, effect }) => [code, effect])).toEqual([['part-unread', 'item-lost']]);
    expect(result.diagnostics[0]?.detail).toContain(name);
  });
});

describe('MMDF', () => {
  const mark = '\u0001\u0001\u0001\u0001\n';

  it('gives what lies between its marks', () => {
    const texts = ['From anna@example.org Thu Jul 16 03:13:49 1998\n' + letter(1), letter(2), letter(3)];
    const file = texts.map((text) => mark + text + mark).join('');
    expect(chooseReader(memorySource(file), readers).reader?.id).toBe('mmdf');
    const result = readSource(mmdfReader, memorySource(file), { fileName: 'box' });
    expect(unbalanced(result)).toEqual([]);
    expect(result.messages.map(({ claimed }) => claimed.messageId)).toEqual(['<1@example.org>', '<2@example.org>', '<3@example.org>']);
    expect(result.messages.map(({ observed }) => observed.sizeBytes)).toEqual([1, 2, 3].map((id) => letter(id).length));
    expect(result.messages[0]?.envelopeLine).toBe('From anna@example.org Thu Jul 16 03:13:49 1998');
    for (let length = 5; length < file.length; length += 7)
      expect(unbalanced(readSource(mmdfReader, memorySource(file.slice(0, length))))).toEqual([]);
    for (const other of [mark, `${mark}text\n`, 'x']) expect(mmdfReader.probe(memorySource(other)).verdict).toBe('no');
  });
});

describe('folders of messages', () => {
  const flagsOf = (root: string, folderPath: readonly string[], fileName: string): readonly string[] => {
    const source = openEvidenceFile(join(root, ...folderPath, fileName));
    const room = roomIn(root, folderPath);
    const result = readSource(emlReader, source, { ...room, folderPath, fileName });
    source.close();
    room.close();
    return result.messages[0]?.claimed.flags ?? [];
  };

  it('MH: sequences, annotations and removed messages', () => {
    const root = temporaryFolder('mh');
    mkdirSync(join(root, 'inbox'));
    writeFileSync(join(root, 'inbox/.mh_sequences'), 'cur: 2\nunseen: 1 3-4\nto-boss: 2-3\n');
    for (const name of ['1', '2', ',3']) writeFileSync(join(root, 'inbox', name), letter(1));
    writeFileSync(
      join(root, 'inbox/5'),
      `Forwarded: Thu, 01 Jan 2026 10:00:00 +0000\r\nForwarded: ben@example.org\r\nReplied: no date\r\n${letter(1)}`,
    );
    expect(['1', '2', ',3', '5'].map((name) => flagsOf(root, ['inbox'], name))).toEqual([
      ['unseen'],
      ['sequence:to-boss'],
      ['deleted', 'sequence:to-boss', 'unseen'],
      ['forwarded'],
    ]);
    expect(readRules('cur: 2\nunseen: 1 3-4\n', 'inbox/.mh_sequences').settings).toEqual(['sequence cur: 2', 'sequence unseen: 1 3-4']);
    expect(readRules('unseen: what\n', 'inbox/.mh_sequences').format).toBeNull();
  });

  it('Maildir: the keywords behind its letters, and subscriptions', () => {
    const root = temporaryFolder('maildir');
    mkdirSync(join(root, 'Maildir/cur'), { recursive: true });
    writeFileSync(join(root, 'Maildir/dovecot-keywords'), '0 $Forwarded\n1 NonJunk\n');
    writeFileSync(join(root, 'Maildir/cur/1000000000.a;2,RSabz'), letter(1));
    expect(flagsOf(root, ['Maildir', 'cur'], '1000000000.a;2,RSabz')).toEqual(['forwarded', 'nonjunk', 'read', 'replied']);
    expect(readRules('0 $Forwarded\n', 'Maildir/dovecot-keywords').settings).toEqual(['keyword a: $Forwarded']);
    expect(readRules('INBOX.Old\nSent\n', 'Maildir/subscriptions').settings).toEqual([
      'subscribed folder: INBOX.Old',
      'subscribed folder: Sent',
    ]);
    expect(readRules('a: b\n', 'subscriptions').format).toBeNull();
  });
});
