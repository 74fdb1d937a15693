import { auditFields, command, pairs, purviewCsv, type AuditFields } from '../cloud-logs/audit-records.ts';
import { ann, colleagues, collector, exchangeServer, intruder, moment, office, workingDays } from './people.ts';

const outlook = { ClientInfoString: 'Client=MSExchangeRPC', ClientProcessName: 'OUTLOOK.EXE', ClientVersion: '16.0.17000.1000' };
const web = { ClientInfoString: 'Client=OWA;Action=ViaProxy', ClientAppId: '00000002-0000-0ff1-ce00-000000000000' };
/** The session in which the intruder did everything in the cloud. */
const session = '5c1b8ed6-4b4e-4c0f-9a55-77f0e1d2c3b4';

/** Records numbered in order, so that the same call gives the same file. */
function numbered(records: readonly AuditFields[]): readonly AuditFields[] {
  const sorted = [...records].sort((one, other) => (one.CreationTime < other.CreationTime ? -1 : 1));
  return sorted.map((record, index) => ({ ...record, Id: `7d1f0000-0000-4000-8000-${String(index + 1).padStart(12, '0')}` }));
}

const by = (UserId: string, at: string, rest: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  CreationTime: at,
  UserId,
  OriginatingServer: exchangeServer,
  OrganizationName: 'firm.example',
  ...rest,
});

function accessed(owner: string, at: string, kind: 'Bind' | 'Sync', rest: Readonly<Record<string, unknown>>): AuditFields {
  return auditFields(
    'MailItemsAccessed',
    by(owner, at, {
      RecordType: 50,
      MailboxOwnerUPN: owner,
      LogonType: 0,
      OperationProperties: pairs({ MailAccessType: kind, IsThrottled: 'False' }),
      ...rest,
    }),
  );
}

/** The folder and items that an access names. */
function bound(messageIds: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    OperationCount: messageIds.length,
    Folders: [{ Path: '\\Inbox', FolderItems: messageIds.map((InternetMessageId) => ({ InternetMessageId, SizeInBytes: 20_000 })) }],
  };
}

function signedIn(owner: string, at: string, ClientIP: string, more: Readonly<Record<string, unknown>> = {}): AuditFields {
  return auditFields(
    'UserLoggedIn',
    by(owner, at, {
      RecordType: 15,
      Workload: 'AzureActiveDirectory',
      ResultStatus: 'Success',
      ClientIP,
      OriginatingServer: undefined,
      ...more,
    }),
  );
}

// Each works from the office: Outlook in the morning and after noon, Outlook on the web now and then, rules that sort.
function ordinary(owner: string): readonly AuditFields[] {
  const at = (clock: string, days: number): string => moment(clock, days);
  const daily = workingDays.flatMap((days, index) => [
    signedIn(owner, at('07:02:11', days), office),
    accessed(owner, at('07:05:40', days), 'Sync', {
      ...outlook,
      ClientIPAddress: office,
      Item: { ParentFolder: { Path: '\\Inbox', Name: 'Inbox' } },
      SessionId: `daily-${owner}-${String(days)}`,
    }),
    accessed(owner, at('12:41:03', days), 'Bind', {
      ...(isOnTheWeb(owner, index) ? web : outlook),
      ClientIPAddress: office,
      ...bound([`<noon.${String(days)}.${owner}>`, `<late.${String(days)}.${owner}>`]),
      SessionId: `daily-${owner}-${String(days)}`,
    }),
  ]);
  const sorting = command(
    'New-InboxRule',
    { Name: 'Newsletters', FromAddressContainsWords: 'news@', MoveToFolder: `${owner}:\\Newsletters` },
    by(owner, at('08:30:00', -20), { ClientIP: `${office}:50123`, SessionId: `sorting-${owner}` }),
  );
  return [...daily, sorting];
}

// One of them uses it for the first time after weeks.
function isOnTheWeb(owner: string, index: number): boolean {
  return owner === colleagues[1] ? index === 25 : index % 5 === 0;
}

// In the order of the narrative: sign-in, rule, reading, synchronising, export.
function intrusion(read: readonly string[]): readonly AuditFields[] {
  const here = { ClientIPAddress: intruder, SessionId: session };
  return [
    signedIn(ann.upn, moment('09:00:10'), intruder, { DeviceProperties: pairs({ SessionId: session, OS: 'Windows 10' }) }),
    command(
      'New-InboxRule',
      {
        Name: 'Projects',
        ForwardTo: `"Collector" [SMTP:${collector}]`,
        SubjectContainsWords: 'invoice',
        StopProcessingRules: 'True',
      },
      by(ann.upn, moment('09:05:00'), {
        ClientIP: `${intruder}:51234`,
        SessionId: session,
        ObjectId: `EURPR08A001/Microsoft Exchange Hosted Organizations/firm.example/ann\\Projects`,
      }),
    ),
    accessed(ann.upn, moment('09:12:00'), 'Bind', { ...web, ...here, ...bound(read) }),
    accessed(ann.upn, moment('09:20:00'), 'Sync', {
      ClientInfoString: 'Client=REST;;',
      ClientAppId: '00000003-0000-0000-c000-000000000000',
      ...here,
      Item: { ParentFolder: { Path: '\\Sent Items', Name: 'Sent Items' } },
    }),
    auditFields(
      'SearchExportDownloaded',
      by(ann.upn, moment('09:40:00'), {
        RecordType: 24,
        Workload: 'SecurityComplianceCenter',
        ClientIP: intruder,
        ObjectId: 'Quarter end',
        ExchangeLocations: ann.upn,
        Query: 'subject:invoice',
        OriginatingServer: undefined,
      }),
    ),
  ];
}

/** The unified audit log as the Purview portal exports it. @param read identifiers of the messages that the intruder opened */
export function auditLog(read: readonly string[] | null): string {
  const background = [ann.upn, ...colleagues].flatMap(ordinary);
  return purviewCsv(numbered([...background, ...(read === null ? [] : intrusion(read))]));
}

/** The sign-ins to Entra ID as Microsoft Graph gives them. */
export function signInLog(intruded: 'intruded' | 'quiet'): string {
  const signIn = (user: string, at: string, ipAddress: string, index: number): object => ({
    id: `e17a0000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    createdDateTime: `${at}Z`,
    userPrincipalName: user,
    appId: '00000002-0000-0ff1-ce00-000000000000',
    appDisplayName: 'Office 365 Exchange Online',
    ipAddress,
    clientAppUsed: 'Browser',
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
    correlationId: `c0000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    status: { errorCode: 0, failureReason: 'Other.' },
  });
  const people = [ann.upn, ...colleagues];
  const daily = workingDays.flatMap((days, place) =>
    people.map((user, index) => signIn(user, moment(`07:0${String(index)}:02`, days), office, place * people.length + index)),
  );
  const value = intruded === 'quiet' ? daily : [...daily, signIn(ann.upn, moment('09:00:05'), intruder, 900_000)];
  return `${JSON.stringify({ '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#auditLogs/signIns', value }, null, 1)}\n`;
}
