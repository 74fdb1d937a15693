import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Trouble, calls, connect, type CallName, type Client, type IngestBatch, type WireRecord } from '#contract/index.ts';
import { verifyAuditLog } from '#host/index.ts';
import { evidenceIdOf, formatLocator } from '#model/index.ts';
import { buildMime, mixed, part } from '#test/support/build-mime.ts';
import { buildZip } from '#test/support/build-zip.ts';
import { exampleStorePath } from '#test/support/example-stores.ts';
import { ingestThrough, openHost, reopenHost, type OpenedHost } from '#test/support/open-host.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { inMemoryTransports, messagePortTransports, type TransportPair } from '#test/support/transports.ts';

/** Calls that only make sense with an item of the case, with arguments that are right but for the item. */
const aboutUnknownItem: Partial<Record<CallName, unknown>> = {
  'evidence.describe': { evidenceId: 'EX-099', custodian: '', note: '' },
  'evidence.verify': { evidenceId: 'EX-099' },
  'evidence.bytes': { evidenceId: 'EX-099', locator: 'file:a', offsetBytes: 0, lengthBytes: 1 },
  'ingest.start': { evidenceId: 'EX-099', resume: null },
  'ingest.grant': { evidenceId: 'EX-099', batches: 1 },
  'ingest.cancel': { evidenceId: 'EX-099' },
  'attachment.save': { evidenceId: 'EX-099', locator: 'file:a', suggestedName: 'a' },
  'message.save': { evidenceId: 'EX-099', locator: 'file:a', suggestedName: 'a' },
  'message.bytes': { evidenceId: 'EX-099', locator: 'file:a', offsetBytes: 0, lengthBytes: 1 },
  'item.properties': { evidenceId: 'EX-099', locator: 'file:a' },
};

async function troubleOf(client: Client, name: string, given: unknown): Promise<Trouble['text']> {
  const outcome: unknown = await client.call(name as 'case.read', given as Record<string, never>).catch((error: unknown) => error);
  if (!(outcome instanceof Trouble)) throw new Error(`${name} gave no trouble`);
  return outcome.text;
}

describe.each([
  ['in memory', inMemoryTransports],
  ['over a MessagePort', messagePortTransports],
])('the host %s', (_, makeTransports) => {
  let opened: OpenedHost | null = null;
  let pair: TransportPair | null = null;
  const open = (): OpenedHost => {
    pair = makeTransports();
    return (opened = openHost(pair));
  };
  afterEach(async () => {
    await opened?.host.stop();
    pair?.host.close();
    pair?.page.close();
    expect(opened?.bugs).toEqual([]);
    opened = null;
  });

  it('refuses what is unknown or malformed and says what to do', async () => {
    const { client } = open();
    expect(await troubleOf(client, 'case.destroy', {})).toMatchObject({ code: 'call-unknown' });
    expect(await troubleOf(client, 'toString', {})).toMatchObject({ code: 'call-unknown' });
    expect(await troubleOf(client, 'start.recent', {})).toMatchObject({ code: 'call-unknown' });
    for (const name of Object.keys(calls)) {
      if (name.startsWith('start.')) continue;
      const { code, todo } = await troubleOf(client, name, 'nonsense');
      expect(code).toBe('call-malformed');
      expect(todo).toMatch(/\S/);
    }
    expect(await troubleOf(client, 'export.begin', { name: '../escape.html' })).toMatchObject({ code: 'call-malformed' });
    expect(await troubleOf(client, 'evidence.verify', { evidenceId: '/etc/passwd' })).toMatchObject({ code: 'call-malformed' });
  });

  it('knows only the evidence of its case', async () => {
    const { client } = open();
    for (const [name, given] of Object.entries(aboutUnknownItem))
      expect(await troubleOf(client, name, given)).toMatchObject({ code: 'evidence-unknown' });
  });

  it('describes program and case, and changes the case', async () => {
    const { client, caseFolder } = open();
    expect(await client.call('program.describe', {})).toMatchObject({ name: 'Mail Triage', node: process.versions.node });
    expect(await client.call('case.read', {})).toMatchObject({ title: 'Forwarded mail', ownDomains: ['example.org'], evidence: [] });
    const heard: unknown[] = [];
    client.on('case.changed', (file) => heard.push(file));
    const changed = await client.call('case.update', { title: 'New title' });
    expect(changed).toMatchObject({ title: 'New title', examiner: 'A. Examiner' });
    expect(heard).toEqual([changed]);
    expect(JSON.parse(readFileSync(join(caseFolder.directory, 'case.json'), 'utf8'))).toEqual(changed);
  });

  it('adds evidence, reads it on credit, shows its bytes and verifies it', async () => {
    const { client, answers, caseFolder } = open();
    answers.paths = [exampleStorePath('enron')];
    const [item] = await client.call('evidence.choose', { kind: 'files' });
    expect(item).toMatchObject({ evidenceId: 'EX-001', kind: 'file', files: 1 });
    const { batches, last } = await ingestThrough(client, evidenceIdOf(1));
    expect(last).toMatchObject({ phase: 'done', messages: 71, files: 1, filesTotal: 1, trouble: null });
    expect(batches.map(({ sequence }) => sequence)).toEqual(batches.map((_, index) => index));
    const messages = batches.flatMap(({ records }) => records).filter(({ kind }) => kind === 'message');
    expect(messages).toHaveLength(71);
    expect(messages.every((message) => !('headers' in message))).toBe(true);
    const bytes = await client.call('evidence.bytes', {
      evidenceId: evidenceIdOf(1),
      locator: formatLocator(messages[0]?.locator ?? []),
      offsetBytes: 0,
      lengthBytes: 4,
    });
    expect(Buffer.from(bytes).toString('latin1')).toBe('!BDN');
    expect(await client.call('evidence.verify', { evidenceId: evidenceIdOf(1) })).toMatchObject({ matches: true, differences: [] });
    // The case keeps it: a report made another day must not say that the item was never verified.
    const verifiedTwice = await client.call('evidence.verify', { evidenceId: evidenceIdOf(1) });
    const { evidenceId, verifiedAt, matches, foundSha256 } = verifiedTwice;
    expect((await client.call('case.read', {})).verifications).toEqual([{ evidenceId, verifiedAt, matches, foundSha256 }]);
    const kept: unknown = JSON.parse(readFileSync(join(caseFolder.directory, 'case.json'), 'utf8'));
    expect(kept).toMatchObject({ verifications: [{ evidenceId: 'EX-001', verifiedAt, matches: true, foundSha256: item?.hashes.sha256 }] });
    expect(verifyAuditLog(join(caseFolder.directory, 'audit.ndjson')).brokenAt).toBeNull();
  });

  it('refuses to read an item twice at once, and stops it when asked', async () => {
    const { client, answers } = open();
    answers.paths = [exampleStorePath('outlook')];
    await client.call('evidence.choose', { kind: 'files' });
    const evidenceId = evidenceIdOf(1);
    expect(await troubleOf(client, 'ingest.pause', { evidenceId })).toMatchObject({ code: 'not-being-read' });
    const phases: string[] = [];
    client.on('ingest.progress', ({ phase }) => phases.push(phase));
    await client.call('ingest.start', { evidenceId, resume: null });
    expect(await troubleOf(client, 'ingest.start', { evidenceId, resume: null })).toMatchObject({ code: 'being-read' });
    await client.call('ingest.cancel', { evidenceId });
    expect(phases.at(-1)).toBe('cancelled');
    await client.call('ingest.start', { evidenceId, resume: null });
    await client.call('ingest.cancel', { evidenceId });
  });

  it('serves a window that connects anew from its own last batch, and tells it nothing of the run before', async () => {
    const { host, client, answers } = open();
    answers.paths = [exampleStorePath('outlook')];
    await client.call('evidence.choose', { kind: 'files' });
    const evidenceId = evidenceIdOf(1);
    const firstBatch = new Promise<IngestBatch>((resolve) => void client.on('ingest.batch', resolve));
    await client.call('ingest.start', { evidenceId, resume: null });
    await client.call('ingest.grant', { evidenceId, batches: 1 });
    const { sequence, resume } = await firstBatch;
    pair?.host.close();
    pair = makeTransports();
    host.connect(pair.host);
    const again = connect(pair.page);
    const phases: string[] = [];
    again.on('ingest.progress', ({ phase }) => phases.push(phase));
    const next = new Promise<IngestBatch>((resolve) => void again.on('ingest.batch', resolve));
    await again.call('ingest.start', { evidenceId, resume });
    await again.call('ingest.grant', { evidenceId, batches: 1 });
    expect((await next).sequence).toBe(sequence + 1);
    expect(phases).not.toContain('cancelled');
  });

  it('finds moved evidence again by its hash and says so when it is missing', async () => {
    const { client, answers } = open();
    const place = temporaryFolder('evidence');
    copyFileSync(exampleStorePath('enron'), join(place, 'a.pst'));
    answers.paths = [join(place, 'a.pst')];
    await client.call('evidence.choose', { kind: 'files' });
    renameSync(join(place, 'a.pst'), join(place, 'b.pst'));
    for (const [name, given] of [
      ['ingest.start', { evidenceId: 'EX-001', resume: null }],
      ['evidence.verify', { evidenceId: 'EX-001' }],
      ['evidence.bytes', { evidenceId: 'EX-001', locator: 'file:a.pst', offsetBytes: 0, lengthBytes: 1 }],
    ] as const) {
      const { code, todo } = await troubleOf(client, name, given);
      expect(code).toBe('evidence-missing');
      expect(todo).toContain('add it again');
    }
    answers.dropped = { token: [join(place, 'b.pst')] };
    expect(await client.call('evidence.dropped', { token: 'token' })).toMatchObject([
      { evidenceId: 'EX-001', pathAsGiven: join(place, 'b.pst') },
    ]);
    expect((await client.call('case.read', {})).evidence).toHaveLength(1);
    expect(await client.call('evidence.verify', { evidenceId: evidenceIdOf(1) })).toMatchObject({ matches: true });
  });

  it('names the files of a folder that changed since its acquisition', async () => {
    const { client, answers } = open();
    const folder = temporaryFolder('evidence');
    for (const name of ['a.eml', 'b.eml']) writeFileSync(join(folder, name), `Subject: ${name}\r\n\r\n`);
    answers.paths = [folder];
    await client.call('evidence.choose', { kind: 'folder' });
    writeFileSync(join(folder, 'b.eml'), 'Subject: other\r\n\r\n');
    writeFileSync(join(folder, 'c.eml'), 'Subject: new\r\n\r\n');
    expect(await client.call('evidence.verify', { evidenceId: evidenceIdOf(1) })).toMatchObject({
      matches: false,
      differences: ['changed: b.eml', 'added: c.eml'],
    });
  });

  it('takes neither the case folder nor a folder around it for evidence', async () => {
    const { client, answers, caseFolder } = open();
    for (const path of [caseFolder.directory, join(caseFolder.directory, 'exports'), join(caseFolder.directory, '..')]) {
      answers.paths = [path];
      expect(await troubleOf(client, 'evidence.choose', { kind: 'folder' })).toMatchObject({ code: 'evidence-holds-case' });
    }
  });

  it('leads no locator out of the evidence', async () => {
    const { client, answers } = open();
    const folder = temporaryFolder('evidence');
    mkdirSync(join(folder, 'in'));
    writeFileSync(join(folder, 'in', 'a.eml'), 'Subject: a\r\n\r\n');
    writeFileSync(join(folder, 'secret'), 'secret');
    answers.paths = [join(folder, 'in')];
    await client.call('evidence.choose', { kind: 'folder' });
    for (const locator of ['file:../secret', `file:${join(folder, 'secret')}`, 'file:a/../../secret', 'bytes:1+2', 'no locator']) {
      const given = { evidenceId: 'EX-001', locator, offsetBytes: 0, lengthBytes: 6 };
      expect(await troubleOf(client, 'evidence.bytes', given)).toMatchObject({ code: 'locator-unknown' });
    }
  });

  it('saves an attachment under a harmless name, with its hash', async () => {
    const { client, answers } = open();
    const evidence = temporaryFolder('evidence');
    const content = Buffer.from(Array.from({ length: 50_000 }, (_, index) => index % 251));
    const attachment = part('application/octet-stream', content.toString('base64').replace(/.{76}/g, '$&\n'), [
      ['Content-Disposition', 'attachment; filename="a.bin"'],
      ['Content-Transfer-Encoding', 'base64'],
    ]);
    writeFileSync(
      join(evidence, 'm.eml'),
      buildMime(
        mixed(
          [part('text/plain', 'see there\n'), attachment],
          [
            ['From', 'a@example.org'],
            ['To', 'b@example.org'],
            ['Date', 'Thu, 1 Jan 2026 10:00:00 +0000'],
            ['Subject', 's'],
          ],
        ),
      ),
    );
    answers.paths = [join(evidence, 'm.eml')];
    await client.call('evidence.choose', { kind: 'files' });
    const { batches } = await ingestThrough(client, evidenceIdOf(1));
    const message = batches.flatMap(({ records }) => records).find(({ kind }) => kind === 'message');
    const fact = message?.kind === 'message' ? message.attachments.find(({ name }) => name === 'a.bin') : undefined;
    if (fact === undefined) throw new Error('the attachment is not listed');
    const given = { evidenceId: evidenceIdOf(1), locator: formatLocator(fact.locator), suggestedName: 'a.bin' };
    expect(await client.call('attachment.save', given)).toEqual({ saved: false, sha256: null });
    answers.savePath = join(temporaryFolder('saved'), 'a.bin');
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(await client.call('attachment.save', given)).toEqual({ saved: true, sha256 });
    expect(readFileSync(answers.savePath).equals(content)).toBe(true);
    expect(fact.sha256).toBe(sha256);
    const nowhere = { ...given, locator: `${formatLocator(message?.locator ?? [])}|part:9.9` };
    expect(await troubleOf(client, 'attachment.save', nowhere)).toMatchObject({ code: 'attachment-unreadable' });
    answers.savePath = join(evidence, 'm.eml');
    expect(await troubleOf(client, 'attachment.save', given)).toMatchObject({ code: 'evidence-read-only' });
  });

  it('saves a message of a file as its bytes, and one of a store rebuilt, marked with what identifies it', async () => {
    const { client, answers } = open();
    const evidence = temporaryFolder('evidence');
    const quoted = 'From: a@example.org\nSubject: a/b\n\n>From here on\n';
    writeFileSync(join(evidence, 'box.mbox'), `From a@example.org Thu Jan  1 10:00:00 2026\n${quoted}\n`);
    answers.paths = [join(evidence, 'box.mbox'), exampleStorePath('enron')];
    await client.call('evidence.choose', { kind: 'files' });
    const messages: (WireRecord | undefined)[] = [];
    for (const ordinal of [1, 2]) {
      const { batches } = await ingestThrough(client, evidenceIdOf(ordinal));
      messages.push(batches.flatMap(({ records }) => records).find(({ kind }) => kind === 'message'));
    }
    const saved = temporaryFolder('saved');
    const save = async (at: number): Promise<{ readonly form: string; readonly bytes: Buffer; readonly sha256: string | null }> => {
      const { evidenceId, locator } = messages[at] ?? { evidenceId: evidenceIdOf(9), locator: [] };
      answers.savePath = join(saved, `${String(at)}.eml`);
      const { form, sha256 } = await client.call('message.save', { evidenceId, locator: formatLocator(locator), suggestedName: 'a/b' });
      return { form, sha256, bytes: readFileSync(answers.savePath) };
    };
    const original = await save(0);
    expect([original.form, original.sha256]).toEqual(['original', messages[0]?.observed.sha256]);
    expect(original.bytes.toString()).toContain('\n>From here on\n');
    const rebuilt = await save(1);
    expect([rebuilt.form, rebuilt.sha256]).toEqual(['rebuilt', createHash('sha256').update(rebuilt.bytes).digest('hex')]);
    const mark = (/^X-Mail-Triage-Rebuilt: ((?:.|\r\n )*)/.exec(rebuilt.bytes.toString('latin1'))?.[1] ?? '').replaceAll('\r\n ', ' ');
    expect(mark).toContain('not the form in which it was sent or received');
    for (const stated of ['EX-002', messages[1]?.recordId, formatLocator(messages[1]?.locator ?? [])]) expect(mark).toContain(stated);
    answers.savePath = join(evidence, 'box.mbox');
    const given = { evidenceId: 'EX-001', locator: formatLocator(messages[0]?.locator ?? []), suggestedName: 'x' };
    expect(await troubleOf(client, 'message.save', given)).toMatchObject({ code: 'evidence-read-only' });
    answers.savePath = join(saved, 'nowhere.eml');
    const nowhere = { evidenceId: 'EX-002', locator: 'file:enron.pst|item:0x2f0004', suggestedName: 'x' };
    expect(await troubleOf(client, 'message.save', nowhere)).toMatchObject({ code: 'message-unreadable' });
    expect(readdirSync(saved).sort()).toEqual(['0.eml', '1.eml']);
  });

  it('gives the bytes of a message as they are unpacked or decoded, by runs of them', async () => {
    const { client, answers } = open();
    const letter = `Subject: packed\r\nFrom: a@example.org\r\n\r\n${'a line of text\r\n'.repeat(200_000)}`;
    const encoded = `Subject: outer\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n${btoa('Subject: inner\r\n\r\nx')}`;
    const zip = join(temporaryFolder('evidence'), 'm.zip');
    writeFileSync(
      zip,
      buildZip({
        members: [
          { name: 'b.eml', content: letter },
          { name: 'c.eml', content: encoded },
        ],
      }),
    );
    answers.paths = [zip];
    await client.call('evidence.choose', { kind: 'files' });
    const at = `file:m.zip|member:b.eml|bytes:0+${String(letter.length)}`;
    const bytes = async (locator: string, offsetBytes: number, lengthBytes: number): Promise<string> =>
      Buffer.from(await client.call('message.bytes', { evidenceId: evidenceIdOf(1), locator, offsetBytes, lengthBytes })).toString();
    expect(await bytes(at, 0, 15)).toBe('Subject: packed');
    expect(await bytes(at, letter.length - 6, 4096)).toBe('text\r\n');
    expect(await bytes(at, 1_048_570, 20)).toBe(letter.slice(1_048_570, 1_048_590));
    expect(await bytes(at, letter.length + 5, 20)).toBe('');
    expect(await bytes(`file:m.zip|member:c.eml|bytes:0+${String(encoded.length)}|part:1`, 9, 5)).toBe('inner');
    const asked = (locator: string): Promise<Trouble['text']> =>
      troubleOf(client, 'message.bytes', { evidenceId: 'EX-001', locator, offsetBytes: 0, lengthBytes: 1 });
    expect(await asked('file:m.zip|member:none.eml|bytes:0+1')).toMatchObject({ code: 'message-unreadable' });
    expect(await asked('file:m.zip|member:a.pst|item:0x200024')).toMatchObject({ code: 'locator-unknown' });
  });

  it('reads all properties of an item of a store, and says why where there are none', async () => {
    const { client, answers } = open();
    const eml = join(temporaryFolder('evidence'), 'm.eml');
    writeFileSync(eml, 'Subject: m\r\nFrom: a@example.org\r\n\r\nbody');
    answers.paths = [exampleStorePath('enron'), eml];
    await client.call('evidence.choose', { kind: 'files' });
    const { batches } = await ingestThrough(client, evidenceIdOf(1));
    const message = batches.flatMap(({ records }) => records).find(({ kind }) => kind === 'message');
    const locator = formatLocator(message?.locator ?? []);
    const all = await client.call('item.properties', { evidenceId: evidenceIdOf(1), locator });
    const recorded = message?.kind === 'message' ? message.properties : [];
    expect(recorded.length).toBeGreaterThan(3);
    for (const { tag, name } of recorded) expect(all.sets[0]?.properties).toContainEqual(expect.objectContaining({ tag, name }));
    const asked = (evidenceId: string, place: string): Promise<Trouble['text']> =>
      troubleOf(client, 'item.properties', { evidenceId, locator: place });
    expect(await asked('EX-001', 'file:enron.pst|item:0x2f0004')).toMatchObject({ code: 'properties-unreadable' });
    expect(await asked('EX-002', 'file:m.eml|bytes:0+10')).toMatchObject({ code: 'properties-unreadable' });
    expect(await asked('EX-001', 'item:0x200024')).toMatchObject({ code: 'locator-unknown' });
  });

  it('exports in pieces, keeps earlier exports, prints, and lists all with hashes', async () => {
    const { client, caseFolder, answers } = open();
    const folder = caseFolder.exportsDirectory;
    for (const text of ['<p>one</p>', '<p>two</p>']) {
      const { exportId } = await client.call('export.begin', { name: 'report.html' });
      for (const piece of [text.slice(0, 4), text.slice(4)]) await client.call('export.write', { exportId, piece: Buffer.from(piece) });
      await client.call('export.finish', { exportId });
      expect(await troubleOf(client, 'export.write', { exportId, piece: new Uint8Array(1) })).toMatchObject({ code: 'export-unknown' });
    }
    await client.call('export.begin', { name: 'unfinished.csv' });
    const pdf = await client.call('export.pdf', { name: 'report.html' });
    expect(pdf.name).toBe('report.pdf');
    expect(await troubleOf(client, 'export.pdf', { name: 'other.html' })).toMatchObject({ code: 'export-unknown' });
    expect(await troubleOf(client, 'export.begin', { name: 'SHA256SUMS' })).toMatchObject({ code: 'export-name' });
    const whole = readdirSync(folder).filter((name) => !name.endsWith('.part'));
    expect(whole.sort()).toEqual(['SHA256SUMS', 'manifest.json', 'report-2.html', 'report.html', 'report.pdf']);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe('<p>one</p>');
    for (const line of readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim().split('\n')) {
      const [sha256, name = ''] = line.split('  ');
      expect(
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ).toBe(sha256);
    }
    await client.call('export.reveal', {});
    expect(answers.revealed).toEqual([folder]);
  });

  it('keeps everything when the case is closed, moved and opened again', async () => {
    const first = open();
    first.answers.paths = [exampleStorePath('enron')];
    await first.client.call('evidence.choose', { kind: 'files' });
    const before = await first.client.call('case.read', {});
    await first.host.stop();
    const moved = join(temporaryFolder('moved'), 'case');
    renameSync(first.caseFolder.directory, moved);
    pair = makeTransports();
    opened = reopenHost(pair, moved);
    expect(await opened.client.call('case.read', {})).toEqual(before);
    expect((await ingestThrough(opened.client, evidenceIdOf(1))).last.messages).toBe(71);
  });
});
