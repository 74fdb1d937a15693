import { accessEvent, type AccessAction, type AccessStrength, type Limits } from '#model/index.ts';
import { bareNetworkAddress } from '../record/addresses.ts';
import { boundedFacts } from '../record/facts.ts';
import type { LogFamily, LogItem, LogStatement } from '../record/log-family.ts';
import { LogRecord } from '../record/log-record.ts';
import { statedTime } from '../record/stated-time.ts';

/**
 * Logs of the web server that Exchange answers its clients by: W3C extended log format of IIS, whose times are UTC, and the
 * older format of IIS, whose times are local. Only requests to Exchange are events; the others are counted.
 */
export const webAccessFamily: LogFamily = {
  id: 'iis-log',
  version: '1',
  title: 'Log of the web server of Exchange (IIS)',
  mark: 'requests in the W3C extended log format, or in that of IIS',
  is: (item) => requestOf(item) !== null,
  leavesOut(item) {
    const request = requestOf(item);
    // A request that a tool wrapped was chosen by somebody; of a log of the server what is no mail is only counted.
    const isOfServer = request !== null && item.beside.length === 0;
    return isOfServer && serviceOf(request.path) === null ? 'requests that lead to no page or service of Exchange' : null;
  },
  read,
};

interface Request {
  readonly record: LogRecord;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly status: string;
  readonly user: string;
}

function requestOf({ record, text }: LogItem): Request | null {
  const fields = text === '' ? record : nativeFields(text);
  if (!fields.has('cs-method', 'cs-uri-stem')) return null;
  return {
    record: fields,
    method: dashed(fields.text('cs-method')).toUpperCase(),
    path: dashed(fields.text('cs-uri-stem')),
    query: dashed(fields.text('cs-uri-query')),
    status: dashed(fields.text('sc-status')),
    user: dashed(fields.text('cs-username')),
  };
}

const nativeColumns = [
  'c-ip',
  'cs-username',
  'date',
  'time',
  's-sitename',
  's-computername',
  's-ip',
  'time-taken',
  'cs-bytes',
  'sc-bytes',
  'sc-status',
  'sc-win32-status',
  'cs-method',
  'cs-uri-stem',
  'cs-uri-query',
];

/** A line of the older format of IIS: fifteen values with a comma after each. */
function nativeFields(line: string): LogRecord {
  const cells = line
    .slice(0, 16_384)
    .split(',')
    .map((cell) => cell.trim());
  const isNative =
    cells.length >= 15 &&
    cells.length <= 17 &&
    /^\d{1,2}\/\d{1,2}\/\d{4}$/.test(cells[2] ?? '') &&
    /^\d{1,2}:\d\d:\d\d$/.test(cells[3] ?? '');
  return new LogRecord(isNative ? Object.fromEntries(nativeColumns.map((name, index) => [name, cells[index] ?? ''])) : {});
}

interface Service {
  readonly name: string;
  readonly action: AccessAction;
  readonly strength: AccessStrength;
}

const services: readonly (readonly [form: RegExp, service: Service])[] = [
  [/^\/owa\b/i, { name: 'Outlook on the web', action: 'mail-access', strength: 'OPENED' }],
  [/^\/ecp\b/i, { name: 'administration page (ECP)', action: 'setting-change', strength: 'OPENED' }],
  [/^\/ews\b/i, { name: 'Exchange Web Services', action: 'mail-access', strength: 'OPENED' }],
  [/^\/microsoft-server-activesync\b/i, { name: 'ActiveSync', action: 'mail-sync', strength: 'SYNCED' }],
  [/^\/mapi\b/i, { name: 'MAPI over HTTP', action: 'mail-sync', strength: 'SYNCED' }],
  [/^\/rpc\b/i, { name: 'Outlook Anywhere', action: 'mail-sync', strength: 'SYNCED' }],
  [/^\/autodiscover\b/i, { name: 'Autodiscover', action: 'sign-in', strength: 'LOGGED ON' }],
  [/^\/powershell\b/i, { name: 'remote PowerShell', action: 'sign-in', strength: 'LOGGED ON' }],
  [/^\/api\b/i, { name: 'REST interface', action: 'mail-access', strength: 'OPENED' }],
];

function serviceOf(path: string): Service | null {
  return services.find(([form]) => form.test(path))?.[1] ?? null;
}

function read(item: LogItem, limits: Limits): LogStatement {
  const request = requestOf(item);
  if (request === null) return { claims: [], isWhole: true };
  const { record, method, path, query, status, user } = request;
  const { facts, isWhole } = boundedFacts(record.fields, limits, item.beside);
  const service = serviceOf(path);
  const isNative = item.text !== '';
  const isEcp = /^\/ecp\b/i.test(path);
  const isWriting = method === 'POST' || method === 'PUT';
  const rules = isEcp && /inboxrules\.svc/i.test(path);
  const hasFailed = /^[45]\d\d$/.test(status);
  const [date, time] = [dashed(record.text('date')), dashed(record.text('time'))];
  const raw = [date, time].filter((text) => text !== '').join(' ');
  const stated = statedTime(
    raw,
    isNative ? 'date and time (local, by definition of the format)' : 'date and time (UTC by definition of the format)',
    { isUtc: !isNative },
  );
  const parameters = new URLSearchParams(query.slice(0, 4000));
  const [owner, device, command] = ['User', 'DeviceId', 'Cmd'].map((name) => parameters.get(name) ?? '');
  const agent = dashed(record.text('cs(User-Agent)', 'csUserAgent')).replaceAll('+', ' ');
  const claimed = accessEvent({
    time: stated?.time ?? null,
    precision: stated?.precision ?? 'unknown',
    clock: 'clock of the server',
    strength: hasFailed ? 'ATTEMPTED' : rules && isWriting ? 'CHANGED' : (service?.strength ?? 'PRESENT'),
    action: rules && isWriting ? 'rule-change' : isEcp && !isWriting ? 'page-visit' : (service?.action ?? 'other'),
    operation: [method, command].filter((text) => text !== undefined && text !== '').join(' ') || 'request',
    actor: user,
    account: (user || owner) ?? '',
    host: dashed(record.text('s-computername', 's-ip')),
    address: bareNetworkAddress(dashed(record.text('X-Forwarded-For')) || dashed(record.text('c-ip'))),
    ...(device === undefined || device === '' ? {} : { session: device }),
    ...(agent === '' ? {} : { client: agent.slice(0, 2000) }),
    object: { kind: 'other', name: `${path}${query === '' ? '' : `?${query}`}`.slice(0, 2000) },
    outcome: [status, dashed(record.text('sc-substatus'))].filter((text) => text !== '').join('.'),
    source: `IIS log${service === null ? '' : `, ${service.name}`}`,
    doesNotShow:
      'It shows a request and its status. What was asked for within it (which message, which rule) mostly does not stand in the log; an address may be that of a proxy; and with status 401 a client only learns how to sign in.',
    facts,
  });
  return { claims: [{ kind: 'event', claimed }], isWhole };
}

function dashed(text: string): string {
  return text === '-' ? '' : text;
}
