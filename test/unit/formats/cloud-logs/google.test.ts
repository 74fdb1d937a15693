import { describe, expect, it } from 'vitest';
import { onlyEvent, readLog } from '#test/support/cloud-logs/read-log.ts';
import { unbalanced } from '#test/support/read-source.ts';

type Parameters = readonly { readonly name: string; readonly [value: string]: unknown }[];

const activity = (applicationName: string, ...events: readonly (readonly [name: string, parameters?: Parameters])[]): object => ({
  kind: 'admin#reports#activity',
  id: { time: '2024-05-14T08:30:15.250Z', uniqueQualifier: '-42', applicationName, customerId: 'C1' },
  actor: { email: 'anna@corp.example', profileId: '1' },
  ipAddress: '203.0.113.7',
  events: events.map(([name, parameters = []]) => ({ type: 't', name, parameters })),
});

describe('activities of Google Workspace', () => {
  it('tell forwarding out of the domain', () => {
    const parameters = [{ name: 'email_forwarding_destination_address', value: 'out@evil.example' }];
    expect(onlyEvent(JSON.stringify(activity('user_accounts', ['email_forwarding_out_of_domain', parameters])))).toMatchObject({
      action: 'forwarding-change',
      actor: 'anna@corp.example',
      address: '203.0.113.7',
      precision: 'millisecond',
      time: { instant: '2024-05-14T08:30:15.250Z' },
      change: { what: 'mailbox-forwarding', state: 'set', of: 'anna@corp.example', destinations: ['out@evil.example'] },
    });
  });

  it('give an event for each of theirs, with identifiers of their own', () => {
    const { events, result } = readLog(JSON.stringify({ items: [activity('admin', ['CREATE_USER'], ['DELETE_USER'])] }));
    expect(events.map(({ operation }) => operation)).toEqual(['CREATE_USER', 'DELETE_USER']);
    expect(new Set(events.map(({ sourceId }) => sourceId)).size).toBe(2);
    expect(unbalanced(result)).toEqual([]);
  });

  it.each([
    ['login', 'login_success', [], 'sign-in', 'LOGGED ON'],
    ['login', 'login_failure', [], 'sign-in', 'ATTEMPTED'],
    ['login', 'logout', [], 'sign-out', 'LOGGED ON'],
    ['token', 'authorize', [{ name: 'app_name', value: 'App' }], 'consent', 'CHANGED'],
    ['token', 'activity', [{ name: 'api_name', value: 'gmail' }], 'mail-access', 'OPENED'],
    ['token', 'activity', [{ name: 'api_name', value: 'drive' }], 'other', 'RUN'],
    ['admin', 'CHANGE_GMAIL_SETTING', [{ name: 'SETTING_NAME', value: 'EMAIL_ROUTE' }], 'transport-change', 'CHANGED'],
    ['admin', 'CHANGE_GMAIL_SETTING', [{ name: 'SETTING_NAME', value: 'IMAP_ACCESS' }], 'setting-change', 'CHANGED'],
    ['admin', 'CREATE_EMAIL_MONITOR', [{ name: 'EMAIL_MONITOR_DEST_EMAIL', value: 'b@corp.example' }], 'transport-change', 'CHANGED'],
    ['admin', 'ASSIGN_ROLE', [{ name: 'ROLE_NAME', value: '_SEED_ADMIN_ROLE' }], 'role-change', 'CHANGED'],
    ['drive', 'edit', [], 'other', 'PRESENT'],
    ['takeout', 'takeout_initiated', [], 'mailbox-export', 'EXPORTED'],
  ] as const)('tell %s %s as it is meant', (application, name, parameters, action, strength) => {
    expect(onlyEvent(JSON.stringify(activity(application, [name, parameters])))).toMatchObject({ action, strength, operation: name });
  });

  it('name the destinations of routing', () => {
    const parameters = [
      { name: 'SETTING_NAME', value: 'MESSAGE_SECURITY_RULE' },
      { name: 'NEW_VALUE', value: 'also deliver to: out@evil.example' },
    ];
    expect(onlyEvent(JSON.stringify(activity('admin', ['CREATE_GMAIL_SETTING', parameters]))).change).toMatchObject({
      what: 'transport-rule',
      state: 'set',
      destinations: ['out@evil.example'],
    });
  });

  it('are the same as Cloud Audit Logs carry them', () => {
    const entry = {
      insertId: 'i-1',
      timestamp: '2024-05-14T08:30:15.250Z',
      protoPayload: {
        '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
        authenticationInfo: { principalEmail: 'anna@corp.example' },
        requestMetadata: { callerIp: '203.0.113.7' },
        serviceName: 'login.googleapis.com',
        methodName: 'google.login.LoginService.emailForwardingOutOfDomain',
        metadata: {
          event: [
            {
              eventName: 'email_forwarding_out_of_domain',
              eventType: 'email_forwarding_change',
              parameter: [{ name: 'email_forwarding_destination_address', value: 'out@evil.example' }],
            },
          ],
        },
      },
    };
    expect(onlyEvent(JSON.stringify([entry]))).toMatchObject({
      action: 'forwarding-change',
      actor: 'anna@corp.example',
      address: '203.0.113.7',
      sourceId: 'i-1',
      change: { destinations: ['out@evil.example'] },
    });
  });
});
