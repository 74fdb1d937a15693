import { describe, expect, it } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { automaticJumpListReader, customJumpListReader } from '#formats/jump-list/index.ts';
import { readers } from '#formats/registry.ts';
import { shellLinkReader } from '#formats/shell-link/index.ts';
import { readShellItems } from '#formats/shell-items/shell-items.ts';
import type { AccessEventClaims, RuleValue } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readAll, type Reading } from '#test/support/reading.ts';
import { automaticList, customList } from '#test/support/windows/jump-list.ts';
import { driveItem, fileItem, itemList, shellLink, thisComputer } from '#test/support/windows/shell.ts';

const claims = (reading: Reading): readonly AccessEventClaims[] =>
  reading.facts.flatMap((fact) => (fact.kind === 'event' ? [fact.claimed] : []));
const factsOf = (claimed: AccessEventClaims | undefined): ReadonlyMap<string, RuleValue['value']> =>
  new Map(claimed?.facts.map(({ name, value }) => [name, value]));
const chosen = (bytes: Uint8Array, fileName: string): string | null =>
  chooseReader(memorySource(bytes), readers, { fileName, folderPath: [] }).reader?.id ?? null;

const items = [
  thisComputer,
  driveItem('C'),
  fileItem('Mail of Anna', 'MAILOF~1', { isFolder: true }),
  fileItem('anna archive.pst', 'ANNAAR~1.PST', { sizeBytes: 4711 }),
];
const pst = shellLink({
  items,
  localPath: 'C:\\Mail of Anna\\',
  suffix: 'anna archive.pst',
  serial: 0x1a2b3c4d,
  label: 'SYSTEM',
  strings: {
    description: 'the archive',
    relativePath: '.\\anna archive.pst',
    workingDirectory: 'C:\\Mail of Anna',
    commandLine: '/x',
    icon: 'i.ico',
  },
  environmentPath: '%HOME%\\anna archive.pst',
  machine: 'pc-of-anna',
  displayName: 'anna archive.pst',
});

describe('lists of shell items', () => {
  it('give the path with long names, and the times of each item', () => {
    const list = readShellItems(itemList(...items));
    expect(list).toMatchObject({ path: 'C:\\Mail of Anna\\anna archive.pst', trouble: null });
    expect(list.items[3]).toMatchObject({
      kind: 'file',
      sizeBytes: 4711,
      fileReference: '1234-5',
      modified: { instant: '2026-03-14T09:26:52.000Z' },
    });
  });

  it('that are cut off say so and keep what was read', () => {
    const bytes = itemList(...items);
    expect(readShellItems(bytes.subarray(0, bytes.length - 20))).toMatchObject({
      path: 'C:\\Mail of Anna',
      trouble: expect.any(String) as string,
    });
    expect(readShellItems(new Uint8Array(0)).trouble).not.toBeNull();
  });
});

describe('shortcuts', () => {
  it('state target, volume, texts, machine and network card', () => {
    const reading = readAll(shellLinkReader, memorySource(pst), { folderPath: ['Anna', 'Recent'] });
    const [event] = claims(reading);
    expect(event).toMatchObject({
      strength: 'OPENED',
      action: 'file-open',
      time: null,
      host: 'pc-of-anna',
      object: { kind: 'file', name: 'C:\\Mail of Anna\\anna archive.pst' },
    });
    const facts = factsOf(event);
    expect(facts.get('target created')).toContain('2026-01-01T00:00:01.000Z');
    expect(facts.get('target accessed')).toContain('2026-01-02T00:00:02.000Z');
    expect(facts.get('target modified')).toContain('2026-01-03T00:00:03.000Z');
    expect(Object.fromEntries(facts)).toMatchObject({
      'target size in bytes': 4711,
      'serial number of the volume': '1A2B3C4D',
      'label of the volume': 'SYSTEM',
      'kind of drive': 'fixed',
      description: 'the archive',
      arguments: '/x',
      'path with variables': '%HOME%\\anna archive.pst',
      'network card of the machine that made the identifier': '00:50:56:a5:0b:40',
      'System.ItemNameDisplay': 'anna archive.pst',
    });
    expect(reading.diagnostics).toEqual([]);
    expect(chosen(pst, 'x')).toBe('shell-link');
  });

  it('elsewhere than among recent documents do not show that the target was opened', () => {
    expect(claims(readAll(shellLinkReader, memorySource(pst), { folderPath: ['Anna', 'Desktop'] }))[0]).toMatchObject({
      strength: 'PRESENT',
      action: 'other',
    });
  });

  it('of a share name the share', () => {
    const link = shellLink({ share: '\\\\server\\mail', suffix: 'export\\all.pst', isFolder: false });
    expect(claims(readAll(shellLinkReader, memorySource(link)))[0]?.object.name).toBe('\\\\server\\mail\\export\\all.pst');
  });

  it('that are cut off anywhere are read as far as they go, or lost and told', () => {
    for (let length = 20; length < pst.length; length += 7) {
      const { accounts, diagnostics } = readAll(shellLinkReader, memorySource(pst.subarray(0, length)));
      expect(accounts[0]?.expected).toBe((accounts[0]?.records ?? 0) + (accounts[0]?.failed ?? 0));
      expect(diagnostics.length, String(length)).toBeGreaterThan(0);
    }
  });
});

describe('jump lists that Windows keeps', () => {
  it.each([1, 4] as const)('of version %i state the last use of each file', (version) => {
    const bytes = automaticList(
      version,
      [
        { number: 2, path: 'C:\\Mail of Anna\\anna archive.pst', used: '2026-03-14T09:26:53Z', count: 9, link: pst },
        { number: 17, path: '\\\\server\\other.pst', used: '2026-03-13T09:26:53Z', isPinned: true, link: null },
      ],
      { '5': shellLink({ localPath: 'C:\\forgotten.msg' }) },
    );
    const reading = readAll(automaticJumpListReader, memorySource(bytes), { fileName: 'be71009ff8bb02a2.automaticDestinations-ms' });
    expect(
      claims(reading).map(({ time, object, strength, process }) => [time?.instant ?? null, object.name, strength, process?.name]),
    ).toEqual([
      ['2026-03-14T09:26:53.000Z', 'C:\\Mail of Anna\\anna archive.pst', 'OPENED', 'Outlook'],
      ['2026-03-13T09:26:53.000Z', '\\\\server\\other.pst', 'OPENED', 'Outlook'],
      [null, 'C:\\forgotten.msg', 'OPENED', 'Outlook'],
    ]);
    expect(factsOf(claims(reading)[0]).get('uses counted')).toBe(version === 1 ? undefined : 9);
    expect(factsOf(claims(reading)[1]).get('pinned by the user')).toBe(true);
    expect(reading.diagnostics).toMatchObject([{ code: 'property-unreadable', effect: 'field-lost' }]);
    expect(reading.accounts).toMatchObject([{ kind: 'jump-list', expected: 3, records: 3, failed: 0 }]);
    expect(chosen(bytes, 'x')).toBe('jump-list-automatic');
  });

  it('whose list is damaged keep their links', () => {
    const bytes = Buffer.from(automaticList(4, [{ number: 1, path: 'C:\\a', used: '2026-03-14T09:26:53Z', link: pst }]));
    const at = bytes.indexOf(Buffer.from('04000000010000000000000000000000', 'hex'));
    bytes.writeUInt32LE(50, at + 4);
    const reading = readAll(automaticJumpListReader, memorySource(bytes));
    expect(claims(reading)).toHaveLength(1);
    expect(reading.diagnostics.map(({ detail }) => detail)).toContainEqual(expect.stringContaining('49 entries cannot be read'));
  });
});

describe('jump lists of programs', () => {
  const other = shellLink({ localPath: 'C:\\two.msg' });
  const bytes = customList([{ name: 'Mail', links: [pst, other] }, null, { name: null, links: [other] }]);

  it('state what was offered, by category', () => {
    const reading = readAll(customJumpListReader, memorySource(bytes));
    expect(claims(reading).map((claimed) => [claimed.object.name, claimed.strength, factsOf(claimed).get('category')])).toEqual([
      ['C:\\Mail of Anna\\anna archive.pst', 'PRESENT', 'Mail'],
      ['C:\\two.msg', 'PRESENT', 'Mail'],
      ['C:\\two.msg', 'PRESENT', 'tasks'],
    ]);
    expect(reading.diagnostics).toEqual([]);
    expect(chosen(bytes, 'x')).toBe('jump-list-custom');
  });

  it('are followed behind a damaged entry, which is one loss', () => {
    const damaged = Buffer.from(bytes);
    damaged.writeUInt16LE(0xffff, 12 + 4 + 2 + 8 + 4 + 16 + 76);
    const reading = readAll(customJumpListReader, memorySource(damaged));
    expect(claims(reading).filter(({ object }) => object.name === 'C:\\two.msg')).toHaveLength(2);
    expect(reading.accounts[0]?.failed).toBe(1);
  });

  it('that are empty are known by their name alone', () => {
    const empty = customList([]);
    expect(chosen(empty, 'c98dce577f884ef8.customDestinations-ms')).toBe('jump-list-custom');
    expect(chosen(empty, 'other.bin')).toBeNull();
    expect(readAll(customJumpListReader, memorySource(empty)).accounts).toMatchObject([{ expected: 0, records: 0 }]);
  });
});
