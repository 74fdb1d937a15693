import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Trouble } from '#contract/index.ts';
import { openCaseFolder } from '#host/index.ts';
import { evidenceIdOf } from '#model/index.ts';
import { openHost, reopenHost } from '#test/support/open-host.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { inMemoryTransports } from '#test/support/transports.ts';

const parameters = { 'forwarding.many': { least: 3, words: ['fw', 'wg'], isStrict: true, prefix: 'FW' } };

test('parameters of rules are kept in the case whole, told to the window and written to the audit log', async () => {
  const directory = join(temporaryFolder('case'), 'case');
  const { client, host } = openHost(inMemoryTransports(), directory);
  const told: unknown[] = [];
  client.on('case.changed', (file) => told.push(file.parameters));
  expect((await client.call('case.read', {})).parameters).toBeUndefined();
  expect((await client.call('case.parameters', { parameters })).parameters).toEqual(parameters);
  // What is not named has its default again.
  await client.call('case.parameters', { parameters: { other: { days: 1 } } });
  expect(told).toEqual([parameters, { other: { days: 1 } }]);
  expect(readFileSync(join(directory, 'audit.ndjson'), 'utf8')).toContain('parameters-changed');
  await host.stop();
  const again = reopenHost(inMemoryTransports(), directory);
  expect((await again.client.call('case.read', {})).parameters).toEqual({ other: { days: 1 } });
  await again.host.stop();
});

test('values that are none are refused, and a case file with such is damaged', async () => {
  const directory = join(temporaryFolder('case'), 'case');
  const { client, host } = openHost(inMemoryTransports(), directory);
  for (const value of [null, Number.NaN, Infinity, { nested: 1 }, [1]]) {
    const given = { parameters: { rule: { name: value } } } as never;
    await expect(client.call('case.parameters', given)).rejects.toMatchObject({ text: { code: 'call-malformed' } });
  }
  await host.stop();
  const path = join(directory, 'case.json');
  const file = JSON.parse(readFileSync(path, 'utf8')) as object;
  for (const damaged of [{ parameters: { rule: 3 } }, { clockSkews: [{ evidenceId: 'EX-001', seconds: 0.5, because: '' }] }]) {
    writeFileSync(path, JSON.stringify({ ...file, ...damaged }));
    expect(() => openCaseFolder(directory, null)).toThrow(Trouble);
  }
});

test('a clock skew belongs to an exhibit of the case, one for each, and is taken back by zero', async () => {
  const folder = temporaryFolder('evidence');
  const directory = join(temporaryFolder('case'), 'case');
  writeFileSync(join(folder, 'a.log'), 'a');
  const { client, host, answers } = openHost(inMemoryTransports(), directory);
  answers.paths = [join(folder, 'a.log')];
  await client.call('evidence.choose', { kind: 'files' });
  const evidenceId = evidenceIdOf(1);
  await client.call('evidence.clockSkew', { evidenceId, seconds: 60, because: 'guess' });
  const { clockSkews } = await client.call('evidence.clockSkew', { evidenceId, seconds: -90, because: 'photo' });
  expect(clockSkews).toEqual([{ evidenceId, seconds: -90, because: 'photo' }]);
  expect((await client.call('evidence.clockSkew', { evidenceId, seconds: 0, because: '' })).clockSkews).toEqual([]);
  expect(readFileSync(join(directory, 'audit.ndjson'), 'utf8').match(/clock-skew-stated/g)).toHaveLength(3);
  await expect(client.call('evidence.clockSkew', { evidenceId: evidenceIdOf(9), seconds: 1, because: '' })).rejects.toBeInstanceOf(Trouble);
  await expect(client.call('evidence.clockSkew', { evidenceId, seconds: 1.5, because: '' })).rejects.toMatchObject({
    text: { code: 'call-malformed' },
  });
  await host.stop();
});
