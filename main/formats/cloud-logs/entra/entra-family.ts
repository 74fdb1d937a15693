import { accessEvent, type Limits } from '#model/index.ts';
import { boundedFacts, type BoundedFacts } from '../record/facts.ts';
import type { LogFamily, LogItem, LogStatement } from '../record/log-family.ts';
import { directoryChange } from './audit.ts';
import { entraRecord, entraText, entraTime, type EntraKind, type EntraRecord } from './entra-record.ts';
import type { EntraStatement } from './entra-statement.ts';
import { azureOperation, graphRequest, riskEvent, securityAlert } from './other-logs.ts';
import { signIn } from './sign-in.ts';

const readers: Readonly<Record<EntraKind, (record: EntraRecord) => EntraStatement>> = {
  'sign-in': signIn,
  audit: directoryChange,
  'graph-activity': graphRequest,
  risk: riskEvent,
  'security-alert': securityAlert,
  'azure-activity': azureOperation,
};

const names: Readonly<Record<EntraKind, string>> = {
  'sign-in': 'Entra ID sign-in log',
  audit: 'Entra ID audit log',
  'graph-activity': 'Microsoft Graph activity log',
  risk: 'Entra ID risk detections',
  'security-alert': 'Microsoft security alerts',
  'azure-activity': 'Azure activity log',
};

/**
 * Sign-in and audit logs of Entra ID (Azure AD) with their neighbours, as Microsoft Graph gives them (signIn and
 * directoryAudit resources), as Azure Monitor and Log Analytics keep them, and as the portal writes them to CSV.
 */
export const entraFamily: LogFamily = {
  id: 'entra-log',
  version: '1',
  title: 'Entra ID (Azure AD) sign-in and audit logs',
  mark: 'records of sign-ins, directory changes or risk as Entra ID, Azure Monitor or Microsoft Graph write them',
  is: (item) => entraRecord(item) !== null,
  identity(item) {
    const record = entraRecord(item);
    return record === null ? '' : idOf(record);
  },
  read,
};

const scope = 'The log keeps what its licence lets it, for 7 or 30 days, and an export has what its filter let through.';

function read(item: LogItem, limits: Limits): LogStatement {
  const record = entraRecord(item) ?? { kind: 'audit', outer: item.record, inner: item.record };
  const { action, strength, object, doesNotShow, change, client, session, account, hasFailed, messageIds, ...said } =
    readers[record.kind](record);
  const stated = entraTime(record);
  const { facts, isWhole } = factsOf(record, item, limits);
  const sourceId = idOf(record);
  const claimed = accessEvent({
    time: stated?.time ?? null,
    precision: stated?.precision ?? 'unknown',
    clock: 'clock of the service',
    strength: hasFailed === true ? 'ATTEMPTED' : strength,
    action,
    operation: said.operation,
    actor: said.actor,
    account: account ?? '',
    host: said.host ?? '',
    address: said.address,
    ...(session === undefined || session === '' ? {} : { session }),
    ...(client === undefined || client === '' ? {} : { client: client.slice(0, 2000) }),
    object: { kind: object.kind, name: object.name.slice(0, 2000) },
    ...(messageIds === undefined ? {} : { messageIds }),
    ...(change === undefined ? {} : { change }),
    ...(sourceId === '' ? {} : { sourceId }),
    outcome: said.outcome.slice(0, 1000),
    source: names[record.kind],
    doesNotShow: [doesNotShow, scope].filter((text) => text !== undefined).join(' '),
    facts,
  });
  return { claims: [{ kind: 'event', claimed }], isWhole };
}

// What the service said has its own names, wherever Azure Monitor wrapped it; what is around follows.
function factsOf({ inner, outer }: EntraRecord, { beside }: LogItem, limits: Limits): BoundedFacts {
  const clientApp = inner.has('clientAppUsed') ? '' : inner.text('Client app');
  const also = [...(clientApp === '' ? [] : [{ name: 'clientAppUsed', value: clientApp }]), ...beside];
  if (inner === outer) return boundedFacts(inner.fields, limits, also);
  const around = Object.entries(outer.fields).filter(([name]) => name !== 'properties');
  const [said, carried] = [boundedFacts(inner.fields, limits, also), boundedFacts(Object.fromEntries(around), limits)];
  return { facts: [...said.facts, ...carried.facts], isWhole: said.isWhole && carried.isWhole };
}

function idOf(record: EntraRecord): string {
  return entraText(record, 'id', 'Request ID', 'requestId', 'event_data_id');
}
