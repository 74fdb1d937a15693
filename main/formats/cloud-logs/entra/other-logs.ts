import { bareNetworkAddress } from '../record/addresses.ts';
import { recordOf } from '../record/log-record.ts';
import { entraText, type EntraRecord } from './entra-record.ts';
import type { EntraStatement } from './entra-statement.ts';

const mailPaths = /\/(?:messages|mailfolders|inbox|sendmail|mailboxsettings|messagerules|attachments)\b/i;

/** A request to Microsoft Graph: mail where its path leads to messages, folders or rules of a mailbox. */
export function graphRequest(record: EntraRecord): EntraStatement {
  const { inner } = record;
  const uri = inner.text('requestUri').slice(0, 4000);
  const method = inner.text('requestMethod').toUpperCase();
  const status = inner.text('responseStatusCode') || record.outer.text('resultSignature');
  const path = uri.replace(/^https?:\/\/[^/]*/i, '').replace(/\?[^]*$/, '');
  const isMail = mailPaths.test(path);
  const isRule = /\/messagerules\b/i.test(path);
  const isRead = method === 'GET' || method === 'HEAD';
  return {
    action: !isMail
      ? 'other'
      : /\/sendmail\b|\/(?:forward|reply|replyall|send)$/i.test(path)
        ? 'mail-send'
        : isRule && !isRead
          ? 'rule-change'
          : isRead
            ? 'mail-access'
            : method === 'DELETE'
              ? 'mail-delete'
              : 'mail-create',
    strength: isRead ? 'OPENED' : 'CHANGED',
    hasFailed: /^[45]\d\d$/.test(status),
    operation: `${method} ${path}`.slice(0, 500),
    actor: inner.text('userId', 'UserPrincipalObjectID', 'servicePrincipalId', 'appId'),
    account: /\/users\/([^/]+)/i.exec(path)?.[1] ?? '',
    address: bareNetworkAddress(entraText(record, 'ipAddress', 'callerIpAddress')),
    session: inner.text('signInActivityId', 'SessionId'),
    client: [inner.text('userAgent'), inner.text('appId')].filter((text) => text !== '').join('; '),
    object: { kind: isRule ? 'rule' : isMail ? 'message' : 'other', name: path.slice(0, 1000) },
    outcome: status,
    doesNotShow: 'It shows the request and its status, not what was answered; and of a list of messages not which.',
  };
}

/** A judgement of the service about a sign-in or an account. */
export function riskEvent(record: EntraRecord): EntraStatement {
  const { inner } = record;
  const account = inner.text('userPrincipalName', 'userDisplayName', 'userId');
  const name = inner.text('riskEventType', 'riskType') || entraText(record, 'operationName');
  return {
    action: 'alert',
    strength: 'PRESENT',
    operation: entraText(record, 'operationName') || 'User Risk Detection',
    actor: account,
    account,
    address: bareNetworkAddress(entraText(record, 'ipAddress', 'callerIpAddress')),
    object: { kind: 'other', name },
    outcome: [inner.text('riskState'), inner.text('riskLevel'), inner.text('riskDetail')].filter((text) => text !== '').join(' '),
    doesNotShow: 'It is the judgement of the service by its own rules; what it judged stands in the log of sign-ins.',
  };
}

/** An alert of a product of Microsoft Defender (Graph security alerts). */
export function securityAlert(record: EntraRecord): EntraStatement {
  const { inner } = record;
  const evidence = inner.list('evidence').map(recordOf);
  const account =
    evidence.map((one) => one.inner('userAccount').text('userPrincipalName', 'accountName')).find((text) => text !== '') ?? '';
  const address = evidence.map((one) => one.text('ipAddress')).find((text) => text !== '') ?? '';
  return {
    action: 'alert',
    strength: 'PRESENT',
    operation: inner.text('category') || 'alert',
    actor: account,
    account,
    address: bareNetworkAddress(address),
    object: { kind: 'other', name: inner.text('title') },
    outcome: [inner.text('status'), inner.text('severity')].join(' ').trim(),
    doesNotShow: 'It is the judgement of the service by its own rules; what it judged stands in other records.',
  };
}

/** An operation on resources of Azure. */
export function azureOperation(record: EntraRecord): EntraStatement {
  const { inner } = record;
  const operation = inner.inner('operation_name', 'operationName').text('value') || inner.text('operation_name', 'operationName');
  const request = inner.inner('http_request', 'httpRequest');
  return {
    action: 'other',
    strength: 'CHANGED',
    operation,
    actor: inner.text('caller'),
    address: bareNetworkAddress(request.text('client_ip_address', 'clientIpAddress')),
    object: { kind: 'other', name: inner.text('resource_id', 'resourceId') },
    outcome: inner.inner('status').text('value') || inner.text('status'),
    doesNotShow: 'It is an operation on resources of Azure, not on mail.',
  };
}
