import { csv } from '#test/support/cloud-logs/audit-records.ts';
import { logReaderOf, readLog } from '#test/support/cloud-logs/read-log.ts';
import { unbalanced } from '#test/support/read-source.ts';
import { describe, expect, it } from 'vitest';

type Row = Readonly<Record<string, string>>;

const table = (rows: readonly Row[], delimiter = ','): string =>
  csv(
    Object.keys(rows[0] ?? {}),
    rows.map((row) => Object.values(row)),
    delimiter,
  );
const rulesOf = (content: Uint8Array | string): ReturnType<typeof readLog>['rules'] => readLog(content).rules;

describe('inbox rules under the names that collections give to their columns', () => {
  const suite: Row = {
    UserName: 'ann@corp.example',
    RuleName: '..',
    Enabled: 'True',
    Priority: '2',
    RuleIdentity: '3345287221547630593',
    StopProcessingRules: 'True',
    CopyToFolder: '',
    MoveToFolder: 'RSS Feeds',
    RedirectTo: '',
    ForwardTo: '"Ben Out" [EX:/o=ExchangeLabs/ou=Group (X)/cn=Recipients/cn=1-ben] "out@evil.example" [SMTP:out@evil.example]',
    ForwardAsAttachmentTo: '',
    ApplyCategory: 'Later',
    MarkImportance: 'High',
    MarkAsRead: 'False',
    DeleteMessage: 'True',
    SoftDeleteMessage: 'False',
    From: '"ceo@corp.example" [SMTP:ceo@corp.example]',
    SubjectContainsWords: 'invoice, wire transfer',
    SubjectOrBodyContainsWords: '',
    BodyContainsWords: '',
    HasAttachment: 'False',
    ExceptIfMyNameNotInToBox: 'True',
    Description: 'If the message:\r\n\tthe message was received from …',
    InError: 'False',
    ErrorType: 'None',
  };
  const expected = {
    owner: 'ann@corp.example',
    name: '..',
    isEnabled: true,
    sequence: 2,
    actions: [
      {
        kind: 'forward',
        isWhole: true,
        targets: [
          { name: 'Ben Out', smtpAddress: null, x500Address: '/o=ExchangeLabs/ou=Group (X)/cn=Recipients/cn=1-ben', addressType: 'EX' },
          { name: '', smtpAddress: 'out@evil.example', addressType: 'SMTP' },
        ],
      },
      { kind: 'move', targets: [{ kind: 'folder', name: 'RSS Feeds' }] },
      { kind: 'move-to-deleted' },
      { kind: 'tag', facts: [{ name: 'ApplyCategory', value: 'Later' }] },
      { kind: 'tag', facts: [{ name: 'MarkImportance', value: 'High' }] },
      { kind: 'stop' },
    ],
    condition: {
      kind: 'all',
      of: [
        { kind: 'named', name: 'From' },
        {
          kind: 'any',
          of: [
            { kind: 'text', field: 'SubjectContainsWords', value: 'invoice' },
            { kind: 'text', field: 'SubjectContainsWords', value: 'wire transfer' },
          ],
        },
        { kind: 'not', of: { kind: 'named', name: 'MyNameNotInToBox' } },
      ],
    },
  };

  it.each([
    ['with commas', Buffer.from(table([suite]))],
    ['with semicolons', Buffer.from(table([suite], ';'))],
    ['after a mark', Buffer.from(`\ufeff${table([suite])}`)],
    ['after a line of types, in UTF-16', Buffer.from(`\ufeff#TYPE Selected.InboxRule\r\n${table([suite])}`, 'utf16le')],
    ['after a line of types, with tabs', Buffer.from(`#TYPE Selected.InboxRule\r\n${table([suite], '\t')}`)],
  ])('are read from rows %s', (_, content) => {
    const { rules, result, readerId } = readLog(content);
    expect(readerId).toBe('exchange-settings');
    expect(rules).toMatchObject([expected]);
    expect(unbalanced(result)).toEqual([]);
    const whole = rules[0]?.parts.find(({ field }) => field.startsWith('all fields'));
    expect(JSON.parse(whole?.text ?? '')).toEqual(suite);
  });

  it('are read from the older columns of the Microsoft Extractor Suite', () => {
    const row = {
      UserName: 'AnnE',
      RuleName: 'x',
      RuleEnabled: 'False',
      CopytoFolder: '',
      MovetoFolder: '',
      RedirectTo: '',
      ForwardTo: '"out@evil.example" [SMTP:out@evil.example]',
      TextDescription: 'Take the following actions:\n\tforward the message to …',
    };
    expect(rulesOf(table([row]))).toMatchObject([
      { owner: 'AnnE', name: 'x', isEnabled: false, actions: [{ kind: 'forward', targets: [{ smtpAddress: 'out@evil.example' }] }] },
    ]);
  });

  it('are read from tables made of answers of Microsoft Graph', () => {
    const row = {
      UserPrincipalName: 'ann@corp.example',
      RuleName: 'x',
      Sequence: '3',
      Enabled: 'True',
      ForwardTo: 'out@evil.example; two@evil.example',
      RedirectTo: '',
      ForwardAsAttachment: 'three@evil.example',
      Delete: 'True',
      PermanentDelete: '',
      MoveToFolder: '',
      SubjectContains: 'invoice; payment',
      HasAttachments: '',
      RuleId: 'AQAAA=',
    };
    expect(rulesOf(table([row]))).toMatchObject([
      {
        owner: 'ann@corp.example',
        sequence: 3,
        actions: [
          { kind: 'forward', targets: [{ smtpAddress: 'out@evil.example' }, { smtpAddress: 'two@evil.example' }] },
          { kind: 'forward-as-attachment', targets: [{ smtpAddress: 'three@evil.example' }] },
          { kind: 'move-to-deleted' },
        ],
        condition: { kind: 'any', of: [{ value: 'invoice' }, { value: 'payment' }] },
      },
    ]);
  });

  it('have the mailbox of their identity, or that beside them, for their owner', () => {
    const rule = { Name: 'x', Identity: 'ann\\123', RuleIdentity: '123', ForwardTo: 'out@evil.example', RedirectTo: '' };
    expect(rulesOf(table([rule]))).toMatchObject([{ owner: 'ann', name: 'x', isEnabled: null }]);
    const { Identity: _, ...nameless } = rule;
    expect(rulesOf(JSON.stringify({ Mailbox: 'ann@corp.example', Rules: [nameless] }))).toMatchObject([{ owner: 'ann@corp.example' }]);
    expect(rulesOf(JSON.stringify([nameless]))).toMatchObject([{ owner: '' }]);
  });

  it('have values that a table lost as such', () => {
    const row = {
      Name: 'x',
      MailboxOwnerId: 'ann',
      ForwardTo: 'System.Collections.ArrayList',
      RedirectTo: '',
      SubjectContainsWords: 'Deserialized.Microsoft.Exchange.Data.MultiValuedProperty`1[[System.String, mscorlib]]',
    };
    expect(rulesOf(table([row]))).toMatchObject([
      { condition: { kind: 'unreadable' }, actions: [{ kind: 'forward', targets: [], isWhole: false }] },
    ]);
  });

  it('are read from selected columns, and other tables are not taken for them', () => {
    expect(rulesOf('Name,Enabled,Priority,ForwardTo\nx,True,1,out@evil.example\n')).toHaveLength(1);
    expect(rulesOf('Mailbox,RuleName,MoveToFolder\nann,x,Archive\n')).toHaveLength(1);
    for (const other of ['Name,Enabled,Forward\nx,True,1\n', 'Name,Description,Delete\na,b,c\n', 'Name,Enabled,Delete\nx,True,False\n']) {
      expect(logReaderOf(other)).toBeNull();
    }
  });

  it('look for words that look like switches', () => {
    const rule = { Name: 'x', MailboxOwnerId: 'ann', ForwardTo: null, RedirectTo: null, BodyContainsWords: ['no', '0', 'false'] };
    expect(rulesOf(JSON.stringify([rule]))).toMatchObject([{ condition: { of: [{ value: 'no' }, { value: '0' }] } }]);
  });

  it('say that the listing does not tell what they do', () => {
    expect(rulesOf('"Name","Enabled","Priority","RuleIdentity"\n"x","True","1","123"\n')).toMatchObject([
      { name: 'x', isEnabled: true, actions: [], state: ['the listing does not say what it does'] },
    ]);
  });
});

describe('rules of which an export has only the description', () => {
  const described = (text: string): ReturnType<typeof rulesOf> => rulesOf(table([{ Mailbox: 'ann', Name: 'x', Description: text }]));

  it('are read from its sentences', () => {
    const text =
      "If the message:\r\n\tthe message was received from 'ceo@corp.example'\r\n\tand the message includes specific words in the subject 'invoice' or 'bill'\r\nTake the following actions:\r\n\tforward the message to 'out@evil.example' and 'two@evil.example'\r\n\tand move the message to folder 'RSS Feeds'\r\n\tand mark the message as Read\r\n\tand stop processing more rules on this message\r\nExcept if the message:\r\n\tthe message has an attachment\r\n";
    const expected = {
      owner: 'ann',
      name: 'x',
      isEnabled: null,
      state: ['read from its description'],
      actions: [
        { kind: 'forward', targets: [{ smtpAddress: 'out@evil.example' }, { smtpAddress: 'two@evil.example' }] },
        { kind: 'move', targets: [{ name: 'RSS Feeds' }] },
        { kind: 'mark-read' },
        { kind: 'stop' },
      ],
    };
    expect(described(text)).toMatchObject([expected]);
    expect(described(text)[0]?.condition).toMatchObject({
      kind: 'all',
      of: [{ kind: 'named' }, { kind: 'named', values: [{ value: ['invoice', 'bill'] }] }, { kind: 'not' }],
    });
    // Hawk puts the lines one after the other.
    expect(described(text.replaceAll('\r\n', ' ').replaceAll('\t', ''))).toMatchObject([expected]);
  });

  it('are kept as not understood in another language', () => {
    const row = { Mailbox: 'ann', Rulename: 'x', Rulepriority: '1', Ruledescription: 'Wenn die Nachricht: …' };
    expect(rulesOf(table([row]))).toMatchObject([
      { sequence: 1, actions: [{ kind: 'other', isWhole: false, facts: [{ name: 'description', value: 'Wenn die Nachricht: …' }] }] },
    ]);
  });

  it('may be rules of the organisation', () => {
    const row = {
      Name: 'temp',
      Description: "Take the following actions:\n\tRedirect the message to 'out@evil.example'\nExpiry date: 8/10/2023 2:30:00 PM\n",
      CreatedBy: 'admin',
      WhenChanged: '8/9/2023 4:33:42 PM',
      State: 'Disabled',
    };
    expect(rulesOf(table([row]))).toMatchObject([
      {
        storedAs: 'Get-TransportRule',
        owner: '',
        isEnabled: false,
        actions: [
          { kind: 'redirect', targets: [{ smtpAddress: 'out@evil.example' }] },
          { kind: 'other', isWhole: false },
        ],
        modified: { raw: '8/9/2023 4:33:42 PM', instant: null },
      },
    ]);
  });
});

describe('rules of the organisation', () => {
  it('tell all that they do', () => {
    const rule = {
      Name: 'x',
      State: 'Enabled',
      Mode: 'Audit',
      Priority: 3,
      BlindCopyTo: ['out@evil.example'],
      RedirectMessageTo: null,
      ModerateMessageByUser: ['mod@corp.example'],
      GenerateIncidentReport: 'two@evil.example',
      IncidentReportContent: ['Sender', 'AttachOriginalMail'],
      RouteMessageOutboundConnector: 'Out',
      RejectMessageReasonText: 'no',
      SetHeaderName: 'X-A',
      SenderAddressLocation: 'Header',
      ContentCharacterSetContainsWords: ['iso-8859-1'],
      ExceptIfFromScope: 'InOrganization',
    };
    expect(rulesOf(JSON.stringify([rule]))).toMatchObject([
      {
        isEnabled: true,
        sequence: 3,
        state: ['rule of the organisation', 'mode Audit'],
        actions: [
          { kind: 'forward', flavour: ['as a blind copy'] },
          { kind: 'forward-as-attachment', targets: [{ smtpAddress: 'two@evil.example' }] },
          { kind: 'other', targets: [{ smtpAddress: 'mod@corp.example' }] },
          { kind: 'other', facts: [{ name: 'RouteMessageOutboundConnector', value: 'Out' }] },
          { kind: 'bounce' },
          { kind: 'tag' },
        ],
        condition: { kind: 'all', of: [{ kind: 'any' }, { kind: 'not', of: { name: 'FromScope' } }] },
      },
    ]);
  });

  it('journal to an address', () => {
    expect(rulesOf('Name,Recipient,JournalEmailAddress,Scope,Enabled\nj,,"""J"" [SMTP:j@evil.example]",Global,True\n')).toMatchObject([
      { owner: '', isEnabled: true, condition: null, actions: [{ targets: [{ name: 'J', smtpAddress: 'j@evil.example' }] }] },
    ]);
  });
});

describe('sweep rules', () => {
  it('tell of whom mail is put away, where and when', () => {
    const row = {
      RuleId: 'x2hl=',
      Name: 'From Bank',
      Enabled: 'False',
      Provider: 'Exchange16',
      Sender: '"Bank" [SMTP:bank@corp.example]',
      SourceFolder: 'Inbox',
      DestinationFolder: 'Archive',
      KeepForDays: '0',
      KeepLatest: '1',
      MailboxOwnerId: 'ann',
    };
    expect(rulesOf(table([row]))).toMatchObject([
      {
        storedAs: 'Get-SweepRule',
        owner: 'ann',
        isEnabled: false,
        provider: 'Exchange16',
        condition: { kind: 'all', of: [{ name: 'Sender' }, { name: 'SourceFolder' }] },
        actions: [{ kind: 'move', targets: [{ name: 'Archive' }], facts: [{ name: 'KeepLatest', value: '1' }] }],
      },
    ]);
  });
});

describe('forwarding of a mailbox', () => {
  const mailbox = (fields: Row): ReturnType<typeof readLog> => readLog(table([{ UserPrincipalName: 'ann@corp.example', ...fields }]));

  it('is none where it was removed', () => {
    for (const value of ['', '$null', 'null ', ' ']) {
      const { rules, settings } = mailbox({ ForwardingSmtpAddress: value.replace('null ', ''), DeliverToMailboxAndForward: 'True' });
      expect(rules).toEqual([]);
      expect(settings).toHaveLength(1);
    }
  });

  it('by an address of the directory goes before the other', () => {
    const { rules } = mailbox({ ForwardingSmtpAddress: 'smtp:out@evil.example', ForwardingAddress: 'corp.example/Users/Ben' });
    expect(rules).toMatchObject([
      { name: 'ForwardingSmtpAddress', state: ['set on the mailbox', 'without effect while ForwardingAddress is set too'] },
      { name: 'ForwardingAddress', actions: [{ targets: [{ smtpAddress: null, otherAddress: 'corp.example/Users/Ben' }] }] },
    ]);
  });

  it('is known without the name of the mailbox, and said to be without owner', () => {
    const fields = { DeliverToMailboxAndForward: false, ForwardingAddress: null, ForwardingSmtpAddress: 'smtp:out@evil.example' };
    expect(readLog(JSON.stringify(fields)).rules).toMatchObject([{ owner: '', actions: [{ flavour: ['keeps no copy in the mailbox'] }] }]);
  });
});

describe('rules as Microsoft Graph gives them', () => {
  const person = (address: string, name = address): object => ({ emailAddress: { name, address } });
  const rule = {
    id: 'AQAAA=',
    displayName: '.',
    sequence: 2,
    isEnabled: false,
    hasError: true,
    isReadOnly: false,
    conditions: {
      subjectContains: ['invoice'],
      fromAddresses: [person('ceo@corp.example')],
      withinSizeRange: { minimumSize: 1, maximumSize: 2 },
    },
    exceptions: { bodyContains: ['no'], sentToMe: true },
    actions: {
      forwardTo: [person('out@evil.example', 'Out'), person('two@evil.example')],
      redirectTo: [],
      moveToFolder: 'AAMkAD=',
      permanentDelete: true,
      markAsRead: true,
      stopProcessingRules: true,
    },
  };
  const expected = {
    storedAs: 'messageRule of Microsoft Graph',
    name: '.',
    isEnabled: false,
    sequence: 2,
    state: ['in error'],
    condition: {
      kind: 'all',
      of: [
        { kind: 'any', of: [{ field: 'subjectContains', value: 'invoice' }] },
        { name: 'fromAddresses' },
        { name: 'withinSizeRange', values: [{ value: ['minimumSize 1, maximumSize 2'] }] },
        { kind: 'not', of: { kind: 'any', of: [{ value: 'no' }] } },
        { kind: 'not', of: { name: 'sentToMe' } },
      ],
    },
    actions: [
      {
        kind: 'forward',
        targets: [
          { name: 'Out', smtpAddress: 'out@evil.example' },
          { name: '', smtpAddress: 'two@evil.example' },
        ],
      },
      { kind: 'move' },
      { kind: 'delete' },
      { kind: 'mark-read' },
      { kind: 'stop' },
    ],
  };

  it('are read from its answer, with the mailbox that the answer names', () => {
    const context = "https://graph.microsoft.com/v1.0/$metadata#users('ann%40corp.example')/mailFolders('inbox')/messageRules";
    const { rules, readerId, result } = readLog(JSON.stringify({ '@odata.context': context, value: [rule, rule] }, null, 2));
    expect(readerId).toBe('graph-rules');
    expect(rules).toMatchObject([
      { ...expected, owner: 'ann@corp.example' },
      { ...expected, owner: 'ann@corp.example' },
    ]);
    expect(unbalanced(result)).toEqual([]);
  });

  it('are read from what its PowerShell module writes, and from what was put beside them', () => {
    const capital = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(capital)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name.charAt(0).toUpperCase() + name.slice(1), capital(one)]))
          : value;
    const found = rulesOf(JSON.stringify([{ UserPrincipalName: 'ann@corp.example', Rules: [capital(rule)] }]));
    expect(found).toMatchObject([{ owner: 'ann@corp.example', name: '.', actions: expected.actions }]);
  });

  it('lose their actions in a table', () => {
    const type = 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphMessageRuleActions';
    expect(rulesOf(`Actions,Conditions,DisplayName,IsEnabled,Sequence\n${type},${type},x,True,1\n`)).toMatchObject([
      { owner: '', isEnabled: true, condition: { kind: 'unreadable' }, actions: [{ kind: 'other', isWhole: false }] },
    ]);
  });
});

describe('settings of Gmail in tables of GAM', () => {
  it('are filters with the mailbox they are of', () => {
    const filters =
      'User,id,from,query,archive,forward,label,markread\nann@corp.example,f1,from bank@b.example,,archive,forward out@evil.example,,markread\nben@corp.example,f2,,query has:attachment,,,label Top/Staff,\n';
    expect(rulesOf(filters)).toMatchObject([
      {
        client: 'gmail',
        owner: 'ann@corp.example',
        isEnabled: null,
        condition: { kind: 'text', field: 'from', value: 'bank@b.example' },
        actions: [{ kind: 'forward', targets: [{ smtpAddress: 'out@evil.example' }] }, { kind: 'move' }, { kind: 'mark-read' }],
      },
      { owner: 'ben@corp.example', condition: { name: 'query' }, actions: [{ kind: 'tag', targets: [{ name: 'Top/Staff' }] }] },
    ]);
    const filter = { id: 'f1', criteria: { from: 'bank' }, action: { forward: 'out@evil.example' } };
    expect(rulesOf(table([{ User: 'ann@corp.example', id: 'f1', JSON: JSON.stringify(filter) }]))).toMatchObject([
      { owner: 'ann@corp.example', actions: [{ kind: 'forward' }] },
    ]);
  });

  it('are automatic forwarding, on and off and none', () => {
    const { rules, settings } = readLog(
      'User,forwardEnabled,forwardTo,disposition\nann@corp.example,True,out@evil.example,trash\nben@corp.example,False,out@evil.example,leaveInInbox\ncy@corp.example,False,,\n',
    );
    expect(rules).toMatchObject([
      { owner: 'ann@corp.example', isEnabled: true, actions: [{ kind: 'redirect', flavour: ['the copy that stays: trash'] }] },
      { owner: 'ben@corp.example', isEnabled: false },
    ]);
    expect(settings).toMatchObject([{ name: 'automatic forwarding' }]);
  });

  it('are delegates, forwarding addresses and addresses to send as', () => {
    const of = (content: string): unknown => readLog(content).settings;
    const mailbox = { name: 'mailbox', value: 'ann@corp.example' };
    expect(of('User,delegateAddress,delegationStatus\nann@corp.example,ben@corp.example,accepted\n')).toMatchObject([
      { name: 'delegate', values: [mailbox, {}, { value: 'ben@corp.example' }, {}] },
    ]);
    expect(of('User,forwardingEmail,verificationStatus\nann@corp.example,out@evil.example,accepted\n')).toMatchObject([
      { name: 'forwarding address', values: [mailbox, {}, {}, {}] },
    ]);
    expect(of('User,displayName,sendAsEmail,replyToAddress\nann@corp.example,Ann,ann@corp.example,out@evil.example\n')).toMatchObject([
      { name: 'send-as address' },
    ]);
  });
});
