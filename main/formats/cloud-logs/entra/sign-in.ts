import { bareNetworkAddress } from '../record/addresses.ts';
import { recordOf } from '../record/log-record.ts';
import { entraText, type EntraRecord } from './entra-record.ts';
import type { EntraStatement } from './entra-statement.ts';

/** Error numbers by which a sign-in goes on: it was interrupted for a second factor, a consent, a keep-me-signed-in page. */
const interrupted: ReadonlySet<string> = new Set([
  '50055',
  '50058',
  '50059',
  '50072',
  '50074',
  '50076',
  '50079',
  '50097',
  '50125',
  '50129',
  '50140',
  '50143',
  '50144',
  '51006',
  '65001',
  '81012',
  '81014',
]);

/** A sign-in to Entra ID, with or without a person at the keyboard, by an account or by an application. */
export function signIn(record: EntraRecord): EntraStatement {
  const { inner, outer } = record;
  const status = inner.inner('status');
  const code = status.text('errorCode') || entraText(record, 'Sign-in error code', 'resultType', 'errorCode');
  const reason = status.text('failureReason') || entraText(record, 'Failure reason', 'resultDescription');
  const portalStatus = inner.text('Status');
  const hasFailed = portalStatus !== '' ? /^fail/i.test(portalStatus) : code !== '' && code !== '0' && !/^success$/i.test(code);
  const isInterrupted = /^interrupted$/i.test(portalStatus) || (hasFailed && interrupted.has(code));
  const account = entraText(
    record,
    'userPrincipalName',
    'Username',
    'servicePrincipalName',
    'identity',
    'User',
    'userId',
    'servicePrincipalId',
  );
  const application = entraText(record, 'appDisplayName', 'Application', 'appId', 'Application ID', 'resourceDisplayName');
  const isPerson = !/NonInteractive|ServicePrincipal|ManagedIdentity/i.test(outer.text('category', 'Type'));
  const device = recordOf(inner.value('deviceDetail'));
  return {
    action: 'sign-in',
    strength: 'LOGGED ON',
    hasFailed,
    operation: entraText(record, 'operationName') || 'Sign-in activity',
    actor: account,
    account,
    address: bareNetworkAddress(entraText(record, 'ipAddress', 'callerIpAddress', 'IP address')),
    host: device.text('displayName') || inner.text('Device Display Name', 'Device name'),
    session: inner.text('sessionId', 'uniqueTokenIdentifier') || entraText(record, 'correlationId'),
    client: [inner.text('userAgent', 'User agent'), inner.text('clientAppUsed', 'Client app')].filter((text) => text !== '').join('; '),
    object: { kind: 'session', name: application },
    outcome: [portalStatus || (hasFailed ? 'failure' : 'success'), isInterrupted ? '(interrupted: it may have gone on)' : '', code, reason]
      .filter((text) => text !== '' && text !== '0')
      .join(' '),
    doesNotShow: `${isPerson ? '' : 'No person need have been at a keyboard: a program used a token or secret that it had. '}It shows that the account was authenticated for an application, not that its mailbox was opened.`,
  };
}
