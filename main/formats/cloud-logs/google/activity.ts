import { isObject, jsonText, LogRecord, recordOf, textOf, type NamedText } from '../record/log-record.ts';
import type { LogItem } from '../record/log-family.ts';

/** One event of a record of Google Workspace; a record may have several of one moment. */
export interface GoogleEvent {
  /** `login`, `admin`, `token`, `gmail`, … */
  readonly application: string;
  /** As stated: `CHANGE_GMAIL_SETTING`, `email_forwarding_out_of_domain`. */
  readonly name: string;
  readonly type: string;
  readonly parameters: readonly NamedText[];
}

/** A record of the audit logs of Google Workspace, whichever way it was exported. */
export interface GoogleActivity {
  readonly events: readonly GoogleEvent[];
  readonly actor: string;
  readonly address: string;
  readonly time: unknown;
  readonly timeField: string;
  readonly id: string;
  readonly client: string;
  readonly outcome: string;
  readonly source: string;
}

/** Most events of one record that are told apart. */
const mostEvents = 500;

/**
 * Reads the two forms: that of the Admin SDK (Reports API, resource Activity) and that of Cloud Audit Logs, which carries
 * the same events in `protoPayload.metadata.event`.
 * @returns null for a record of another log
 */
export function googleActivity({ record }: LogItem): GoogleActivity | null {
  const id = record.inner('id');
  if (record.has('events') && (record.text('kind') === 'admin#reports#activity' || id.has('applicationName'))) return reported(record, id);
  const payload = record.inner('protoPayload');
  const service = payload.text('serviceName');
  if (/^(?:login|admin|cloudidentity|oauth2|iap|gmail|drive|groups)[\w.-]*\.googleapis\.com$/i.test(service))
    return cloudAudit(record, payload, service);
  return null;
}

function reported(record: LogRecord, id: LogRecord): GoogleActivity {
  const application = id.text('applicationName') || 'application not stated';
  const actor = record.inner('actor');
  return {
    events: record
      .list('events')
      .filter(isObject)
      .slice(0, mostEvents)
      .map((event) => {
        const said = new LogRecord(event);
        return {
          application,
          name: said.text('name') || 'event not named',
          type: said.text('type'),
          parameters: parametersOf(said.list('parameters')),
        };
      }),
    actor: actor.text('email', 'profileId', 'key', 'callerType'),
    address: record.text('ipAddress'),
    time: id.value('time'),
    timeField: 'id.time',
    id: id.has('uniqueQualifier') ? `${application} ${id.text('time')} ${id.text('uniqueQualifier')}` : '',
    client: '',
    outcome: '',
    source: `Google Workspace activity report, application ${application}`,
  };
}

function cloudAudit(record: LogRecord, payload: LogRecord, service: string): GoogleActivity {
  const application = service.replace(/\.googleapis\.com$/i, '');
  const metadata = payload.inner('metadata');
  const listed = metadata
    .list('event')
    .filter(isObject)
    .slice(0, mostEvents)
    .map((event) => {
      const said = new LogRecord(event);
      const name = said.text('eventName') || payload.text('methodName');
      return { application, name, type: said.text('eventType'), parameters: parametersOf(said.list('parameter', 'parameters')) };
    });
  const request = payload.inner('requestMetadata');
  return {
    events:
      listed.length > 0 ? listed : [{ application, name: payload.text('methodName') || 'method not stated', type: '', parameters: [] }],
    actor: payload.inner('authenticationInfo').text('principalEmail'),
    address: request.text('callerIp'),
    time: record.value('timestamp'),
    timeField: 'timestamp',
    id: record.text('insertId'),
    client: request.text('callerSuppliedUserAgent'),
    outcome: payload.inner('status').text('message', 'code'),
    source: `Google Cloud audit log, service ${service}`,
  };
}

/** Parameters have their value in a field for its type: `value`, `intValue`, `boolValue`, `multiValue`, `messageValue`, … */
function parametersOf(list: readonly unknown[]): readonly NamedText[] {
  return list.slice(0, 500).flatMap((one) => {
    const said = recordOf(one);
    const name = said.text('name');
    if (name === '') return [];
    const many = said.value('multiValue', 'multiStrValue', 'multiIntValue');
    const text = Array.isArray(many)
      ? many
          .slice(0, 200)
          .map((item) => textOf(item))
          .join('; ')
      : said.text('value', 'intValue', 'boolValue', 'strValue') || structureText(said.value('messageValue', 'multiMessageValue'));
    return [{ name, text }];
  });
}

function structureText(value: unknown): string {
  return value === undefined ? '' : jsonText(value);
}
