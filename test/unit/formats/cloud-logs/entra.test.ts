import { describe, expect, it } from 'vitest';
import { csv } from '#test/support/cloud-logs/audit-records.ts';
import { factOf, onlyEvent, readLog } from '#test/support/cloud-logs/read-log.ts';

const signIn = {
  id: 'aaaaaaaa-0000-4000-8000-000000000001',
  createdDateTime: '2024-05-14T08:30:15.1234567Z',
  userPrincipalName: 'anna@corp.example',
  appId: 'bbbbbbbb-0000-4000-8000-000000000001',
  appDisplayName: 'Office 365 Exchange Online',
  ipAddress: '203.0.113.7',
  clientAppUsed: 'IMAP4',
  userAgent: 'BAV2ROPC',
  correlationId: 'c-1',
  status: { errorCode: 0, failureReason: 'Other.' },
  deviceDetail: { displayName: 'LAPTOP-1' },
};

const audit = {
  id: 'Directory_1',
  activityDisplayName: 'Add app role assignment to service principal',
  activityDateTime: '2024-05-14T08:30:15.5Z',
  category: 'ApplicationManagement',
  result: 'success',
  initiatedBy: { user: { userPrincipalName: 'admin@corp.example', ipAddress: '203.0.113.8' } },
  targetResources: [
    {
      displayName: 'Office 365 Exchange Online',
      modifiedProperties: [
        { displayName: 'AppRole.Value', oldValue: null, newValue: '"full_access_as_app"' },
        { displayName: 'ServicePrincipal.DisplayName', newValue: '"Evil App"' },
      ],
    },
  ],
};

const monitored = (category: string, operationName: string, properties: object): object => ({
  time: '2024-05-14T08:31:00Z',
  resourceId: '/tenants/x/providers/Microsoft.aadiam',
  operationName,
  category,
  callerIpAddress: '203.0.113.7',
  properties,
});

describe('sign-ins to Entra ID', () => {
  const expected = {
    action: 'sign-in',
    strength: 'LOGGED ON',
    account: 'anna@corp.example',
    address: '203.0.113.7',
    client: 'BAV2ROPC; IMAP4',
    host: 'LAPTOP-1',
    precision: 'sub-millisecond',
    sourceId: signIn.id,
    time: { instant: '2024-05-14T08:30:15.123Z' },
  };

  it('are the same from Microsoft Graph and from Azure Monitor', () => {
    expect(onlyEvent(JSON.stringify({ value: [signIn] }))).toMatchObject(expected);
    expect(onlyEvent(JSON.stringify(monitored('SignInLogs', 'Sign-in activity', signIn)))).toMatchObject(expected);
  });

  it('are read from the CSV of the portal', () => {
    const rows = csv(
      [
        'Date (UTC)',
        'Request ID',
        'User agent',
        'Correlation ID',
        'User ID',
        'User',
        'Username',
        'Application',
        'IP address',
        'Status',
        'Sign-in error code',
        'Failure reason',
        'Client app',
      ],
      [
        [
          '2024-05-14T08:30:15Z',
          'r-1',
          'BAV2ROPC',
          'c-1',
          'u',
          'Anna',
          'anna@corp.example',
          'Exchange',
          '203.0.113.7',
          'Failure',
          '50126',
          'Invalid username or password',
          'IMAP4',
        ],
      ],
    );
    expect(readLog(rows)).toMatchObject({
      readerId: 'entra-log',
      events: [
        {
          strength: 'ATTEMPTED',
          account: 'anna@corp.example',
          sourceId: 'r-1',
          outcome: 'Failure 50126 Invalid username or password',
          time: { instant: '2024-05-14T08:30:15.000Z' },
        },
      ],
    });
  });

  it('name the client program by one name in every form', () => {
    expect(factOf(onlyEvent(JSON.stringify([signIn])), 'clientAppUsed')).toBe('IMAP4');
    const wrapped = onlyEvent(JSON.stringify(monitored('SignInLogs', 'Sign-in activity', signIn)));
    expect([factOf(wrapped, 'clientAppUsed'), factOf(wrapped, 'category')]).toEqual(['IMAP4', 'SignInLogs']);
    const row = csv(
      ['Date (UTC)', 'Request ID', 'Username', 'IP address', 'Client app'],
      [['2024-05-14T08:30:15Z', 'r', 'a', '1.2.3.4', 'POP3']],
    );
    expect(factOf(onlyEvent(row), 'clientAppUsed')).toBe('POP3');
  });

  it('that failed are attempts, and those that were interrupted may have gone on', () => {
    const failed = (errorCode: number): ReturnType<typeof onlyEvent> =>
      onlyEvent(JSON.stringify({ ...signIn, status: { errorCode, failureReason: 'x' } }));
    expect(failed(50126)).toMatchObject({ strength: 'ATTEMPTED', outcome: 'failure 50126 x' });
    expect(failed(50074).outcome).toContain('may have gone on');
  });

  it('without a person say so', () => {
    expect(onlyEvent(JSON.stringify(monitored('NonInteractiveUserSignInLogs', 'Sign-in activity', signIn))).doesNotShow).toContain(
      'No person',
    );
    expect(onlyEvent(JSON.stringify(monitored('SignInLogs', 'Sign-in activity', signIn))).doesNotShow).not.toContain('No person');
  });
});

describe('changes in the directory', () => {
  const expected = {
    action: 'permission-change',
    actor: 'admin@corp.example',
    address: '203.0.113.8',
    sourceId: 'Directory_1',
    precision: 'millisecond',
    time: { instant: '2024-05-14T08:30:15.500Z' },
    change: {
      what: 'application-permission',
      state: 'set',
      name: 'full_access_as_app',
      of: 'Office 365 Exchange Online',
      destinations: ['Evil App'],
    },
  };

  it('are the same from Microsoft Graph, Azure Monitor and Log Analytics', () => {
    expect(onlyEvent(JSON.stringify([audit]))).toMatchObject(expected);
    expect(onlyEvent(JSON.stringify(monitored('AuditLogs', audit.activityDisplayName, audit)))).toMatchObject(expected);
    const table = {
      ...audit,
      Type: 'AuditLogs',
      initiatedBy: JSON.stringify(audit.initiatedBy),
      targetResources: JSON.stringify(audit.targetResources),
    };
    expect(onlyEvent(JSON.stringify(table))).toMatchObject(expected);
  });

  it('are read from the CSV of the portal', () => {
    const rows = csv(
      [
        'Date (UTC)',
        'Service',
        'Category',
        'Activity',
        'Result',
        'ActorUserPrincipalName',
        'IPAddress',
        'Target1DisplayName',
        'Target1ModifiedProperty1Name',
        'Target1ModifiedProperty1OldValue',
        'Target1ModifiedProperty1NewValue',
      ],
      [
        [
          '2024-05-14T08:30:15Z',
          'Core Directory',
          'RoleManagement',
          'Add member to role',
          'success',
          'admin@corp.example',
          '203.0.113.8',
          'anna',
          'Role.DisplayName',
          '',
          '"Exchange Administrator"',
        ],
      ],
    );
    expect(onlyEvent(rows)).toMatchObject({
      action: 'role-change',
      actor: 'admin@corp.example',
      change: { what: 'role', name: 'Exchange Administrator', destinations: ['anna'] },
    });
  });

  it('that are of no meaning to mail are events with their facts', () => {
    expect(onlyEvent(JSON.stringify({ ...audit, activityDisplayName: 'Update policy' }))).toMatchObject({
      action: 'other',
      operation: 'Update policy',
    });
  });
});

describe('requests to Microsoft Graph', () => {
  const request = (method: string, path: string, status = 200): ReturnType<typeof onlyEvent> =>
    onlyEvent(
      JSON.stringify(
        monitored('MicrosoftGraphActivityLogs', 'Microsoft Graph Activity', {
          requestMethod: method,
          requestUri: `https://graph.microsoft.com${path}`,
          responseStatusCode: status,
          userId: 'u-1',
          appId: 'a-1',
          requestId: 'r',
        }),
      ),
    );

  it.each([
    ['GET', '/v1.0/users/anna@corp.example/messages?$top=5', 'mail-access', 'OPENED'],
    ['GET', '/v1.0/me/mailFolders/inbox/messages/AAA', 'mail-access', 'OPENED'],
    ['POST', '/v1.0/me/mailFolders/inbox/messageRules', 'rule-change', 'CHANGED'],
    ['POST', '/v1.0/me/sendMail', 'mail-send', 'CHANGED'],
    ['DELETE', '/v1.0/me/messages/AAA', 'mail-delete', 'CHANGED'],
    ['GET', '/v1.0/users', 'other', 'OPENED'],
  ])('%s %s', (method, path, action, strength) => {
    expect(request(method, path)).toMatchObject({ action, strength });
  });

  it('name the mailbox of their path, and are attempts where they were refused', () => {
    expect(request('GET', '/v1.0/users/anna@corp.example/messages').account).toBe('anna@corp.example');
    expect(request('GET', '/v1.0/me/messages', 403).strength).toBe('ATTEMPTED');
  });
});
