import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pstReader } from '#formats/pst/index.ts';
import { formatLocator } from '#model/index.ts';
import { buildZip } from '#test/support/build-zip.ts';
import { exampleStore, exampleStorePath } from '#test/support/example-stores.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readAll } from '#test/support/reading.ts';
import { olmArchive, olmMessageXml } from '#test/support/outlook/archive.ts';
import { integer, wide } from '#test/support/outlook/properties.ts';
import { tnef } from '#test/support/outlook/tnef.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

const root = temporaryFolder('cli-message');
const store = exampleStorePath('enron');
const [message] = readAll(pstReader, memorySource(exampleStore('enron')), { locator: [{ kind: 'file', at: 'enron.pst' }] }).messages;
const locator = formatLocator(message?.locator ?? []);
mkdirSync(join(root, 'mail'));
writeFileSync(join(root, 'mail', 'a.eml'), 'Subject: a\r\nFrom: a@example.org\r\n\r\nbody');

describe('message', () => {
  test('saves a message of a store, rebuilt, with what identifies it', async () => {
    const out = join(root, 'one.eml');
    const { code, out: told } = await runCli(['message', store, '--locator', locator, '--out', out, '--exhibit', 'EX-007']);
    expect(code).toBe(0);
    const bytes = readFileSync(out);
    expect(told).toContain(createHash('sha256').update(bytes).digest('hex'));
    expect(told).toContain('rebuilt from its store');
    const mark =
      bytes
        .toString('latin1')
        .split(/\r\n(?! )/)[0]
        ?.replaceAll('\r\n ', ' ') ?? '';
    expect(mark).toMatch(/^X-Mail-Triage-Rebuilt: /);
    for (const stated of ['EX-007', locator, createHash('sha256').update(exampleStore('enron')).digest('hex')])
      expect(mark).toContain(stated);
  });

  test('saves the bytes of a message that is a file', async () => {
    const out = join(root, 'two.eml');
    const { code } = await runCli(['message', join(root, 'mail'), '--locator', 'file:a.eml|bytes:0+40', '--out', out]);
    expect(code).toBe(0);
    expect(readFileSync(out).equals(readFileSync(join(root, 'mail', 'a.eml')).subarray(0, 40))).toBe(true);
  });

  test('saves a message in an archive as it was unpacked, and refuses the row of an index', async () => {
    const message = 'Subject: packed\r\nFrom: a@example.org\r\n\r\nbody\r\n';
    writeFileSync(join(root, 'mail.zip'), buildZip({ members: [{ name: 'mail/b.eml', content: message }] }));
    const out = join(root, 'packed.eml');
    const given = ['message', join(root, 'mail.zip'), '--out', out, '--locator'];
    const { code, out: told } = await runCli([...given, `file:mail.zip|member:mail/b.eml|bytes:0+${String(message.length)}`]);
    expect([code, readFileSync(out, 'utf8')]).toEqual([0, message]);
    expect(told).toContain('unpacked from the archive');
    const row = ['message', join(root, 'mail'), '--out', join(root, 'row.eml'), '--locator', 'file:a.eml|table:m|row:1|bytes:0+10'];
    const refused = await runCli(row);
    expect(refused.code).toBe(3);
    expect(refused.err).toContain('cannot rebuild');
    expect(existsSync(join(root, 'row.eml'))).toBe(false);
  });

  test('saves a message within winmail.dat rebuilt, and one attached in an archive of Outlook for Mac as the file that it was', async () => {
    const winmail = tnef({
      attachments: [{ title: 'Inner', properties: [integer(0x3705, 5)], message: { properties: [wide(0x0037, 'Inner')] } }],
    });
    const mail = `Subject: a\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n${winmail.toString('base64')}`;
    writeFileSync(join(root, 'winmail.eml'), mail);
    const within = `file:winmail.eml|bytes:0+${String(mail.length)}|part:1|attachment:0`;
    const rebuilt = await runCli(['message', join(root, 'winmail.eml'), '--locator', within, '--out', join(root, 'within.eml')]);
    expect([rebuilt.code, rebuilt.out]).toEqual([0, expect.stringContaining('rebuilt from its store')]);
    expect(readFileSync(join(root, 'within.eml'), 'latin1')).toMatch(/^X-Mail-Triage-Rebuilt: [^]*\r\nSubject: Inner\r\n/);
    const attached = `Subject: attached\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n${winmail.toString('base64')}`;
    const folder = 'Accounts/a@example.org/com.microsoft.__Messages/Inbox';
    const files = {
      [`${folder}/message_00001.xml`]: olmMessageXml({
        ...{ subject: 'x', from: ['A', 'a@example.org'], to: [], sent: '2024-03-01T10:00:00', body: 'x' },
        attachments: [{ name: 'a.eml', type: 'message/rfc822', url: `${folder}/com.microsoft.__Attachments/a.eml` }],
      }),
      [`${folder}/com.microsoft.__Attachments/a.eml`]: attached,
    };
    writeFileSync(join(root, 'mac.olm'), olmArchive(files));
    writeFileSync(join(root, 'mac.zip'), buildZip({ members: [{ name: 'mac.olm', content: Buffer.from(olmArchive(files)) }] }));
    for (const archive of ['mac.olm', 'mac.zip|member:mac.olm']) {
      const evidence = join(root, archive.split('|')[0] ?? '');
      const at = `file:${archive}|entry:${folder}/message_00001.xml|email:0|attachment:0`;
      const out = join(root, 'attached.eml');
      const original = await runCli(['message', evidence, '--locator', at, '--out', out, '--force']);
      expect([original.code, original.err, original.out]).toEqual([0, '', expect.stringContaining('unpacked from the archive')]);
      expect(readFileSync(out, 'latin1')).toBe(attached);
      const deep = await runCli(['message', evidence, '--locator', `${at}|part:1|attachment:0`, '--out', out, '--force']);
      expect([deep.code, deep.out]).toEqual([0, expect.stringContaining('rebuilt from its store')]);
      expect(readFileSync(out, 'latin1')).toContain('\r\nSubject: Inner\r\n');
      const own = at.replace('|attachment:0', '');
      const source = await runCli(['message', evidence, '--locator', own, '--out', join(root, 'own.xml'), '--force']);
      expect([source.code, source.out]).toEqual([
        0,
        expect.stringContaining('the XML file of the archive that holds it, as it was unpacked'),
      ]);
      expect(readFileSync(join(root, 'own.xml'), 'utf8')).toBe(files[`${folder}/message_00001.xml`]);
      for (const nowhere of [own.replace('email:0', 'email:1'), own.replace('_00001', '_00002')]) {
        const refused = await runCli(['message', evidence, '--locator', nowhere, '--out', join(root, 'nowhere.xml')]);
        expect([refused.code, existsSync(join(root, 'nowhere.xml'))]).toEqual([3, false]);
      }
    }
  });

  test('replaces no file that is there, writes nothing into the evidence, and leaves no part behind', async () => {
    const out = join(root, 'three.eml');
    writeFileSync(out, 'mine');
    const given = ['message', join(root, 'mail'), '--locator', 'file:a.eml|bytes:0+40', '--out'];
    expect((await runCli([...given, out])).code).toBe(2);
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expect((await runCli([...given, out, '--force'])).code).toBe(0);
    expect((await runCli([...given, join(root, 'mail', 'b.eml')])).code).toBe(2);
    expect(existsSync(join(root, 'mail', 'b.eml'))).toBe(false);
    const nowhere = join(root, 'nowhere.eml');
    for (const place of ['file:enron.pst|item:0x2f0004', 'item:0x200024']) {
      expect((await runCli(['message', store, '--locator', place, '--out', nowhere])).code).toBe(3);
    }
    expect((await runCli(['message', join(root, 'mail'), '--locator', 'file:../../x|bytes:0+1', '--out', nowhere])).code).toBe(3);
    expect([existsSync(nowhere), existsSync(`${nowhere}.part`)]).toEqual([false, false]);
  });

  test.each([
    [['message'], 'needs one file or folder'],
    [['message', 'a', 'b'], 'needs one file or folder'],
    [['message', 'a', '--out', 'x'], '--locator'],
    [['message', 'a', '--locator', 'file:a'], '--out'],
    [['message', 'a', '--locator', 'file:a', '--out', 'x', '--exhibit', '7'], '--exhibit'],
    [['message', 'a', '--locator', 'file:a', '--out', 'x', '--workers', '2'], 'belongs to the command scan'],
    [['scan', 'a', '--out', 'x', '--locator', 'file:a'], 'belongs to the command message'],
    [['message', 'a', '--locator', 'no locator', '--out', join(root, 'x')], 'is no locator'],
  ])('wrong use is told: %j', async (given, because) => {
    const { code, err } = await runCli(given);
    expect([code, err]).toEqual([2, expect.stringContaining(because)]);
  });
});
