import { describe, expect, it } from 'vitest';
import { registryHiveReader } from '#formats/registry-hive/index.ts';
import { formatLocator, type AccessEventClaims, type FactDraft, type RuleValue } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readAll } from '#test/support/reading.ts';
import { byteWriter, storedGuid, ticks, wideText } from '#test/support/windows/bytes.ts';
import { binary, hiveFile, keyPath, merged, number, text, type BuiltKey, type BuiltValue } from '#test/support/windows/hive.ts';
import { driveItem, fileItem, itemList, thisComputer } from '#test/support/windows/shell.ts';

const windows = 'Software\\Microsoft\\Windows\\CurrentVersion';
const explorer = `${windows}\\Explorer`;
const outlook = 'Software\\Microsoft\\Office\\16.0\\Outlook';
const time = '2026-03-14T09:26:53Z';
const instant = '2026-03-14T09:26:53.000Z';

/** The facts of a hive of these keys, without the one that says what the hive is; its books must add up. */
function factsOf(...keys: readonly BuiltKey[]): readonly FactDraft[] {
  const { facts, accounts, diagnostics } = readAll(registryHiveReader, memorySource(hiveFile(merged(keys))));
  for (const { expected, records, failed } of accounts) expect(expected).toBe(records + failed);
  expect(diagnostics.filter(({ effect }) => effect !== 'item-lost')).toEqual([]);
  return facts.slice(1);
}

const eventsOf = (...keys: readonly BuiltKey[]): readonly AccessEventClaims[] =>
  factsOf(...keys).flatMap((fact) => (fact.kind === 'event' ? [fact.claimed] : []));
const valuesOf = (fact: FactDraft | undefined): Readonly<Record<string, RuleValue['value']>> =>
  fact?.kind === 'setting' && 'values' in fact.claimed
    ? Object.fromEntries(fact.claimed.values.map(({ name, value }) => [name, value]))
    : {};
const stated = (claimed: AccessEventClaims | undefined): Readonly<Record<string, RuleValue['value']>> =>
  Object.fromEntries(claimed?.facts.map(({ name, value }) => [name, value]) ?? []);
const order = (...numbers: readonly number[]): BuiltValue =>
  binary(
    'MRUListEx',
    numbers
      .reduce((list, entry) => list.u32(entry), byteWriter())
      .u32(0xffffffff)
      .done(),
  );

describe('Outlook in a hive', () => {
  const section = `${outlook}\\Profiles\\Main`;

  it('states accounts, without their passwords, and where their mail lies', () => {
    const entryId = Buffer.concat([
      Buffer.alloc(4),
      storedGuid('10bba138-e505-1a10-a1bb-08002b2a56c2'),
      Buffer.from('\0\0mspst.dll\0\0\0\0\0', 'latin1'),
    ]);
    const padded = Buffer.concat([entryId, Buffer.alloc(entryId.length % 2), wideText('C:\\Mail\\anna.pst')]);
    const account = [
      text('clsid', '{ED475412-B0D6-11D2-8C3B-00104B2A6676}'),
      binary('Account Name', wideText('anna@example.org')),
      binary('Display Name', wideText('Anna Example')),
      binary('Email', wideText('anna@example.org')),
      binary('IMAP Server', wideText('imap.example.org')),
      number('IMAP Port', 993),
      binary('IMAP User', wideText('anna')),
      binary('IMAP Password', Buffer.from('secret')),
      binary('Delivery Store EntryID', padded),
    ];
    const facts = factsOf(keyPath(`${section}\\9375CFF0413111d3B88A00104B2A6676\\00000002`, { values: account }));
    expect(facts).toMatchObject([
      {
        kind: 'account',
        claimed: {
          client: 'outlook',
          key: 'Main/00000002',
          service: 'imap',
          server: 'imap.example.org',
          port: 993,
          userName: 'anna',
          storedAt: 'C:\\Mail\\anna.pst',
          identities: [{ name: 'Anna Example', address: 'anna@example.org' }],
        },
      },
    ]);
    expect(JSON.stringify(facts)).not.toContain('secret');
    expect(JSON.stringify(facts)).not.toContain(Buffer.from('secret').toString('hex'));
  });

  it('states its stores, old and new, 8-bit and wide, and takes no other file for one', () => {
    const facts = factsOf(
      keyPath(`${section}\\0a0d020000000000c000000000000046`, {
        values: [
          binary('001f6700', wideText('C:\\Mail\\a.pst')),
          binary('001f3001', wideText('Archive')),
          binary('001f0433', wideText('C:\\Mail\\a.sharing.xml.obi')),
        ],
      }),
      keyPath(
        'Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles\\Old\\13dbb0c8aa05101a9bb000aa002fc45a',
        {
          values: [binary('001e6610', Buffer.from('D:\\b.ost\0')), binary('001f0433', wideText('D:\\c.pst'))],
        },
      ),
    );
    const told = facts.map((fact) => valuesOf(fact));
    expect(told.map((values) => [Object.values(values)[0], values['profile']])).toEqual([
      ['C:\\Mail\\a.pst', 'Main'],
      ['D:\\b.ost', 'Old'],
      ['D:\\c.pst', 'Old'],
    ]);
    expect(told[0]?.['name shown (PR_DISPLAY_NAME)']).toBe('Archive');
  });

  it('say in which folders Outlook makes its data files, where that was moved', () => {
    const facts = factsOf(
      keyPath('Software\\Microsoft\\Office\\16.0\\Outlook', { values: [text('ForcePSTPath', 'D:\\Mail'), text('Other', 'x')] }),
      keyPath('Software\\Policies\\Microsoft\\Office\\16.0\\Outlook', { values: [text('ForceOSTPath', 'E:\\Cache')] }),
    );
    expect(facts.map(valuesOf)).toMatchObject([{ ForcePSTPath: 'D:\\Mail' }, { ForceOSTPath: 'E:\\Cache' }]);
  });

  it('states what lets scripts run, and the folder of opened attachments', () => {
    const facts = factsOf(
      keyPath(`${outlook}\\Security`, {
        values: [text('OutlookSecureTempFolder', 'C:\\INetCache\\X\\'), number('EnableUnsafeClientMailRules', 1)],
      }),
      keyPath(`${outlook}\\WebView\\Inbox`, { values: [text('url', 'https://evil.example/')] }),
      keyPath(`${outlook}\\Today`, { values: [text('UserDefinedUrl', 'https://evil.example/today'), text('Other', 'x')] }),
      keyPath(outlook, { values: [number('LoadMacroProviderOnBoot', 1), number('FirstRun', 0)] }),
    );
    expect(facts.map((fact) => (fact.kind === 'setting' && 'name' in fact.claimed ? fact.claimed.name : ''))).toEqual([
      'the macro project is loaded when Outlook starts',
      'folder into which attachments are copied when they are opened',
      'rules may start programs and scripts',
      'page shown in place of a folder',
      'page shown in place of Outlook Today',
    ]);
    expect(valuesOf(facts[2])).toMatchObject({ EnableUnsafeClientMailRules: 1, type: 'REG_DWORD' });
  });

  it('states the stores of the search catalogue, and no other value of it', () => {
    const events = eventsOf(
      keyPath(`${outlook}\\Search\\Catalog`, { values: [binary('C:\\a.ost', Buffer.alloc(8)), number('Version', 1)] }),
    );
    expect(events).toMatchObject([{ strength: 'PRESENT', time: null, object: { kind: 'store', name: 'C:\\a.ost' } }]);
    expect(stated(events[0])['key written last (LastWrite)']).toBe(`${instant} (FILETIME 0x${ticks(time).toString(16).padStart(16, '0')})`);
  });
});

describe('documents in a hive', () => {
  it('of Office have their own time, or none', () => {
    const mark = `[F00000000][T${ticks(time).toString(16).padStart(16, '0').toUpperCase()}][O00000000]*`;
    const [first, second, ...others] = eventsOf(
      keyPath('Software\\Microsoft\\Office\\16.0\\Word\\User MRU\\ADAL_1\\File MRU', {
        values: [text('Item 1', `${mark}C:\\a.docx`), text('Item 2', 'C:\\b.docx'), number('Max Display', 25)],
      }),
    );
    expect(first).toMatchObject({ time: { instant }, strength: 'OPENED', action: 'file-open', object: { name: 'C:\\a.docx' } });
    expect(second).toMatchObject({ time: null, object: { name: 'C:\\b.docx' } });
    expect(others).toEqual([]);
  });

  it('that were trusted say what was enabled', () => {
    const record = byteWriter().u64(ticks(time)).u64(0n).u32(0).u32(0x7fffffff).done();
    const path = '%USERPROFILE%/AppData/Local/Microsoft/Windows/INetCache/Content.Outlook/ABC/bill%20of%20may.xlsm';
    const facts = factsOf(
      keyPath('Software\\Microsoft\\Office\\16.0\\Excel\\Security\\Trusted Documents\\TrustRecords', {
        values: [binary(path, record), binary('x', record.subarray(0, 10))],
      }),
    );
    expect(facts).toMatchObject([{ kind: 'event', claimed: { time: { instant }, object: { name: path.replaceAll('%20', ' ') } } }]);
  });

  it('among the recent ones: the newest alone has a time', () => {
    const shortcut = (name: string): Uint8Array => Buffer.concat([wideText(name), itemList(fileItem(`${name}.lnk`, 'X.LNK'))]);
    const events = eventsOf(
      keyPath(`${explorer}\\RecentDocs\\.pst`, {
        values: [order(1, 0), binary('0', shortcut('old.pst')), binary('1', shortcut('new.pst'))],
      }),
    );
    expect(
      events.map((event) => [
        event.object.name,
        event.time?.instant ?? null,
        stated(event)['place in the order of use'],
        stated(event)['shortcut'],
      ]),
    ).toEqual([
      ['old.pst', null, 2, 'old.pst.lnk'],
      ['new.pst', instant, 1, 'new.pst.lnk'],
    ]);
  });

  it('chosen in dialogs have their path by the items of the shell', () => {
    const list = itemList(
      thisComputer,
      driveItem('E'),
      fileItem('Copies', 'COPIES', { isFolder: true }),
      fileItem('all mail.pst', 'ALLMAI~1.PST'),
    );
    const events = eventsOf(
      keyPath(`${explorer}\\ComDlg32\\OpenSavePidlMRU\\pst`, { values: [order(0), binary('0', list)] }),
      keyPath(`${explorer}\\ComDlg32\\LastVisitedPidlMRU`, {
        values: [order(0), binary('0', Buffer.concat([wideText('OUTLOOK.EXE'), list]))],
      }),
      keyPath(`${explorer}\\ComDlg32\\OpenSaveMRU\\txt`, {
        values: [text('MRUList', 'ba'), text('a', 'C:\\a.txt'), text('b', 'C:\\b.txt')],
      }),
    );
    expect(events.map(({ object, process, time: used }) => [object.name, process?.name ?? '', used?.instant ?? null])).toEqual([
      ['E:\\Copies\\all mail.pst', '', instant],
      ['E:\\Copies\\all mail.pst', 'OUTLOOK.EXE', instant],
      ['C:\\a.txt', '', null],
      ['C:\\b.txt', '', instant],
    ]);
  });
});

describe('folders shown in Explorer', () => {
  const bags = 'Local Settings\\Software\\Microsoft\\Windows\\Shell\\BagMRU';
  const folder = (name: string): Uint8Array => itemList(fileItem(name, 'X', { isFolder: true }));

  it('have their path by the keys above, and a time for the newest', () => {
    const facts = factsOf(
      keyPath(bags, { values: [order(0), binary('0', itemList(thisComputer)), binary('NodeSlots', Buffer.alloc(4))] }),
      keyPath(`${bags}\\0`, { values: [order(1, 0), binary('0', itemList(driveItem('C'))), binary('1', itemList(driveItem('E')))] }),
      keyPath(`${bags}\\0\\1`, { values: [order(0), binary('0', folder('Outlook Files'))], lastWrite: time }),
      // A key without a value of its name is no folder.
      keyPath(`${bags}\\7`, { values: [binary('0', folder('nowhere'))] }),
    );
    const events = facts.flatMap((fact) => (fact.kind === 'event' ? [fact] : []));
    expect(events.map(({ claimed }) => [claimed.object.name, claimed.time?.instant ?? null, claimed.action])).toEqual([
      ['This PC', instant, 'folder-open'],
      ['C:', null, 'folder-open'],
      ['E:', instant, 'folder-open'],
      ['E:\\Outlook Files', instant, 'folder-open'],
    ]);
    expect(formatLocator(events[3]?.locator ?? [])).toBe(`file:evidence|key:${bags}|value:0|entry:0\\1`);
  });

  it('that are damaged are lost one by one', () => {
    const { accounts } = readAll(
      registryHiveReader,
      memorySource(hiveFile([keyPath(bags, { values: [binary('0', itemList(thisComputer)), binary('1', Buffer.from([9, 0, 1]))] })])),
    );
    expect(accounts).toContainEqual(expect.objectContaining({ kind: 'hive', expected: 2, records: 1, failed: 1 }));
  });
});

describe('programs in a hive', () => {
  const assist = (count: number, used: bigint): Uint8Array =>
    byteWriter().u32(0).u32(count).u32(3).u32(4000).zeros(44).u64(used).zeros(4).done();

  it('of UserAssist: decoded names, counts, last start', () => {
    const list = `${explorer}\\UserAssist\\{CEBFF5CD-ACE2-4F4F-9178-9926F41749EA}\\Count`;
    const events = eventsOf(
      keyPath(list, {
        values: [
          binary('{7P5N40RS-N0SO-4OSP-874N-P0S2R0O9SN8R}\\Bhgybbx\\BHGYBBX.RKR', assist(12, ticks(time))),
          binary('P:\\arire.rkr', assist(0, 0n)),
          binary('HRZR_PGYFRFFVBA', Buffer.alloc(1612)),
        ],
      }),
    );
    expect(events.map(({ object, strength, time: used }) => [object.name, strength, used?.instant ?? null])).toEqual([
      ['Program Files (x86)\\Outlook\\OUTLOOK.EXE', 'RUN', instant],
      ['C:\\never.exe', 'PRESENT', null],
    ]);
    expect(stated(events[0])).toMatchObject({ 'starts counted': 12, 'times in focus': 3, 'milliseconds in focus': 4000 });
    const old = byteWriter().u32(1).u32(7).u64(ticks(time)).done();
    const [xp] = eventsOf(keyPath(list, { values: [binary('HRZR_EHACNGU:P:\\k.rkr', old)] }));
    expect([xp?.object.name, stated(xp)['starts counted']]).toEqual(['C:\\x.exe', 2]);
    expect(factsOf(keyPath(list, { values: [binary('k', Buffer.alloc(20))] }))).toEqual([]);
  });

  it('typed or looked up', () => {
    const events = eventsOf(
      keyPath(`${explorer}\\RunMRU`, { values: [text('MRUList', 'ba'), text('a', 'cmd\\1'), text('b', 'outlook /cleanviews\\1')] }),
      keyPath(`${explorer}\\TypedPaths`, { values: [text('url1', 'E:\\'), text('url2', 'C:\\Mail')] }),
      keyPath('Software\\Microsoft\\Internet Explorer\\TypedURLs', { values: [text('url1', 'https://mail.example/')] }),
      keyPath('Software\\Microsoft\\Internet Explorer\\TypedURLsTime', { values: [binary('url1', byteWriter().u64(ticks(time)).done())] }),
      keyPath('Software\\Microsoft\\Windows\\ShellNoRoam\\MUICache', {
        values: [text('C:\\pffexport.exe', 'pffexport'), text('@shell32.dll,-1', 'x')],
      }),
    );
    expect(events.map(({ action, object, time: used }) => [action, object.name, used?.instant ?? null])).toEqual([
      ['process-start', 'cmd', null],
      ['process-start', 'outlook /cleanviews', instant],
      ['folder-open', 'E:\\', instant],
      ['folder-open', 'C:\\Mail', null],
      ['other', 'C:\\pffexport.exe', null],
      ['page-visit', 'https://mail.example/', instant],
    ]);
  });

  it('of the activity moderator, the compatibility cache and the inventories', () => {
    const seen = (path: string): Uint8Array => {
      const body = byteWriter()
        .u16(path.length * 2)
        .wide(path)
        .u64(ticks(time))
        .u32(0)
        .done();
      return byteWriter().narrow('10ts').u32(0).u32(body.length).bytes(body).done();
    };
    const cache = Buffer.concat([byteWriter().u32(0x34).zeros(0x30).done(), seen('C:\\rclone.exe'), seen('C:\\7z.exe')]);
    const events = eventsOf(
      keyPath('ControlSet001\\Services\\bam\\State\\UserSettings\\S-1-5-21-1', {
        values: [binary('\\Device\\HarddiskVolume3\\7z.exe', byteWriter().u64(ticks(time)).zeros(16).done()), number('Version', 1)],
      }),
      keyPath('ControlSet001\\Control\\Session Manager\\AppCompatCache', { values: [binary('AppCompatCache', cache)] }),
      keyPath('Root\\InventoryApplicationFile\\rclone.exe|1', {
        values: [text('LowerCaseLongPath', 'c:\\rclone.exe'), text('FileId', '0000abc')],
      }),
      keyPath('Root\\File\\{v}\\1', { values: [text('15', 'C:\\old.exe'), text('101', '0000def')] }),
    );
    expect(events.map(({ strength, action, object, account }) => [strength, action, object.name, account])).toEqual([
      ['RUN', 'process-start', '\\Device\\HarddiskVolume3\\7z.exe', 'S-1-5-21-1'],
      ['PRESENT', 'other', 'C:\\rclone.exe', ''],
      ['PRESENT', 'other', 'C:\\7z.exe', ''],
      ['PRESENT', 'other', 'c:\\rclone.exe', ''],
      ['PRESENT', 'other', 'C:\\old.exe', ''],
    ]);
    expect(events[1]?.time?.statedBy).toContain('last modification of the file');
  });

  it('of the compatibility cache in a form that is not read are one loss', () => {
    const { accounts, facts } = readAll(
      registryHiveReader,
      memorySource(
        hiveFile([
          keyPath('ControlSet001\\Control\\Session Manager\\AppCompatCache', {
            values: [binary('AppCompatCache', byteWriter().u32(0xbadc0fee).zeros(200).done())],
          }),
        ]),
      ),
    );
    expect(facts.filter(({ kind }) => kind === 'event')).toEqual([]);
    expect(accounts).toContainEqual(expect.objectContaining({ kind: 'hive', expected: 1, records: 0, failed: 1 }));
  });
});

describe('devices and settings of the machine in a hive', () => {
  it('storage devices have the times that Windows keeps', () => {
    const device = 'ControlSet001\\Enum\\USBSTOR\\Disk&Ven_X\\123&0';
    const events = eventsOf(
      keyPath(device, { values: [text('FriendlyName', 'X Stick')] }),
      keyPath(`${device}\\Properties\\{83da6326-97a6-4088-9453-a1923f573b29}\\0066`, {
        values: [{ name: '', type: 0xffff0010, bytes: byteWriter().u64(ticks(time)).done() }],
      }),
      keyPath('ControlSet001\\Enum\\USBSTOR\\Disk&Ven_Y\\9', { values: [] }),
    );
    expect(events.map(({ operation, time: used, object }) => [operation, used?.instant ?? null, object.name])).toEqual([
      ['storage device last plugged in', instant, 'Disk&Ven_X\\123&0'],
      ['storage device known to the machine', null, 'Disk&Ven_Y\\9'],
    ]);
  });

  it('letters, shares, programs at logon, name and zone', () => {
    const facts = factsOf(
      keyPath('MountedDevices', { values: [binary('\\DosDevices\\E:', byteWriter().u32(0x1a2b3c4d).u64(1_048_576n).done())] }),
      keyPath(`${explorer}\\MountPoints2\\##server#mail`, {}),
      keyPath(`${windows}\\Run`, { values: [text('sync', 'C:\\rclone.exe sync')] }),
      keyPath('ControlSet001\\Control\\ComputerName\\ComputerName', { values: [text('ComputerName', 'PC-OF-ANNA')] }),
      keyPath('ControlSet001\\Control\\TimeZoneInformation', { values: [text('TimeZoneKeyName', 'W. Europe Standard Time')] }),
    );
    const told = facts.map((fact) =>
      fact.kind === 'event' ? fact.claimed.object.name : Object.values(valuesOf(fact)).slice(0, 2).join(' '),
    );
    expect(told).toEqual([
      '\\DosDevices\\E: disk signature 0x1a2b3c4d, partition at byte 1048576',
      '\\\\server\\mail',
      'sync C:\\rclone.exe sync',
      'PC-OF-ANNA ControlSet001\\Control\\ComputerName\\ComputerName',
      'W. Europe Standard Time ControlSet001\\Control\\TimeZoneInformation',
    ]);
    expect(facts.flatMap((fact) => (fact.kind === 'event' ? [fact.claimed.host] : []))).toEqual(['PC-OF-ANNA']);
  });

  it('what no reader asks for is no record', () => {
    expect(
      factsOf(keyPath('Software\\Other\\Run', { values: [text('a', 'b')] }), keyPath(`${windows}\\Runner`, { values: [text('a', 'b')] })),
    ).toEqual([]);
  });

  it('the hive says what it is and whose', () => {
    const hive = hiveFile(
      merged([
        keyPath(`${explorer}\\Shell Folders`, { values: [text('AppData', 'C:\\Users\\anna\\AppData\\Roaming')] }),
        { name: 'Control Panel' },
      ]),
    );
    const [setting] = readAll(registryHiveReader, memorySource(hive)).facts;
    expect(valuesOf(setting)).toMatchObject({
      'kind, by its keys': 'hive of a user (NTUSER.DAT)',
      'user, by the folder that its keys name': 'anna',
    });
  });
});
