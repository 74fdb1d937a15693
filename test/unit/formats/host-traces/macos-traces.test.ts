import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readers } from '#formats/registry.ts';
import { fileEventsPage } from '#test/support/host-traces/login-files.ts';
import { readEvents } from '#test/support/host-traces/read-events.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { builtDatabase } from '#test/support/sqlite-builder.ts';

const cocoa = (...at: readonly [number, number, number, number]): number =>
  (Date.UTC(at[0], at[1] - 1, at[2], at[3]) - Date.UTC(2001, 0, 1)) / 1000;

describe('privacy decisions', () => {
  const table = (column: string): Uint8Array =>
    builtDatabase((database) => {
      database.exec(
        `CREATE TABLE access(service TEXT, client TEXT, client_type INTEGER, ${column} INTEGER, last_modified INTEGER, indirect_object_identifier TEXT)`,
      );
      const insert = `INSERT INTO access VALUES (?, ?, 0, ?, ${String(Date.UTC(2024, 2, 14) / 1000)}, ?)`;
      database.run(insert, ['kTCCServiceSystemPolicyAllFiles', 'com.example.sync', column === 'allowed' ? 1 : 2, 'UNUSED']);
      database.run(insert, ['kTCCServiceAppleEvents', '/usr/bin/osascript', 0, 'com.apple.mail']);
    }).bytes;

  it.each(['allowed', 'auth_value'])('by the column %s say which program may do what', (column) => {
    const { events, unbalanced } = readEvents(table(column));
    expect(
      events.map(({ change, time, outcome }) => [change?.name, change?.state, change?.of, change?.destinations, outcome, time?.instant]),
    ).toEqual([
      ['kTCCServiceSystemPolicyAllFiles', 'enabled', '', ['com.example.sync'], 'allowed', '2024-03-14T00:00:00.000Z'],
      ['kTCCServiceAppleEvents', 'disabled', 'com.apple.mail', ['/usr/bin/osascript'], 'denied', '2024-03-14T00:00:00.000Z'],
    ]);
    expect(unbalanced).toEqual([]);
  });
});

it('the use of programs is an event each, other streams are counted', () => {
  const { bytes } = builtDatabase((database) => {
    database.exec(
      'CREATE TABLE ZOBJECT(Z_PK INTEGER PRIMARY KEY, ZSTREAMNAME VARCHAR, ZVALUESTRING VARCHAR, ZSTARTDATE TIMESTAMP, ZENDDATE TIMESTAMP, ZSECONDSFROMGMT INTEGER)',
    );
    const start = cocoa(2024, 3, 14, 9);
    database.run("INSERT INTO ZOBJECT VALUES (1, '/app/inFocus', 'com.apple.mail', ?, ?, 3600)", [start, start + 90]);
    database.run("INSERT INTO ZOBJECT VALUES (2, '/display/isBacklit', NULL, ?, ?, 3600)", [start, start + 90]);
  });
  const { events, diagnostics, unbalanced } = readEvents(bytes);
  expect(events.map(({ action, process, time, facts }) => [action, process?.name, time?.instant, facts.slice(0, 3)])).toEqual([
    [
      'program-use',
      'com.apple.mail',
      '2024-03-14T09:00:00.000Z',
      [
        { name: 'until', value: '2024-03-14T09:01:30.000Z' },
        { name: 'seconds', value: 90 },
        { name: 'offset of the machine from UTC in minutes', value: 60 },
      ],
    ],
  ]);
  expect(diagnostics.map(({ detail }) => detail)).toEqual([
    'Rows of streams that do not tell of programs are no records: /display/isBacklit: 1.',
  ]);
  expect(unbalanced).toEqual([]);
});

it('files that came from outside say from where, and of attachments from whom', () => {
  const { bytes } = builtDatabase((database) => {
    database.exec(
      'CREATE TABLE LSQuarantineEvent(LSQuarantineEventIdentifier TEXT PRIMARY KEY NOT NULL, LSQuarantineTimeStamp REAL, LSQuarantineAgentBundleIdentifier TEXT, LSQuarantineAgentName TEXT, LSQuarantineDataURLString TEXT, LSQuarantineSenderName TEXT, LSQuarantineSenderAddress TEXT, LSQuarantineTypeNumber INTEGER, LSQuarantineOriginTitle TEXT, LSQuarantineOriginURLString TEXT, LSQuarantineOriginAlias BLOB)',
    );
    const insert = 'INSERT INTO LSQuarantineEvent VALUES (?, ?, ?, ?, ?, NULL, ?, ?, NULL, NULL, NULL)';
    database.run(insert, ['A-1', cocoa(2024, 3, 14, 9), 'com.apple.mail', 'Mail', null, 'anna@example.org', 2]);
    database.run(insert, ['A-2', cocoa(2024, 3, 14, 10), 'com.apple.Safari', 'Safari', 'https://x.example/a.zip', null, 0]);
  });
  const { events, unbalanced } = readEvents(bytes);
  expect(events.map(({ action, operation, object, sourceId, time }) => [action, operation, object.name, sourceId, time?.instant])).toEqual([
    ['attachment-access', 'attachment of mail', '', 'A-1', '2024-03-14T09:00:00.000Z'],
    ['download', 'web download', 'https://x.example/a.zip', 'A-2', '2024-03-14T10:00:00.000Z'],
  ]);
  expect(events[0]?.facts).toContainEqual({ name: 'lsquarantinesenderaddress', value: 'anna@example.org' });
  expect(unbalanced).toEqual([]);
});

describe.each([1, 2, 3] as const)('file system events, version %i', (version) => {
  const records = [
    { path: 'Users/anna/Library/Mail/V10/MailData/SyncedRules.plist', id: 11, flags: 0x08008000 },
    { path: 'Users/anna/Desktop/copy.mbox', id: 12, flags: 0x01008000 },
    { path: 'Users/anna/Documents/letter.txt', id: 13, flags: 0x02008000 },
    { path: 'Users/anna/Library/Mail/V10/1.mbox/Messages/1.emlx', id: 14, flags: 0x02008000 },
  ];
  const pages = Buffer.concat([fileEventsPage(version, records), fileEventsPage(version, records.slice(0, 1))]);

  it('of mail stores and rules are events without time, others are counted', () => {
    const { readerId, events, diagnostics, unbalanced } = readEvents(pages);
    expect(readerId).toBe('macos-fsevents');
    expect(events.map(({ action, object, time, sourceId }) => [action, object.kind, time, sourceId])).toEqual([
      ['file-rename', 'rule', null, '11'],
      ['file-create', 'store', null, '12'],
      ['file-delete', 'store', null, '14'],
      ['file-rename', 'rule', null, '11'],
    ]);
    expect(diagnostics.map(({ detail }) => detail)).toEqual([
      'Records on files that are no mail stores and no rules are no events in the case; by what they say: removed: 1.',
    ]);
    expect(unbalanced).toEqual([]);
  });

  it('are read where they are packed, as on disk', () => {
    const { readerId, events, unbalanced } = readEvents(gzipSync(pages), { fileName: '0000000000abcdef', readers });
    expect([readerId, events.length, unbalanced]).toEqual(['gzip', 4, []]);
  });

  it('survive damage anywhere', () => {
    const random = seededRandom(version);
    for (let round = 0; round < 100; round += 1) {
      const bytes = withFlippedBits(pages, 1 + random.below(20), random).subarray(0, random.below(pages.length));
      expect(readEvents(bytes).unbalanced).toEqual([]);
    }
  });
});
