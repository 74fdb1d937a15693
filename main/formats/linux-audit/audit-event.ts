import {
  accessEvent,
  type AccessAction,
  type AccessEventClaims,
  type AccessStrength,
  type ClaimedTime,
  type RuleValue,
} from '#model/index.ts';
import { rawOf, textOf, type AuditRecord } from './audit-record.ts';
import { callOf } from './system-calls.ts';
import { userMessages } from './user-messages.ts';

/** The event that the records of one identifier make together. */
export function eventOf(records: readonly AuditRecord[]): AccessEventClaims {
  const first = records[0];
  if (first === undefined) throw new RangeError('An event has a record at least.');
  const of = (type: string): AuditRecord | undefined => records.find((record) => record.type === type);
  const call = of('SYSCALL');
  const who = call ?? first;
  const command = commandLineOf(records);
  const executable = textOf(who, 'exe');
  const paths = records.filter(({ type }) => type === 'PATH').map(pathOf);
  // What a program reports weighs more than the call by which it did: a log-in is written to /proc by a call.
  const message = records.find(({ type }) => type !== 'AVC' && userMessages.has(type));
  const what = call === undefined || message !== undefined ? ofMessage(message ?? first) : ofCall(call, records, paths);
  const peer = peerOf(of('SOCKADDR'));
  const session = rawOf(who, 'ses');
  const keys = [...new Set(records.map((record) => textOf(record, 'key')).filter((key) => key !== ''))];
  const folder = textOf(of('CWD') ?? who, 'cwd');
  return accessEvent({
    time: timeOf(first.id),
    precision: 'millisecond',
    clock: 'clock of the machine',
    ...what,
    actor: userOf(who, 'AUID', 'auid'),
    account: textOf(first, 'acct') || userOf(who, 'UID', 'uid'),
    host: first.node,
    address: textOf(first, 'addr'),
    process:
      executable === '' && command === ''
        ? null
        : { name: executable || (command.split(' ')[0] ?? ''), commandLine: command, id: rawOf(who, 'pid'), ...parentOf(who) },
    ...(peer === null ? {} : { peer }),
    ...(session === '' || session === unset ? {} : { session }),
    sourceId: first.id,
    source: 'audit log of Linux',
    doesNotShow: 'It shows only what the rules of the machine had logged; a file that was opened need not have been read.',
    facts: [
      { name: 'records', value: [...new Set(records.map(({ type }) => type))].slice(0, 20) },
      ...(keys.length === 0 ? [] : [{ name: 'key of the rule', value: keys }]),
      ...(folder === '' ? [] : [{ name: 'folder', value: folder }]),
      ...(paths.length === 0 ? [] : [{ name: 'paths', value: paths.slice(0, 20).map(({ name, kind }) => `${kind} ${name}`.trim()) }]),
      ...furtherFacts(first, call),
    ],
  });
}

const unset = '4294967295';

function timeOf(id: string): ClaimedTime {
  const stamp = /^(\d{1,12})\.(\d{1,3}):/.exec(id);
  const milliseconds = Number(stamp?.[1] ?? 0) * 1000 + Number((stamp?.[2] ?? '').padStart(3, '0'));
  const instant = milliseconds <= Date.UTC(9999, 11, 31) ? new Date(milliseconds).toISOString() : null;
  return { raw: id.slice(0, id.indexOf(':')), instant, offsetMinutes: 0, statedBy: 'audit record, time in its identifier' };
}

// auditd may add the name in capitals (enriched format); the number alone is what the kernel knows.
function userOf(record: AuditRecord, enriched: string, plain: string): string {
  const name = textOf(record, enriched);
  if (name !== '' && name !== 'unset') return name;
  const number = rawOf(record, plain);
  return number === '' || number === unset || number === '-1' ? '' : `user number ${number}`;
}

function parentOf(record: AuditRecord): { readonly parent?: string } {
  const parent = rawOf(record, 'ppid');
  return parent === '' ? {} : { parent: `process ${parent}` };
}

const mostArguments = 200;

function commandLineOf(records: readonly AuditRecord[]): string {
  const parts = records.filter(({ type }) => type === 'EXECVE').flatMap((record) => argumentsOf(record));
  if (parts.length > 0) return parts.join(' ').slice(0, 8000);
  const title = records.find(({ type }) => type === 'PROCTITLE');
  if (title !== undefined) return textOf(title, 'proctitle');
  const command = records.map((record) => textOf(record, 'cmd')).find((text) => text !== '');
  return command ?? '';
}

// Long arguments are parted: a1[0]=…, a1[1]=….
function argumentsOf(record: AuditRecord): string[] {
  const found: string[] = [];
  for (let index = 0; index < mostArguments; index += 1) {
    const name = `a${String(index)}`;
    if (record.fields.has(name)) found.push(textOf(record, name));
    else if (record.fields.has(`${name}[0]`)) found.push(rawOf(record, `${name}[0]`).replaceAll('"', '').slice(0, 4000));
    else if (index > 0) break;
  }
  return found;
}

interface NamedPath {
  readonly name: string;
  /** `NORMAL`, `CREATE`, `DELETE`, `PARENT`. */
  readonly kind: string;
}

function pathOf(record: AuditRecord): NamedPath {
  return { name: textOf(record, 'name'), kind: rawOf(record, 'nametype') || textOf(record, 'objtype') };
}

type What = Pick<AccessEventClaims, 'action' | 'strength' | 'operation' | 'object' | 'outcome'>;

function ofCall(call: AuditRecord, records: readonly AuditRecord[], paths: readonly NamedPath[]): What {
  const known = callOf(rawOf(call, 'arch'), rawOf(call, 'syscall'), textOf(call, 'SYSCALL'));
  const hasProgram = records.some(({ type }) => type === 'EXECVE');
  const isDone = rawOf(call, 'success') !== 'no';
  const file = paths.find(({ kind }) => kind === 'CREATE' || kind === 'DELETE') ?? paths.find(({ kind }) => kind !== 'PARENT');
  const created = paths.some(({ kind }) => kind === 'CREATE');
  const deleted = paths.some(({ kind }) => kind === 'DELETE');
  const action: AccessAction = hasProgram
    ? 'process-start'
    : known.action === 'file-rename'
      ? 'file-rename'
      : deleted
        ? 'file-delete'
        : created
          ? 'file-create'
          : known.action === 'other' && file !== undefined
            ? 'file-open'
            : known.action;
  const strength: AccessStrength = !isDone
    ? 'ATTEMPTED'
    : action === 'process-start'
      ? 'RUN'
      : action === 'file-open'
        ? 'OPENED'
        : action === 'other' || action === 'network-connection'
          ? 'RUN'
          : 'CHANGED';
  return {
    action,
    strength,
    operation: `system call ${known.name}`,
    object:
      file === undefined
        ? { kind: 'other', name: textOf(call, 'exe') }
        : { kind: 'file', name: hasProgram ? textOf(call, 'exe') || file.name : file.name },
    outcome: isDone ? 'success' : `failed (${rawOf(call, 'exit')})`,
  };
}

function ofMessage(record: AuditRecord): What {
  const { action, strength, object } = userMessages.get(record.type) ?? { action: 'other', strength: 'PRESENT', object: 'other' };
  const result = textOf(record, 'res') || rawOf(record, 'res');
  const isFailed = result === 'failed' || result === '0' || result === 'no';
  const operation = textOf(record, 'op') || rawOf(record, 'op');
  const name =
    object === 'file'
      ? textOf(record, 'name') || textOf(record, 'path')
      : textOf(record, 'terminal') || textOf(record, 'unit') || textOf(record, 'acct') || textOf(record, 'exe');
  return {
    action,
    strength: isFailed ? 'ATTEMPTED' : strength,
    operation: operation === '' ? record.type : `${record.type} ${operation.slice(0, 60)}`,
    object: { kind: object, name },
    outcome: result,
  };
}

// struct sockaddr as hexadecimal: family in the byte order of the machine, then port and address in that of the network.
function peerOf(record: AuditRecord | undefined): { readonly host: string; readonly address: string; readonly port: number | null } | null {
  const bytes = Buffer.from((record?.fields.get('saddr') ?? '').slice(0, 256), 'hex');
  if (bytes.length < 8) return null;
  const family = bytes.readUInt16LE(0);
  if (family === 2) return { host: '', address: [...bytes.subarray(4, 8)].join('.'), port: bytes.readUInt16BE(2) };
  if (family !== 10 || bytes.length < 24) return null;
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(8 + index * 2).toString(16));
  return { host: '', address: groups.join(':'), port: bytes.readUInt16BE(2) };
}

function furtherFacts(first: AuditRecord, call: AuditRecord | undefined): RuleValue[] {
  const names = call === undefined ? ['hostname', 'grantors', 'id', 'unit'] : ['tty', 'comm', 'euid'];
  const record = call ?? first;
  return names.flatMap((name) => {
    const value = textOf(record, name);
    return value === '' ? [] : [{ name, value: value.slice(0, 500) }];
  });
}
