import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AccessEventClaims } from '#model/index.ts';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { auditRecord, token } from '#test/support/host-traces/audit-trail.ts';
import { appleSystemLog, mlocateDatabase, scheduledTask } from '#test/support/host-traces/binary-traces.ts';
import { readEvents, type EventReading } from '#test/support/host-traces/read-events.ts';
import { seededRandom } from '#test/support/random.ts';
import { builtDatabase } from '#test/support/sqlite-builder.ts';

function reading(id: string, content: Uint8Array): EventReading {
  const result = readEvents(content);
  expect(result.readerId).toBe(id);
  expect(result.unbalanced).toEqual([]);
  return result;
}

const brief = ({ strength, action, object, account, time }: AccessEventClaims): unknown[] => [
  strength,
  action,
  object.name,
  account,
  time?.instant ?? time?.raw ?? null,
];

const at = '2023-11-14T22:13:20.250Z';

describe('audit trails (BSM)', () => {
  it('do not say that something was done where the record does not state its result', () => {
    const { events, diagnostics } = reading('bsm-audit', auditRecord(6152, [token.subject(), token.unknown(), token.result(1)]));
    expect(events.map(({ strength, action }) => [strength, action])).toEqual([['PRESENT', 'sign-in']]);
    expect(events[0]?.doesNotShow).toContain('does not state whether it succeeded');
    expect(diagnostics.map(({ code }) => code)).toEqual(['index-damaged']);
  });

  it('are told as cut where a record has more than is kept', () => {
    const many = auditRecord(23, [token.arguments(...Array.from({ length: 300 }, (_, index) => String(index))), token.result(0)]);
    const { events, diagnostics } = reading(
      'bsm-audit',
      Buffer.concat([many, auditRecord(1, Array(1500).fill(token.text('x')) as Buffer[])]),
    );
    expect(events[0]?.process?.commandLine.endsWith(' 199')).toBe(true);
    expect(diagnostics.map(({ code }) => code)).toEqual(['limit-reached', 'limit-reached']);
  });

  it('read as fast where heads state records of the largest size everywhere, and damage is everywhere', () => {
    const head = auditRecord(23, []).subarray(0, 18);
    head.writeUInt32BE(1024 * 1024, 1);
    const traps = Buffer.alloc(40_000 * 25, Buffer.concat([Buffer.of(0x13, 0xb1, 0x05, 0, 0, 0, 1), head]));
    const damaged = Buffer.alloc(10_000 * 51, Buffer.concat([Buffer.of(0), auditRecord(1, []), auditRecord(1, [])]));
    const { events } = reading('bsm-audit', Buffer.concat([auditRecord(1, []), traps, Buffer.alloc(1024 * 1024, 1), damaged]));
    expect(events.length).toBeGreaterThan(5_000);
  });

  const record = auditRecord(23, [token.arguments('/bin/cat', '/var/mail/bob'), token.path('/bin/cat'), token.subject(), token.result(0)]);

  it('tell programs with their arguments, log-ins, files, and what failed', () => {
    const { events, diagnostics } = reading(
      'bsm-audit',
      Buffer.concat([
        token.file('/var/audit/a'),
        record,
        auditRecord(72, [token.path('/var/mail/bob'), token.subject({ auditUser: 0xffffffff, address: [192, 0, 2, 7] }), token.result(13)]),
        auditRecord(45023, [
          token.subject(),
          token.text("Verify password for record type Users 'anna' node '/Local/Default'"),
          token.result(0),
        ]),
        auditRecord(32, [token.socket([203, 0, 113, 9], 993), token.subject(), token.result(0)]),
        auditRecord(9999, [token.text('x')]),
        token.file('/var/audit/b'),
      ]),
    );
    expect(events.map(brief)).toEqual([
      ['RUN', 'process-start', '/bin/cat', 'user number 501', at],
      ['ATTEMPTED', 'file-open', '/var/mail/bob', 'user number 501', at],
      ['LOGGED ON', 'sign-in', "Verify password for record type Users 'anna' node '/Local/Default'", 'anna', at],
      ['PRESENT', 'network-connection', '', 'user number 501', at],
      ['PRESENT', 'other', 'x', '', at],
    ]);
    expect(events[0]).toMatchObject({ process: { name: '/bin/cat', commandLine: '/bin/cat /var/mail/bob', id: '7' }, session: '100' });
    expect(events[1]).toMatchObject({ actor: '', address: '192.0.2.7', outcome: 'failed, error 13' });
    expect(events[3]?.peer).toEqual({ host: '', address: '203.0.113.9', port: 993 });
    expect(diagnostics.map(({ detail }) => detail)).toEqual(['2 tokens that name the file of the trail are no records.']);
  });

  it('keep what stands before a token that is unknown or has no end', () => {
    const { events, codes } = reading('bsm-audit', Buffer.concat([record, auditRecord(23, [token.path('/x'), token.unknown()])]));
    expect(events.map(({ object }) => object.name)).toEqual(['/bin/cat', '/x']);
    expect(codes).toEqual([`index-damaged file:evidence|bytes:${String(record.length)}+35`]);
  });

  it('lose one record of a damaged stretch and find the next by the trailer before it', () => {
    const damaged = Buffer.concat([record, record, record]);
    damaged.fill(0xee, record.length, record.length + 6);
    const { events, codes } = reading('bsm-audit', damaged);
    expect(events.length).toBe(2);
    expect(codes).toEqual([`item-unreadable file:evidence|bytes:${String(record.length)}+${String(record.length)}`]);
    expect(reading('bsm-audit', Buffer.concat([record, record.subarray(0, 20)])).codes.length).toBe(1);
  });
});

describe('the system log of macOS', () => {
  const entries = [
    {
      seconds: 1_700_000_000,
      host: 'mac7',
      sender: 'sshd',
      processId: 21,
      message: 'Accepted publickey for anna from 198.51.100.7 port 51111 ssh2',
    },
    { seconds: 1_700_000_001, host: 'a-mac-with-a-long-name', sender: 'locationd', processId: 5, message: 'x' },
    {
      seconds: 1_700_000_002,
      host: 'mac7',
      sender: 'sudo',
      processId: 22,
      message: 'anna : TTY=ttys000 ; PWD=/ ; USER=root ; COMMAND=/bin/ls',
    },
  ];

  it('tells log-ins as other system logs do, with times of UTC', () => {
    const { events, diagnostics } = reading('apple-system-log', appleSystemLog(entries));
    expect(events.map(brief)).toEqual([
      ['LOGGED ON', 'sign-in', 'sshd', 'anna', '2023-11-14T22:13:20.005Z'],
      ['RUN', 'privilege-use', '/', 'root', '2023-11-14T22:13:22.005Z'],
    ]);
    expect(events[0]).toMatchObject({ host: 'mac7', address: '198.51.100.7', sourceId: '1' });
    expect(diagnostics[0]?.detail).toContain('locationd 1');
  });

  it('ends where a record leads back or nowhere, told', () => {
    const circle = appleSystemLog(entries);
    const first = Number(circle.readBigUInt64BE(16));
    circle.writeBigUInt64BE(BigInt(first), first + 6);
    expect(reading('apple-system-log', circle).diagnostics.map(({ code }) => code)).toEqual(['item-unreadable']);
    const nowhere = appleSystemLog(entries);
    nowhere.writeBigUInt64BE(2n ** 62n, first + 6);
    expect(reading('apple-system-log', nowhere).events.length).toBe(1);
  });
});

describe('hostile logs and lists', () => {
  it('of records that share one long text cut it, told, and lose those whose texts are nowhere', () => {
    const shared = appleSystemLog(
      Array.from({ length: 300 }, (_, index) => ({
        seconds: 1_700_000_000 + index,
        host: 'mac7',
        sender: 'sshd',
        processId: index,
        message: index === 0 ? `Accepted publickey for anna from 198.51.100.7 port 51111 ssh2${' '.repeat(60_000)}` : '',
      })),
    );
    const first = Number(shared.readBigUInt64BE(16));
    for (let at = Number(shared.readBigUInt64BE(first + 6)); at !== 0; at = Number(shared.readBigUInt64BE(at + 6)))
      shared.copy(shared, at + 90, first + 90, first + 98);
    const { events, codes } = reading('apple-system-log', shared);
    expect(events.length).toBe(300);
    expect(codes.filter((code) => code.startsWith('limit-reached')).length).toBeGreaterThan(200);
    shared.writeBigUInt64BE(5n, first + 90);
    expect(reading('apple-system-log', shared).codes[0]).toContain('item-unreadable');
  });

  it('of a folder with a path longer than any tell its end with each name', () => {
    const names = Array.from({ length: 1000 }, (_, index) => ({ name: `${String(index)}.pst` }));
    const { events, diagnostics } = reading('mlocate', mlocateDatabase([{ path: `/${'x'.repeat(60_000)}`, seconds: 1, names }]));
    expect(events.length).toBe(1000);
    expect(events.every(({ object }) => object.name.length < 4200)).toBe(true);
    expect(diagnostics.filter(({ code }) => code === 'limit-reached').length).toBe(1000);
  });
});

describe('the list of mlocate', () => {
  const list = mlocateDatabase([
    { path: '/', seconds: 1, names: [{ name: 'home', isFolder: true }] },
    {
      path: '/srv/anna',
      seconds: 1_700_000_000,
      names: [{ name: '.forward' }, { name: 'a.txt' }, { name: 'old.pst' }, { name: 'Maildir', isFolder: true }],
    },
    { path: '/srv/anna/Maildir', seconds: 1_700_000_001, names: [{ name: 'cur', isFolder: true }] },
    { path: '/srv/anna/Maildir/cur', seconds: 1_700_000_002, names: [{ name: '1710000000.M1.mx:2,S' }] },
  ]);

  it('shows stores, folders of mail and forwarding as present, and counts the rest', () => {
    const { events, diagnostics } = reading('mlocate', list);
    expect(events.map(brief)).toEqual([
      ['PRESENT', 'other', '/srv/anna/.forward', '', null],
      ['PRESENT', 'other', '/srv/anna/old.pst', '', null],
      ['PRESENT', 'other', '/srv/anna/Maildir', '', '2023-11-14T22:13:21.000Z'],
      ['PRESENT', 'other', '/srv/anna/Maildir/cur', '', '2023-11-14T22:13:22.000Z'],
    ]);
    expect(events[0]?.object.kind).toBe('rule');
    expect(diagnostics[0]?.detail).toBe('Names that are of no mail are no records: folders 2, names of folders 3, files 2.');
  });

  it('says where it ends too early', () => {
    for (const length of [10, 20, list.length - 1, list.length - 8]) {
      expect(reading('mlocate', list.subarray(0, length)).diagnostics.map(({ code }) => code)).toContain('item-unreadable');
    }
  });
});

describe('scheduled tasks', () => {
  const task = { application: 'C:\\x\\rclone.exe', parameters: 'copy C:\\mail.pst r:', author: 'anna' };

  it('are the last run of their program, at a local time, or a task that never ran', () => {
    const [ran] = reading('windows-job', scheduledTask({ ...task, lastRun: [2024, 3, 4, 14, 6, 30, 1, 5] })).events;
    expect(ran).toMatchObject({
      strength: 'RUN',
      action: 'process-start',
      actor: '',
      time: { raw: '2024-03-14 06:30:01.005', instant: null },
    });
    expect(ran?.process?.commandLine).toBe('C:\\x\\rclone.exe copy C:\\mail.pst r:');
    expect(ran?.facts).toContainEqual({ name: 'author', value: 'anna' });
    expect(ran?.facts).toContainEqual({ name: 'triggers', value: ['daily from 2024-03-01 at 06:30'] });
    const [never] = reading('windows-job', scheduledTask({ ...task, lastRun: [] })).events;
    expect(never).toMatchObject({ strength: 'PRESENT', action: 'task-change', time: null });
  });

  it('say what they lack where they are cut', () => {
    const whole = scheduledTask({ ...task, lastRun: [] });
    const { events, codes } = reading('windows-job', whole.subarray(0, 120));
    expect(events.length).toBe(1);
    expect(codes).toEqual(['index-damaged file:evidence|bytes:0+120']);
  });
});

describe('databases of programs', () => {
  it('the timeline of Windows: files opened, programs in use, text copied', () => {
    const { bytes } = builtDatabase((database) => {
      database.run(
        'CREATE TABLE Activity(Id GUID PRIMARY KEY NOT NULL, AppId TEXT, ActivityType INT, StartTime DATETIME, EndTime DATETIME, Payload BLOB, ClipboardPayload BLOB, ETag INT)',
      );
      database.run(
        'CREATE TABLE ActivityOperation(OperationOrder INTEGER PRIMARY KEY, Id GUID, AppId TEXT, ActivityType INT, StartTime DATETIME, Payload BLOB)',
      );
      const app = JSON.stringify([
        { application: 'x!y', platform: 'packageId' },
        { application: 'Microsoft.Office.OUTLOOK.EXE.15', platform: 'windows_win32' },
      ]);
      const add = (id: number, type: number, payload: unknown, clipboard: unknown = null): unknown =>
        database.run('INSERT INTO Activity VALUES (?, ?, ?, 1700000000, 1700000060, ?, ?, 1)', [
          Uint8Array.of(id),
          app,
          type,
          Buffer.from(JSON.stringify(payload)),
          clipboard === null ? null : JSON.stringify(clipboard),
        ]);
      add(1, 5, { displayText: 'mail.pst', contentUri: 'file:///C:/mail.pst' });
      add(2, 6, { type: 'UserEngaged', activeDurationSeconds: 60 });
      add(3, 10, {}, [{ content: Buffer.from('Dear Anna').toString('base64'), formatName: 'Text' }]);
      database.run("INSERT INTO ActivityOperation VALUES (1, ?, 'no json', 99, 0, ?)", [Uint8Array.of(4), Buffer.from('{')]);
    });
    const { events } = reading('sqlite', bytes);
    expect(events.map(brief)).toEqual([
      ['OPENED', 'file-open', 'file:///C:/mail.pst', '', '2023-11-14T22:13:20.000Z'],
      ['RUN', 'program-use', 'Microsoft.Office.OUTLOOK.EXE.15', '', '2023-11-14T22:13:20.000Z'],
      ['PRESENT', 'other', 'Microsoft.Office.OUTLOOK.EXE.15', '', '2023-11-14T22:13:20.000Z'],
      ['PRESENT', 'other', '', '', null],
    ]);
    expect(events[1]?.facts).toContainEqual({ name: 'until', value: '2023-11-14T22:14:20.000Z' });
    expect(events[2]?.facts).toContainEqual({ name: 'clipboard', value: 'Dear Anna' });
  });

  it('versions of documents: one event for each, whatever names lead to it', () => {
    const { bytes } = builtDatabase((database) => {
      database.run('CREATE TABLE files(file_row_id INTEGER PRIMARY KEY, file_name TEXT, file_path TEXT, file_storage_id INTEGER)');
      database.run(
        'CREATE TABLE generations(generation_id INTEGER PRIMARY KEY, generation_storage_id INTEGER, generation_name TEXT, generation_path TEXT, generation_add_time INTEGER)',
      );
      database.run("INSERT INTO files VALUES (1, 'a', '/Volumes/anna/a.rtf', 1), (2, 'b', '/Volumes/anna/b.rtf', 1)");
      database.run("INSERT INTO generations VALUES (1, 1, 'X.rtf', 'PerUID/501/1/X.rtf', 1700000000), (2, 9, 'Y.rtf', 'Y.rtf', 0)");
    });
    expect(reading('sqlite', bytes).events.map(brief)).toEqual([
      ['CHANGED', 'file-write', '/Volumes/anna/a.rtf', 'user number 501', '2023-11-14T22:13:20.000Z'],
      ['CHANGED', 'file-write', 'Y.rtf', '', null],
    ]);
  });
});

describe('images of disks', () => {
  const image = (offset: number, text: string, size = 4096): Buffer => {
    const bytes = Buffer.alloc(size);
    bytes.write(text, offset, 'latin1');
    return bytes;
  };

  it.each([
    [image(3, 'NTFS    '), 'NTFS'],
    [image(0, 'EVF\x09\x0d\x0a\xff\x00'), 'E01'],
    [image(32, 'NXSB'), 'APFS'],
    [image(1024, 'H+\x00\x04'), 'HFS+'],
    [image(4096 - 512, 'koly\x00\x00\x00\x04'), 'DMG'],
    [
      Buffer.concat([
        image(446, '\x80\x00\x00\x00\x07\x00\x00\x00\x00\x08\x00\x00\x00\x10\x00\x00', 510),
        Buffer.of(0x55, 0xaa),
        Buffer.alloc(2048),
      ]),
      'MBR',
    ],
  ])('are named, and told as not read: %#', (bytes, name) => {
    const { diagnostics } = reading('disk-image', bytes);
    expect(diagnostics.map(({ code, effect }) => [code, effect])).toEqual([['part-unread', 'item-lost']]);
    expect(diagnostics[0]?.detail).toContain(name);
  });

  it('are not seen in zeros, nor in a sector that only ends as one', () => {
    expect(readEvents(Buffer.alloc(4096)).readerId).toBe(null);
    expect(readEvents(Buffer.concat([Buffer.alloc(510), Buffer.of(0x55, 0xaa), Buffer.alloc(2048)])).readerId).toBe(null);
  });
});

const corpus = corpusPath('host');
describe.skipIf(corpus === null)(corpus === null ? skipReason : 'real files', () => {
  const file = (name: string): Buffer => readFileSync(`${corpus ?? ''}/${name}`);

  // Counted without the readers: by the trailers of a trail, by sqlite3 as the inventory has it.
  it.each([
    ['plaso/apple.bsm', 'bsm-audit', 54],
    ['plaso/openbsm.bsm', 'bsm-audit', 50],
    ['plaso/wintask.job', 'windows-job', 1],
    ['plaso/applesystemlog.asl', 'apple-system-log', 0],
    ['plaso/mlocate.db', 'mlocate', 0],
    ['plaso-git/windows/ActivitiesCache.db', 'sqlite', 112],
    ['plaso-git/macos/document_versions.sql', 'sqlite', 4],
    ['plaso-git/macos/application_usage.sqlite', 'sqlite', 5],
    ['plaso-git/macos/NotesV7.storedata', 'sqlite', 3 + 2],
  ])('%s', (name, id, count) => {
    expect(reading(id, file(name)).events.length).toBe(count);
  });

  it('tell what was left out as numbers', () => {
    expect(reading('apple-system-log', file('plaso/applesystemlog.asl')).diagnostics[0]?.detail).toContain('locationd 2');
    expect(reading('mlocate', file('plaso/mlocate.db')).diagnostics[0]?.detail).toContain('folders 6');
    expect(reading('bsm-audit', file('plaso/openbsm.bsm')).diagnostics).toEqual([]);
    expect(reading('disk-image', file('plaso/syslog_image.dd')).diagnostics[0]?.detail).toContain('ext2');
  });

  it('survive damage anywhere', () => {
    const random = seededRandom(63);
    for (const name of ['plaso/apple.bsm', 'plaso/wintask.job', 'plaso/applesystemlog.asl', 'plaso/mlocate.db']) {
      for (let round = 0; round < 40; round += 1) {
        const damaged = withFlippedBits(file(name), 20, random);
        expect(readEvents(damaged.subarray(0, 1 + random.below(damaged.length))).unbalanced).toEqual([]);
      }
    }
  });
});
