import { describe, expect, it } from 'vitest';
import { auditFields, command, pairs, type AuditFields } from '#test/support/cloud-logs/audit-records.ts';
import { factOf, onlyEvent } from '#test/support/cloud-logs/read-log.ts';

const told = (record: AuditFields): ReturnType<typeof onlyEvent> => onlyEvent(JSON.stringify(record));

describe('records of the Microsoft 365 audit log', () => {
  it('tell who did it, from where, when and whose clock it is', () => {
    const event = told(command('New-InboxRule', { Name: '.', ForwardTo: 'out@evil.example' }, { SessionId: 's-1', ResultStatus: 'True' }));
    expect(event).toMatchObject({
      actor: 'mallory@corp.example',
      address: '203.0.113.7',
      session: 's-1',
      outcome: 'True',
      strength: 'CHANGED',
      precision: 'second',
      time: { raw: '2024-05-14T08:30:15', instant: '2024-05-14T08:30:15.000Z', offsetMinutes: null },
    });
    expect(event.clock).toContain('UTC');
    expect(event.time?.statedBy).toContain('CreationTime');
    expect(event.doesNotShow).toContain('licence');
  });

  it('keep the address of IPv6 clients without brackets and port', () => {
    expect(told(auditFields('Send', { ClientIP: '[2001:db8::7]:443' })).address).toBe('2001:db8::7');
    expect(told(auditFields('Send', { ClientIP: '2001:db8::7' })).address).toBe('2001:db8::7');
    expect(told(auditFields('Send', { ClientIP: '::ffff:203.0.113.7' })).address).toBe('203.0.113.7');
    expect(told(auditFields('Send', { ClientIP: '<null>' })).address).toBe('');
  });

  it('tell failures as attempts', () => {
    expect(told(command('New-InboxRule', { ForwardTo: 'a@b.example' }, { ResultStatus: 'False' })).strength).toBe('ATTEMPTED');
    expect(told(command('New-InboxRule', { ForwardTo: 'a@b.example' }, { ResultStatus: 'PartiallySucceeded' })).strength).toBe('CHANGED');
  });
});

describe('recipients in the directory', () => {
  const ofUser = (parameters: Record<string, string>): ReturnType<typeof onlyEvent>['change'] =>
    told(command('Set-MailUser', { Identity: 'ann', ...parameters })).change;

  it('have mail sent on to their external address', () => {
    expect(ofUser({ ExternalEmailAddress: 'SMTP:out@evil.example', EmailAddresses: 'smtp:ann@corp.example' })?.destinations).toEqual([
      'out@evil.example',
    ]);
  });

  it('receive at their other addresses, to which nothing goes on', () => {
    const change = ofUser({ EmailAddresses: 'SMTP:ann@corp.example,smtp:a.b@corp.example', PrimarySmtpAddress: 'ann@corp.example' });
    expect(change).toMatchObject({ what: 'alias', state: 'changed', name: 'EmailAddresses, PrimarySmtpAddress', destinations: [] });
  });
});

describe('inbox rules in the audit log', () => {
  it('say to whom they send, what else they do and when', () => {
    const parameters = {
      AlwaysDeleteOutlookRulesBlob: 'False',
      Force: 'False',
      Name: 'x',
      ForwardTo: '"Out" [SMTP:out@evil.example];second@evil.example',
      RedirectTo: 'smtp:third@evil.example',
      SubjectOrBodyContainsWords: 'invoice;payment',
      FromAddressContainsWords: '',
      MyNameInToBox: 'False',
      MarkAsRead: 'True',
      DeleteMessage: 'True',
      MoveToFolder: 'mallory@corp.example:\\RSS Feeds',
      StopProcessingRules: 'True',
    };
    expect(told(command('New-InboxRule', parameters)).change).toEqual({
      what: 'inbox-rule',
      name: 'x',
      state: 'set',
      of: 'mallory@corp.example',
      destinations: ['out@evil.example', 'second@evil.example', 'third@evil.example'],
      by: ['ForwardTo', 'RedirectTo'],
      actions: ['delete', 'mark-read', 'move RSS Feeds', 'stop'],
      conditions: ['SubjectOrBodyContainsWords: invoice;payment'],
    });
  });

  it('name the mailbox by parameter, by field or by the acting account', () => {
    const path = 'HOST/Microsoft Exchange Hosted Organizations/corp.example/';
    expect(told(command('New-InboxRule', { Name: 'x', Mailbox: 'victim@corp.example' })).account).toBe('victim@corp.example');
    expect(told(command('New-InboxRule', { Name: 'x' }, { ObjectId: `${path}victim\\x` })).account).toBe('victim');
    expect(told(command('New-InboxRule', { Name: 'x' }, { ObjectId: `${path}Mallory\\x` })).account).toBe('mallory@corp.example');
    expect(told(command('Set-InboxRule', { Identity: `${path}victim\\the rule` }))).toMatchObject({
      account: 'victim',
      object: { name: 'the rule' },
    });
  });

  it('say what became of the rule', () => {
    const state = (operation: string, parameters: Record<string, string> = {}): unknown =>
      told(command(operation, parameters)).change?.state;
    expect(state('New-InboxRule')).toBe('set');
    expect(state('Set-InboxRule')).toBe('changed');
    expect(state('Set-InboxRule', { Enabled: 'False' })).toBe('disabled');
    expect(state('Enable-InboxRule')).toBe('enabled');
    expect(state('Disable-InboxRule')).toBe('disabled');
    expect(state('Remove-InboxRule')).toBe('removed');
    expect(state('Set-InboxRule', { ForwardTo: '', RedirectTo: '$null' })).toBe('cleared');
    expect(state('Set-InboxRule', { ForwardTo: '', RedirectTo: 'out@evil.example' })).toBe('changed');
    expect(state('Set-InboxRule', { ForwardTo: '', DeleteMessage: 'True' })).toBe('changed');
    const made = told(command('New-SweepRule', { Name: 'x', Enabled: 'False' })).change;
    expect(made).toMatchObject({ state: 'set', conditions: ['Enabled: False'] });
  });

  it('are told apart by their numbers where they have no names', () => {
    const rest = { RuleOperation: 'AddMailboxRule', RuleId: '-12345678', RuleName: '', RuleState: 'Disabled' };
    expect(told(auditFields('UpdateInboxRules', { OperationProperties: pairs(rest) })).change).toMatchObject({
      name: '',
      id: '-12345678',
      conditions: ['RuleState: Disabled'],
    });
    const path = 'HOST/Microsoft Exchange Hosted Organizations/corp.example/victim\\3345287221547630593';
    expect(told(command('New-InboxRule', { Name: 'x' }, { ObjectId: path })).change).toMatchObject({
      name: 'x',
      id: '3345287221547630593',
    });
    expect(told(command('Remove-InboxRule', { Identity: 'victim\\3345287221547630593' })).change).toMatchObject({
      of: 'victim',
      id: '3345287221547630593',
    });
  });

  it('look for words that look like switches', () => {
    expect(told(command('New-InboxRule', { Name: 'x', BodyContainsWords: 'no', HasAttachment: 'False' })).change?.conditions).toEqual([
      'BodyContainsWords: no',
    ]);
  });

  it('are of the mailbox before the name, not of the actor', () => {
    expect(told(command('Set-InboxRule', { Name: 'x' }, { ObjectId: 'corp.example/Users/Ann Example\\old' })).account).toBe('Ann Example');
  });

  it('are understood from tables with a column for each parameter', () => {
    const rest = { Parameters: undefined, Param_Name: 'x', Param_ForwardTo: 'out@evil.example', Param_DeleteMessage: 'True' };
    expect(told(auditFields('New-InboxRule', rest)).change).toMatchObject({
      name: 'x',
      destinations: ['out@evil.example'],
      actions: ['delete'],
    });
  });

  it('are understood as the mailbox stores them', () => {
    const properties = pairs({
      RuleOperation: 'AddMailboxRule',
      RuleName: 'hide',
      RuleState: 'Enabled, ExitAfterExecution',
      RuleCondition: '{(SubString IgnoreCase(SubjectProperty)=invoice)}',
      RuleActions: '[{"ActionType":"Forward","Recipients":["a@evil.example",{"SmtpAddress":"b@evil.example"}]},{"ActionType":"Delete"}]',
    });
    expect(
      told(auditFields('UpdateInboxRules', { RecordType: 2, MailboxOwnerUPN: 'victim@corp.example', OperationProperties: properties })),
    ).toMatchObject({
      action: 'rule-change',
      account: 'victim@corp.example',
      change: {
        what: 'inbox-rule',
        name: 'hide',
        state: 'set',
        destinations: ['a@evil.example', 'b@evil.example'],
        actions: ['delete', 'stop'],
      },
    });
  });

  it('are understood from ServerRule, whose actions are members', () => {
    const rule = { Name: 'x', Actions: { ForwardToRecipientsAction: { Recipients: ['a@evil.example'] }, MarkAsReadAction: {} } };
    const properties = pairs({ RuleOperation: 'ModifyMailboxRule', ServerRule: JSON.stringify(rule) });
    expect(told(auditFields('UpdateInboxRules', { OperationProperties: properties })).change).toMatchObject({
      state: 'changed',
      destinations: ['a@evil.example'],
      actions: ['mark-read'],
    });
  });
});

describe('forwarding of a mailbox in the audit log', () => {
  const forwarding = (parameters: Record<string, string>): unknown =>
    told(command('Set-Mailbox', { Identity: 'victim@corp.example', ...parameters })).change;

  it('is told as set, with the address without its coat', () => {
    expect(forwarding({ ForwardingSmtpAddress: 'smtp:out@evil.example', DeliverToMailboxAndForward: 'True' })).toMatchObject({
      what: 'mailbox-forwarding',
      state: 'set',
      of: 'victim@corp.example',
      destinations: ['out@evil.example'],
      actions: ['keeps a copy'],
    });
  });

  it.each(['', '$null', 'null'])('is told as cleared by %j', (empty) => {
    expect(forwarding({ ForwardingSmtpAddress: empty })).toMatchObject({ what: 'mailbox-forwarding', state: 'cleared', destinations: [] });
  });

  it('is not taken from other settings of a mailbox', () => {
    expect(forwarding({ Force: 'True', MaxSendSize: '1 GB' })).toMatchObject({ what: 'other' });
    expect(forwarding({ AuditEnabled: 'False' })).toMatchObject({ what: 'audit', state: 'disabled' });
    expect(forwarding({ GrantSendOnBehalfTo: 'out@evil.example' })).toMatchObject({
      what: 'send-permission',
      destinations: ['out@evil.example'],
    });
    // Addresses of the mailbox itself: no mail goes on to them.
    const own = { EmailAddresses: 'SMTP:a@corp.example;smtp:b@corp.example;SPO:SPO_1@SPO_2' };
    expect(forwarding(own)).toMatchObject({ what: 'alias', name: 'EmailAddresses', destinations: [] });
  });
});

describe('mail flow in the audit log', () => {
  it('tells what a transport rule copies to whom, and when', () => {
    const parameters = {
      Name: '.',
      Mode: 'Enforce',
      BlindCopyTo: 'out@evil.example',
      SubjectOrBodyContainsWords: 'password;payment',
      StopRuleProcessing: 'False',
      Comments: '',
    };
    expect(told(command('New-TransportRule', parameters))).toMatchObject({
      action: 'transport-change',
      change: {
        what: 'transport-rule',
        name: '.',
        state: 'set',
        of: 'corp.example',
        destinations: ['out@evil.example'],
        actions: ['blind copy'],
        conditions: ['SubjectOrBodyContainsWords: password;payment'],
      },
    });
  });

  it.each([
    [
      'New-JournalRule',
      { Name: 'j', JournalEmailAddress: 'out@evil.example' },
      { what: 'journal-rule', destinations: ['out@evil.example'] },
    ],
    ['New-OutboundConnector', { Name: 'c', SmartHosts: 'mx.evil.example' }, { what: 'connector', destinations: ['mx.evil.example'] }],
    ['Set-RemoteDomain', { Identity: 'Default', AutoForwardEnabled: 'True' }, { what: 'domain-forwarding', state: 'enabled' }],
    ['Set-RemoteDomain', { Identity: 'Default', AutoForwardEnabled: 'False' }, { what: 'domain-forwarding', state: 'disabled' }],
    [
      'Set-HostedOutboundSpamFilterPolicy',
      { Identity: 'Default', AutoForwardingMode: 'On' },
      { what: 'domain-forwarding', state: 'enabled' },
    ],
    [
      'Set-HostedOutboundSpamFilterPolicy',
      { Identity: 'Default', AutoForwardingMode: 'Automatic' },
      { what: 'domain-forwarding', state: 'disabled' },
    ],
    ['Set-AdminAuditLogConfig', { UnifiedAuditLogIngestionEnabled: 'False' }, { what: 'audit', state: 'disabled' }],
    [
      'Set-MailboxAuditBypassAssociation',
      { Identity: 'mallory', AuditBypassEnabled: 'True' },
      { what: 'audit', state: 'disabled', of: 'mallory' },
    ],
    [
      'Add-MailboxPermission',
      { Identity: 'victim', User: 'mallory', AccessRights: 'FullAccess' },
      { what: 'mailbox-permission', name: 'FullAccess', of: 'victim', destinations: ['mallory'] },
    ],
    [
      'Add-RecipientPermission',
      { Identity: 'victim', Trustee: 'mallory', AccessRights: 'SendAs' },
      { what: 'send-permission', name: 'SendAs', destinations: ['mallory'] },
    ],
    [
      'Add-MailboxFolderPermission',
      { Identity: 'victim:\\Inbox', User: 'Default', AccessRights: 'Reviewer' },
      { what: 'folder-permission', of: 'victim:\\Inbox', destinations: ['Default'] },
    ],
    [
      'New-ManagementRoleAssignment',
      { Role: 'ApplicationImpersonation', User: 'mallory' },
      { what: 'role', name: 'ApplicationImpersonation', destinations: ['mallory'] },
    ],
  ])('tells %s %j', (operation, parameters, change) => {
    expect(told(command(operation, parameters as Record<string, string>)).change).toMatchObject(change);
  });
});

describe('access to items in the audit log', () => {
  const accessed = (properties: Record<string, string>, rest: Record<string, unknown> = {}): ReturnType<typeof onlyEvent> =>
    told(
      auditFields('MailItemsAccessed', {
        RecordType: 50,
        MailboxOwnerUPN: 'victim@corp.example',
        ClientInfoString: 'Client=REST;;',
        OperationProperties: pairs(properties),
        OperationCount: 2,
        Folders: [
          { Path: '\\Inbox', FolderItems: [{ InternetMessageId: '<a@x.example>' }, { InternetMessageId: '<b@x.example>' }] },
          { Path: '\\Sent', FolderItems: [{ InternetMessageId: '<a@x.example>' }] },
        ],
        ...rest,
      }),
    );

  it('is OPENED with the messages that it names, and says that an access is no reading', () => {
    const event = accessed({ MailAccessType: 'Bind', IsThrottled: 'False' });
    expect(event).toMatchObject({
      action: 'mail-access',
      strength: 'OPENED',
      account: 'victim@corp.example',
      client: 'Client=REST;;',
      messageIds: ['<a@x.example>', '<b@x.example>'],
    });
    expect(event.doesNotShow).toContain('not that the item was shown');
    expect(event.doesNotShow).not.toContain('throttled');
    expect(factOf(event, 'OperationCount')).toBe(2);
    expect(factOf(event, 'IsThrottled')).toBe('False');
  });

  it('is SYNCED for a folder, all of which must be taken as downloaded', () => {
    const event = accessed({ MailAccessType: 'Sync', IsThrottled: 'False' }, { Folders: [{ Path: '\\Inbox' }] });
    expect(event).toMatchObject({ action: 'mail-sync', strength: 'SYNCED', object: { kind: 'folder', name: '\\Inbox' } });
    expect(event.doesNotShow).toContain('taken as downloaded');
  });

  it('says that nothing is recorded after throttling', () => {
    expect(accessed({ MailAccessType: 'Bind', IsThrottled: 'True' }).doesNotShow).toContain('24 hours');
  });

  it.each([
    ['Send', 'mail-send', 'EXPORTED'],
    ['SendAs', 'mail-send', 'EXPORTED'],
    ['HardDelete', 'mail-delete', 'CHANGED'],
    ['MoveToDeletedItems', 'mail-delete', 'CHANGED'],
    ['Move', 'mail-move', 'CHANGED'],
    ['Copy', 'mail-copy', 'CHANGED'],
    ['MessageBind', 'mail-access', 'OPENED'],
    ['FolderBind', 'folder-access', 'OPENED'],
    ['MailboxLogin', 'sign-in', 'LOGGED ON'],
    ['SearchQueryInitiatedExchange', 'mail-search', 'RUN'],
    ['AttachmentAccess', 'attachment-access', 'OPENED'],
    ['UserLoggedIn', 'sign-in', 'LOGGED ON'],
    ['UserLoginFailed', 'sign-in', 'ATTEMPTED'],
    ['SearchCreated', 'content-search', 'RUN'],
    ['SearchExported', 'mailbox-export', 'EXPORTED'],
    ['New-MailboxExportRequest', 'mailbox-export', 'EXPORTED'],
    ['AlertTriggered', 'alert', 'PRESENT'],
  ])('tells %s as %s', (operation, action, strength) => {
    expect(told(auditFields(operation, { ResultStatus: 'Succeeded' }))).toMatchObject({ action, strength, operation });
  });
});

describe('the directory in the audit log', () => {
  it('tells the permissions that a person gave to an application', () => {
    const modified = [
      {
        Name: 'ConsentAction.Permissions',
        NewValue: '[] => [[Id: x, ClientId: y, ConsentType: Principal, Scope:  Mail.Read offline_access]]; ',
        OldValue: '',
      },
    ];
    const event = told(
      auditFields('Consent to application.', {
        RecordType: 8,
        Workload: 'AzureActiveDirectory',
        ModifiedProperties: modified,
        Target: [{ ID: 'Some App', Type: 1 }],
      }),
    );
    expect(event).toMatchObject({
      action: 'consent',
      operation: 'Consent to application.',
      change: { what: 'application-permission', name: 'Mail.Read offline_access', destinations: ['Some App'] },
    });
  });

  it('names the permissions for mailboxes that an application asks for', () => {
    const asked = '[{"RequiredAppPermissions":[{"EntitlementId":"810c84a8-4a9e-49e6-bf7d-12d183f40d01"}]}]';
    const event = told(
      auditFields('Update application.', { ModifiedProperties: [{ Name: 'RequiredResourceAccess', NewValue: asked, OldValue: '[]' }] }),
    );
    expect(event.change).toMatchObject({ what: 'application-permission', name: 'Mail.Read' });
    expect(told(auditFields('Update application.', { ModifiedProperties: [] })).action).toBe('setting-change');
  });

  it('tells a licence without advanced auditing as auditing that was turned off', () => {
    const licence = (plans: string): unknown =>
      told(
        auditFields('Change user license.', {
          ModifiedProperties: [{ Name: 'AssignedLicense', NewValue: `["[SkuName=E5, DisabledPlans=[${plans}]]"]`, OldValue: '[]' }],
        }),
      ).change;
    expect(licence('M365_ADVANCED_AUDITING')).toMatchObject({ what: 'audit', state: 'disabled' });
    expect(licence('YAMMER')).toMatchObject({ what: 'other' });
  });
});

describe('operations without a meaning', () => {
  it('are events of action other with all that they state', () => {
    const event = told(auditFields('Something-New', { Odd: { Deep: ['a', 'b'] }, Parameters: pairs({ Empty: '', Full: 'x' }) }));
    expect(event).toMatchObject({ action: 'other', operation: 'Something-New' });
    expect([factOf(event, 'Odd.Deep'), factOf(event, 'Empty'), factOf(event, 'Full')]).toEqual([['a', 'b'], '', 'x']);
  });
});
