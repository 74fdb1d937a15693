import { directoryMeaning } from '../directory/directory-operations.ts';
import { bareNetworkAddress } from '../record/addresses.ts';
import { recordOf, type LogRecord, type NamedText } from '../record/log-record.ts';
import { entraText, type EntraRecord } from './entra-record.ts';
import type { EntraStatement } from './entra-statement.ts';

/** A change in the directory. */
export function directoryChange(record: EntraRecord): EntraStatement {
  const { inner } = record;
  const operation = (entraText(record, 'activityDisplayName', 'Activity', 'operationName') || 'operation not stated').replace(/\.$/, '');
  const initiator = inner.inner('initiatedBy');
  const [user, app] = [initiator.inner('user'), initiator.inner('app')];
  const targets = inner.list('targetResources').map(recordOf);
  const meaning = directoryMeaning({
    operation,
    targets: targetNames(record, targets),
    modified: modifiedBy(record, targets),
    properties: inner.named('additionalDetails'),
  }) ?? {
    action: 'other' as const,
    strength: 'CHANGED' as const,
    object: { kind: 'other' as const, name: targetNames(record, targets)[0] ?? '' },
    doesNotShow: 'The operation has no meaning of its own in this program; everything that the record states is in its facts.',
  };
  const agent = inner.text('userAgent') || (inner.named('additionalDetails').find(({ name }) => /^user-agent$/i.test(name))?.text ?? '');
  const result = inner.text('result', 'Result') || entraText(record, 'resultSignature', 'resultType');
  return {
    ...meaning,
    operation,
    actor:
      user.text('userPrincipalName', 'displayName', 'id') ||
      app.text('displayName', 'appId', 'servicePrincipalId') ||
      entraText(record, 'ActorUserPrincipalName', 'ActorDisplayName', 'Initiated by (actor)', 'identity'),
    address: bareNetworkAddress(user.text('ipAddress') || entraText(record, 'IPAddress', 'callerIpAddress')),
    outcome: [result, inner.text('resultReason', 'ResultReason')].filter((text) => text !== '').join(' '),
    hasFailed: /^fail/i.test(result),
    ...(agent === '' ? {} : { client: agent }),
    ...sessionOf(record),
  };
}

function sessionOf(record: EntraRecord): { readonly session?: string } {
  const session = entraText(record, 'correlationId');
  return session === '' ? {} : { session };
}

function targetNames({ inner }: EntraRecord, targets: readonly LogRecord[]): readonly string[] {
  const listed = targets.flatMap((target) => {
    const name = target.text('userPrincipalName', 'displayName', 'id');
    return name === '' ? [] : [name];
  });
  const columns = [1, 2, 3].flatMap((index) => {
    const prefix = `Target${String(index)}`;
    const name = inner.text(`${prefix}UserPrincipalName`, `${prefix}DisplayName`, `${prefix}ObjectId`);
    return name === '' ? [] : [name];
  });
  return [...listed, ...columns].slice(0, 10);
}

function modifiedBy({ inner }: EntraRecord, targets: readonly LogRecord[]): readonly NamedText[] {
  const listed = targets.flatMap((target) => target.named('modifiedProperties'));
  const columns = [1, 2, 3].flatMap((target) =>
    [1, 2, 3, 4, 5].flatMap((index) => {
      const prefix = `Target${String(target)}ModifiedProperty${String(index)}`;
      const name = inner.text(`${prefix}Name`);
      return name === ''
        ? []
        : [{ name, text: inner.text(`${prefix}NewValue`).replace(/^"([^]*)"$/, '$1'), before: inner.text(`${prefix}OldValue`) }];
    }),
  );
  return [...listed, ...columns];
}
