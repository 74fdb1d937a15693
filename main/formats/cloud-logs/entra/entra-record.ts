import type { LogItem } from '../record/log-family.ts';
import type { LogRecord } from '../record/log-record.ts';
import { statedTime, type StatedTime } from '../record/stated-time.ts';

/** A record of a log of Entra ID, the same whichever export it comes from. */
export interface EntraRecord {
  readonly kind: EntraKind;
  /** The record as exported. */
  readonly outer: LogRecord;
  /** What the service said: `properties` of an Azure Monitor record, else the record itself. */
  readonly inner: LogRecord;
}

export type EntraKind = 'sign-in' | 'audit' | 'graph-activity' | 'risk' | 'security-alert' | 'azure-activity';

/**
 * Tells which log of Entra ID or Azure a record is of. Azure Monitor names it (`category`), tables of Log Analytics do
 * (`Type`), records of Microsoft Graph and rows of the portal are known by their fields.
 * @returns null for a record of another log
 */
export function entraRecord({ record }: LogItem): EntraRecord | null {
  const kind = kindOf(record);
  if (kind === null) return null;
  const properties = record.inner('properties');
  const isWrapped = record.has('properties') && record.has('time') && Object.keys(properties.fields).length > 0;
  return { kind, outer: record, inner: isWrapped ? properties : record };
}

function kindOf(record: LogRecord): EntraKind | null {
  const type = record.text('Type');
  const category = record.text('category');
  const isMonitored = record.has('time', 'category', 'operationName');
  if (isMonitored) {
    if (/SignInLogs$/i.test(category)) return 'sign-in';
    if (/^MicrosoftGraphActivityLogs$/i.test(category)) return 'graph-activity';
    if (/Risk|ServicePrincipalRisk/i.test(category)) return 'risk';
    // Some pipelines put the category of the operation in place of that of the log.
    return record.has('properties') ? 'audit' : null;
  }
  if (/^(?:SigninLogs|AADNonInteractiveUserSignInLogs|AADServicePrincipalSignInLogs|AADManagedIdentitySignInLogs)$/i.test(type))
    return 'sign-in';
  if (/^AuditLogs$/i.test(type)) return 'audit';
  if (/^MicrosoftGraphActivityLogs$/i.test(type)) return 'graph-activity';
  if (record.has('createdDateTime', 'appId', 'ipAddress') && (record.has('userPrincipalName') || record.has('servicePrincipalId')))
    return 'sign-in';
  if (record.has('Request ID', 'IP address') && (record.has('Username') || record.has('User') || record.has('Service principal ID')))
    return 'sign-in';
  if (record.has('activityDisplayName', 'activityDateTime')) return record.has('riskEventType') ? 'risk' : 'audit';
  if (record.has('Date (UTC)', 'Activity', 'Category')) return 'audit';
  if (record.has('riskEventType') && (record.has('detectedDateTime') || record.has('activityDateTime'))) return 'risk';
  if (record.has('serviceSource', 'severity', 'createdDateTime', 'title')) return 'security-alert';
  if ((record.has('operation_name', 'event_timestamp') || record.has('operationName', 'eventTimestamp')) && record.has('caller'))
    return 'azure-activity';
  return null;
}

/** When it happened: by the record of the service, else by the pipeline that carried it. */
export function entraTime({ inner, outer }: EntraRecord): StatedTime | null {
  const fields = ['activityDateTime', 'createdDateTime', 'Date (UTC)', 'timeGenerated', 'TimeGenerated [UTC]', 'event_timestamp', 'time'];
  for (const record of [inner, outer]) {
    for (const field of fields) {
      const stated = statedTime(
        record.value(field),
        `${field}${/UTC|Z$/.test(record.text(field)) ? '' : ' (UTC by definition of the log)'}`,
        { isUtc: true },
      );
      if (stated !== null) return stated;
    }
  }
  return null;
}

/** The first text that the record of the service, else the exported record, has under the names. */
export function entraText({ inner, outer }: EntraRecord, ...names: readonly string[]): string {
  return inner.text(...names) || outer.text(...names);
}
