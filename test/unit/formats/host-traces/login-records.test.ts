import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { lastLog, linuxSessions, type BuiltSession } from '#test/support/host-traces/login-files.ts';
import { readEvents } from '#test/support/host-traces/read-events.ts';
import { seededRandom } from '#test/support/random.ts';
import { builtDatabase } from '#test/support/sqlite-builder.ts';

const seconds = Date.UTC(2024, 2, 14, 9, 26, 53) / 1000;
const sessions: readonly BuiltSession[] = [
  { type: 2, line: '~', user: 'reboot', host: '6.1.0', seconds },
  { type: 7, line: 'pts/0', user: 'anna', host: 'desk.example', address: [192, 0, 2, 7], seconds: seconds + 60, microseconds: 5000 },
  { type: 8, line: 'pts/0', user: '', seconds: seconds + 120 },
  {
    type: 6,
    line: 'ssh:notty',
    user: 'root',
    address: [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    seconds: seconds + 180,
  },
];

describe.each(['x86', '64-bit', '64-bit-big-endian'] as const)('sessions of %s', (form) => {
  it('are events with user, terminal, address and time', () => {
    const { events, readerId, unbalanced, codes } = readEvents(linuxSessions(sessions, form), { fileName: 'wtmp' });
    expect(readerId).toBe('login-sessions');
    expect(
      events.map(({ action, strength, account, address, object, time }) => [
        action,
        strength,
        account,
        address,
        object.name,
        time?.instant,
      ]),
    ).toEqual([
      ['other', 'RUN', 'reboot', '', '~', '2024-03-14T09:26:53.000Z'],
      ['sign-in', 'LOGGED ON', 'anna', '192.0.2.7', 'pts/0', '2024-03-14T09:27:53.005Z'],
      ['sign-out', 'LOGGED ON', '', '', 'pts/0', '2024-03-14T09:28:53.000Z'],
      ['sign-in', 'ATTEMPTED', 'root', '2001:db8:0:0:0:0:0:1', 'ssh:notty', '2024-03-14T09:29:53.000Z'],
    ]);
    expect([unbalanced, codes]).toEqual([[], []]);
  });
});

it('in btmp every session is an attempt; a cut entry is lost, an empty slot is none', () => {
  const parts = [linuxSessions(sessions.slice(1, 2)), Buffer.alloc(384), linuxSessions(sessions.slice(3))];
  const file = Buffer.concat([...parts, Buffer.alloc(10, 7)]);
  const { events, codes, unbalanced } = readEvents(file, { fileName: 'btmp.1' });
  expect(events.map(({ strength, outcome }) => [strength, outcome])).toEqual([
    ['ATTEMPTED', 'failed'],
    ['ATTEMPTED', 'failed'],
  ]);
  expect(codes).toEqual(['log-entries-left-out file:btmp.1', 'item-unreadable file:btmp.1|bytes:1152+10']);
  expect(unbalanced).toEqual([]);
  const padded = readEvents(Buffer.concat([...parts, Buffer.alloc(10)]), { fileName: 'btmp.1' });
  expect(padded.codes).toEqual(['log-entries-left-out file:btmp.1']);
  expect(padded.diagnostics[0]?.detail).toContain('The last 10 bytes are zero');
});

it('what stands for the time of an empty entry is no instant', () => {
  const file = linuxSessions([...sessions.slice(0, 2), { type: 0, line: 'pts/1', user: '', seconds: 0, microseconds: 116231 }]);
  expect(readEvents(file, { fileName: 'utmp' }).events.map(({ time }) => [time?.raw, time?.instant])[2]).toEqual(['0.116231', null]);
});

it('last log-ins name the number of the user', () => {
  const file = lastLog(
    new Map([
      [0, { seconds, line: 'tty1', host: '' }],
      [1000, { seconds: seconds + 60, line: 'pts/0', host: '192.0.2.7' }],
    ]),
  );
  const { readerId, events, unbalanced } = readEvents(file);
  expect(readerId).toBe('lastlog');
  expect(events.map(({ account, address, time }) => [account, address, time?.instant])).toEqual([
    ['user number 0', '', '2024-03-14T09:26:53.000Z'],
    ['user number 1000', '192.0.2.7', '2024-03-14T09:27:53.000Z'],
  ]);
  expect(unbalanced).toEqual([]);
});

it('reads the databases that took the place of these files', () => {
  const last = builtDatabase((database) => {
    database.exec('CREATE TABLE Lastlog2(Name TEXT PRIMARY KEY, Time INTEGER, TTY TEXT, RemoteHost TEXT, Service TEXT) WITHOUT ROWID');
  });
  // A table without row numbers cannot be told by them: it is damage to the reader, and booked.
  expect(readEvents(last.bytes).unbalanced).toEqual([]);
  const kept = builtDatabase((database) => {
    database.exec('CREATE TABLE Lastlog2(Name TEXT PRIMARY KEY, Time INTEGER, TTY TEXT, RemoteHost TEXT, Service TEXT)');
    database.run("INSERT INTO Lastlog2 VALUES ('anna', ?, 'pts/0', '192.0.2.7', 'sshd')", [seconds]);
  });
  expect(readEvents(kept.bytes).events.map(({ account, time }) => [account, time?.instant])).toEqual([
    ['anna', '2024-03-14T09:26:53.000Z'],
  ]);
  const wtmp = builtDatabase((database) => {
    database.exec(
      'CREATE TABLE wtmp(ID INTEGER PRIMARY KEY, Type INTEGER, User TEXT NOT NULL, Login INTEGER, Logout INTEGER, TTY TEXT, RemoteHost TEXT, Service TEXT)',
    );
    database.run("INSERT INTO wtmp VALUES (1, 3, 'anna', ?, ?, 'pts/0', '192.0.2.7', 'sshd')", [
      BigInt(seconds) * 1_000_000n,
      BigInt(seconds + 9) * 1_000_000n,
    ]);
  });
  const { events } = readEvents(wtmp.bytes);
  expect(events.map(({ action, account, time, facts }) => [action, account, time?.instant, facts[0]?.value])).toEqual([
    ['sign-in', 'anna', '2024-03-14T09:26:53.000Z', '2024-03-14T09:27:02.000Z'],
  ]);
});

it('takes no other bytes for these files', () => {
  const random = seededRandom(7);
  const noise = Buffer.from(Array.from({ length: 2920 }, () => random.below(256)));
  const strangers = [
    Buffer.alloc(384 * 4),
    Buffer.alloc(292 * 4),
    noise,
    Buffer.from('a'.repeat(2920)),
    Buffer.from('line of text\n'.repeat(400)),
  ];
  for (const content of strangers) expect(['login-sessions', 'lastlog']).not.toContain(readEvents(content).readerId);
});

it('survives flipped bits and cuts anywhere, and books what they cost', () => {
  const random = seededRandom(20260314);
  const whole = linuxSessions([...sessions, ...sessions]);
  for (let round = 0; round < 200; round += 1) {
    const bytes = withFlippedBits(whole, 1 + random.below(30), random).subarray(0, random.below(whole.length));
    expect(readEvents(bytes, { fileName: 'wtmp' }).unbalanced).toEqual([]);
  }
});

const corpus = corpusPath('host');
describe.skipIf(corpus === null)(corpus === null ? skipReason : 'real files of sessions', () => {
  it.each([
    ['plaso/utmp', 14],
    ['plaso/wtmp.1', 2],
    ['plaso/utmpx_mac', 6],
    ['plaso-git/utmp/utmp_x86_64', 6],
    ['plaso-git/utmp/utmp_aarch64', 6],
    ['plaso-git/utmp/utmp_s390', 6],
    ['plaso-git/utmp/utmp_corrupted', 4],
  ])('%s', (path, expected) => {
    const { readerId, events, unbalanced } = readEvents(readFileSync(`${corpus ?? ''}/${path}`));
    expect(readerId).toBe('login-sessions');
    expect(events.length).toBe(expected);
    expect(unbalanced).toEqual([]);
  });
});
