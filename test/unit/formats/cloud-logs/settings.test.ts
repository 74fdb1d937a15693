import { describe, expect, it } from 'vitest';
import { csv } from '#test/support/cloud-logs/audit-records.ts';
import { logReaderOf, readLog } from '#test/support/cloud-logs/read-log.ts';
import { unbalanced } from '#test/support/read-source.ts';

const addressOf = (address: string): object => ({ kind: 'address', smtpAddress: address });

describe('rules of mailboxes as Exchange lists them', () => {
  const expected = {
    client: 'exchange',
    storedAs: 'Get-InboxRule',
    owner: 'victim',
    name: '.',
    isEnabled: true,
    sequence: 1,
    actions: [
      { kind: 'forward', targets: [addressOf('out@evil.example')] },
      { kind: 'move', targets: [{ kind: 'folder', name: 'RSS Feeds' }] },
      { kind: 'mark-read' },
      { kind: 'stop' },
    ],
  };

  it('are the same from Export-Csv and ConvertTo-Json', () => {
    const row = {
      Enabled: 'True',
      Identity: 'victim\\123',
      Name: '.',
      Priority: '1',
      RuleIdentity: '123',
      MailboxOwnerId: 'victim',
      SubjectContainsWords: 'invoice',
      ForwardTo: '"out" [SMTP:out@evil.example]',
      ForwardAsAttachmentTo: '',
      RedirectTo: '',
      MoveToFolder: 'RSS Feeds',
      DeleteMessage: 'False',
      MarkAsRead: 'True',
      StopProcessingRules: 'True',
    };
    const { rules, result, readerId } = readLog(csv(Object.keys(row), [Object.values(row)]));
    expect(readerId).toBe('exchange-settings');
    expect(rules).toMatchObject([expected]);
    expect(rules[0]?.condition).toMatchObject({ kind: 'any', of: [{ kind: 'text', field: 'SubjectContainsWords', value: 'invoice' }] });
    expect(unbalanced(result)).toEqual([]);
    const json = {
      ...row,
      Enabled: true,
      Priority: 1,
      ForwardTo: ['"out" [SMTP:out@evil.example]'],
      ForwardAsAttachmentTo: null,
      RedirectTo: null,
      MarkAsRead: true,
      DeleteMessage: false,
      StopProcessingRules: true,
    };
    expect(readLog(JSON.stringify(json, null, 2)).rules).toMatchObject([expected]);
  });

  it('are the same from Export-Clixml, in UTF-8 and UTF-16', () => {
    const object = (name: string): string =>
      `<Obj RefId="0"><TN RefId="0"><T>Deserialized.InboxRule</T></TN><ToString>x</ToString><Props>` +
      `<B N="Enabled">true</B><S N="Name">${name}</S><I32 N="Priority">1</I32><U64 N="RuleIdentity">123</U64><S N="MailboxOwnerId">victim</S>` +
      `<Obj N="ForwardTo" RefId="1"><TN RefId="1"><T>System.Collections.ArrayList</T></TN><LST><S>"out" [SMTP:out@evil.example]</S></LST></Obj>` +
      `<Nil N="RedirectTo" /><S N="MoveToFolder">RSS Feeds</S><B N="MarkAsRead">true</B><B N="StopProcessingRules">true</B></Props></Obj>`;
    const content = `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\r\n  ${object('.')}\r\n  ${object('a &amp; b_x000A_ü')}\r\n</Objs>`;
    for (const bytes of [Buffer.from(content), Buffer.from(`\ufeff${content}`, 'utf16le')]) {
      const { rules, result } = readLog(bytes);
      expect(rules).toMatchObject([expected, { ...expected, name: 'a & b\nü' }]);
      expect(unbalanced(result)).toEqual([]);
      const [first] = result.outputs.flatMap((output) => (output.kind === 'record' ? [output.record.observed.range] : []));
      const text = bytes
        .subarray(first?.offsetBytes, (first?.offsetBytes ?? 0) + (first?.lengthBytes ?? 0))
        .toString(bytes[0] === 0xff ? 'utf16le' : 'utf8');
      expect([text.slice(0, 5), text.slice(-6)]).toEqual(['<Obj ', '</Obj>']);
    }
    const cut = readLog(content.slice(0, content.lastIndexOf('StopProcessingRules')));
    expect(cut.rules).toHaveLength(1);
    expect(cut.result.diagnostics).toMatchObject([{ code: 'item-unreadable', effect: 'item-lost' }]);
  });

  it('have names of enumerations, and objects that are named by reference, from Export-Clixml', () => {
    const list = (name: string, id: string, item: string): string => `<Obj N="${name}" RefId="${id}"><LST><S>${item}</S></LST></Obj>`;
    const rule =
      '<Obj RefId="0"><Props><S N="Name">x</S><Obj N="State" RefId="1"><TN RefId="0"><T>RuleState</T></TN><ToString>Disabled</ToString><I32>1</I32></Obj>' +
      `<S N="Priority">1</S>${list('BlindCopyTo', '2', 'out@evil.example')}<Ref N="RedirectMessageTo" RefId="2" /><Ref N="CopyTo" RefId="77"/>` +
      '<Obj N="SenderDomainIs" RefId="3"><TN RefId="1"><T>Address</T></TN><ToString>evil.example</ToString><Props><I32 N="Length">1</I32></Props></Obj></Props></Obj>';
    const content = `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">${rule}</Objs>`;
    expect(readLog(content).rules).toMatchObject([
      {
        storedAs: 'Get-TransportRule',
        isEnabled: false,
        condition: { name: 'SenderDomainIs', values: [{ value: ['evil.example'] }] },
        actions: [
          { kind: 'forward', flavour: ['as a blind copy'], targets: [addressOf('out@evil.example')] },
          { kind: 'forward', flavour: ['as a copy'], targets: [], isWhole: false },
          { kind: 'redirect', targets: [addressOf('out@evil.example')] },
        ],
      },
    ]);
  });

  it('say where the export lost the addresses', () => {
    const { rules } = readLog(
      csv(['Name', 'Enabled', 'RuleIdentity', 'ForwardTo', 'RedirectTo'], [['x', 'True', '1', 'System.String[]', '']]),
    );
    expect(rules).toMatchObject([
      {
        actions: [{ kind: 'forward', targets: [], isWhole: false }],
        parts: [{ field: 'ForwardTo', decoded: 'not' }, { decoded: 'whole' }],
      },
    ]);
  });
});

describe('forwarding of mailboxes as Exchange lists it', () => {
  const mailbox = (smtp: string | null, keeps: boolean): object => ({
    DisplayName: 'Victim',
    PrimarySmtpAddress: 'victim@corp.example',
    ForwardingSmtpAddress: smtp,
    ForwardingAddress: null,
    DeliverToMailboxAndForward: keeps,
  });

  it('is a rule, and all of the mailbox a setting', () => {
    const { rules, settings, result } = readLog(JSON.stringify([mailbox('smtp:out@evil.example', true), mailbox(null, false)]));
    expect(rules).toMatchObject([
      {
        owner: 'victim@corp.example',
        storedAs: 'ForwardingSmtpAddress of Get-Mailbox',
        isEnabled: true,
        actions: [{ kind: 'redirect', flavour: ['keeps a copy in the mailbox'], targets: [addressOf('out@evil.example')] }],
      },
    ]);
    expect(settings).toHaveLength(2);
    expect(unbalanced(result)).toEqual([]);
  });
});

describe('rules of the organisation as Exchange lists them', () => {
  it('say to whom they copy and redirect', () => {
    const rule = {
      Name: '.',
      State: 'Enabled',
      Mode: 'Enforce',
      Priority: 0,
      BlindCopyTo: ['out@evil.example'],
      RedirectMessageTo: null,
      SubjectOrBodyContainsWords: ['invoice', 'payment'],
      DeleteMessage: false,
    };
    expect(readLog(JSON.stringify([rule])).rules).toMatchObject([
      {
        storedAs: 'Get-TransportRule',
        isEnabled: true,
        actions: [{ kind: 'forward', flavour: ['as a blind copy'], targets: [addressOf('out@evil.example')] }],
      },
    ]);
    const journal = {
      Name: 'j',
      Recipient: 'victim@corp.example',
      JournalEmailAddress: 'out@evil.example',
      Scope: 'Global',
      Enabled: true,
    };
    expect(readLog(JSON.stringify([journal])).rules).toMatchObject([
      { storedAs: 'Get-JournalRule', owner: 'victim@corp.example', actions: [{ kind: 'forward' }] },
    ]);
  });
});

describe('settings as Exchange lists them', () => {
  it.each([
    ['Get-MailboxPermission', { Identity: 'victim', User: 'mallory', AccessRights: ['FullAccess'], IsInherited: false, Deny: false }],
    ['Get-RecipientPermission', { Identity: 'victim', Trustee: 'mallory', AccessRights: ['SendAs'] }],
    ['Get-MailboxFolderPermission', { FolderName: 'Inbox', User: 'Default', AccessRights: ['Reviewer'] }],
    ['Get-RemoteDomain', { DomainName: '*', AutoForwardEnabled: true, Name: 'Default' }],
    ['Get-HostedOutboundSpamFilterPolicy', { Name: 'Default', AutoForwardingMode: 'On' }],
    ['Get-AdminAuditLogConfig', { UnifiedAuditLogIngestionEnabled: false, AdminAuditLogEnabled: true }],
  ])('%s', (name, record) => {
    const { settings, rules } = readLog(JSON.stringify([record]));
    expect(settings).toMatchObject([{ setting: 'client-setting', client: 'exchange', name }]);
    expect(rules).toEqual([]);
  });
});

describe('settings of Gmail', () => {
  it('tell forwarding, filters, delegates and other addresses', () => {
    expect(readLog(JSON.stringify({ enabled: true, emailAddress: 'out@evil.example', disposition: 'trash' })).rules).toMatchObject([
      { client: 'gmail', isEnabled: true, actions: [{ kind: 'redirect', targets: [addressOf('out@evil.example')] }] },
    ]);
    expect(
      readLog(JSON.stringify({ forwardingAddresses: [{ forwardingEmail: 'out@evil.example', verificationStatus: 'accepted' }] })).settings,
    ).toMatchObject([{ name: 'forwarding address' }]);
    expect(
      readLog(JSON.stringify({ delegates: [{ delegateEmail: 'd@corp.example', verificationStatus: 'accepted' }] })).settings,
    ).toMatchObject([{ name: 'delegate' }]);
    expect(readLog(JSON.stringify({ sendAs: [{ sendAsEmail: 's@corp.example', isPrimary: true }] })).settings).toMatchObject([
      { name: 'send-as address' },
    ]);
    const filter = {
      id: 'f1',
      criteria: { from: 'bank', negatedQuery: 'x' },
      action: { forward: 'out@evil.example', removeLabelIds: ['INBOX', 'UNREAD'], addLabelIds: ['TRASH'] },
    };
    expect(readLog(JSON.stringify({ filter: [filter] })).rules).toMatchObject([
      {
        actions: [{ kind: 'forward' }, { kind: 'move-to-deleted' }, { kind: 'move' }, { kind: 'mark-read' }],
        condition: { kind: 'all', of: [{ kind: 'text', field: 'from', value: 'bank' }, { kind: 'not' }] },
      },
    ]);
  });

  it('tell forwarding that is off as off, and none as a setting', () => {
    expect(readLog(JSON.stringify({ enabled: false, emailAddress: 'out@evil.example', disposition: 'trash' })).rules).toMatchObject([
      { isEnabled: false },
    ]);
    expect(readLog(JSON.stringify({ enabled: false, disposition: 'leaveInInbox' }))).toMatchObject({
      rules: [],
      settings: [{ name: 'automatic forwarding' }],
    });
  });
});

describe('listings of something else', () => {
  it.each([
    ['users', 'Name,Enabled,Description\nanna,True,x\n'],
    ['files with permissions', 'Identity,AccessRights\nx,y\n'],
    ['a rule of a firewall', JSON.stringify({ Name: 'x', Enabled: true, Action: 'Block', Priority: 1 })],
  ])('%s', (_, content) => {
    expect(logReaderOf(content)).toBeNull();
  });
});
