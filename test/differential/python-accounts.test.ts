import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readers } from '#formats/registry.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { askPython, hasPython, noPythonReason } from '#test/support/python.ts';
import { roomIn } from '#test/support/reading-room.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const accounts = Array.from({ length: 60 }, (_, index) => ({
  key: index + 1,
  type: index % 3 === 0 ? 'com.apple.account.IMAP' : 'com.apple.account.CalDAV',
  identifier: `ACCOUNT-${String(index)}`,
  user: `zoë${String(index)}@example.org`,
  date: 700_000_000 + index / 4,
  properties: {
    Hostname: `imap${String(index)}.example`,
    PortNumber: 100 + index,
    EmailAliases: [{ DisplayName: 'Zoë', EmailAddresses: [`alias${String(index)}@example.org`] }],
    Deep: { one: { two: [true, 1.5, 'three', { four: 'ü' }] } },
  },
}));

describe.skipIf(!hasPython)(hasPython ? 'accounts that Python writes' : noPythonReason, () => {
  it.each([false, true])('are read as they were written (in the log: %s)', (wal) => {
    const [files] = askPython('python-accounts.py', [{ accounts, wal }]) as readonly Readonly<Record<string, string>>[];
    const folder = temporaryFolder('python-accounts');
    for (const [name, text] of Object.entries(files ?? {})) writeFileSync(join(folder, name), Buffer.from(text, 'base64'));
    const bytes = Buffer.from(files?.['Accounts4.sqlite'] ?? '', 'base64');
    const reader = readers.find(({ id }) => id === 'sqlite');
    if (reader === undefined) throw new Error('no reader');
    const room = roomIn(folder, []);
    const result = readSource(reader, memorySource(bytes), { fileName: 'Accounts4.sqlite', ...room });
    room.close();
    expect(unbalanced(result)).toEqual([]);
    expect(result.codes).toEqual(wal ? ['log-applied file:Accounts4.sqlite'] : []);
    const found = result.outputs.flatMap((output) =>
      output.kind === 'record' && output.record.kind === 'account' ? [output.record.claimed] : [],
    );
    expect(
      found.map(({ key, type, userName, server, port, identities, times, facts }) => ({
        key,
        type,
        userName,
        server,
        port,
        addresses: identities.map(({ address }) => address),
        date: times?.map(({ raw }) => raw),
        deep: facts.filter(({ name }) => name.startsWith('Deep')).map(({ name, value }) => [name.replace(/ \(.*/, ''), value]),
      })),
    ).toEqual(
      accounts.map(({ identifier, type, user, date, properties }) => ({
        key: identifier,
        type,
        userName: user,
        server: properties.Hostname,
        port: properties.PortNumber,
        addresses: properties.EmailAliases[0]?.EmailAddresses,
        date: [String(date)],
        deep: [
          ['Deep.one.two.0', true],
          ['Deep.one.two.1', 1.5],
          ['Deep.one.two.2', 'three'],
          ['Deep.one.two.3.four', 'ü'],
        ],
      })),
    );
  });
});
