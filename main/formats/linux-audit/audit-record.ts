import type { ByteRange } from '#model/index.ts';

/** One record of the audit log: a line. */
export interface AuditRecord {
  readonly type: string;
  /** `1604994496.155:92733`: seconds, milliseconds and number, by which the records of one event are joined. */
  readonly id: string;
  /** The machine, where records of several are collected. */
  readonly node: string;
  /** Fields with their values as written, the quotes kept: without them a value may be hexadecimal. Enriched fields are in capitals. */
  readonly fields: ReadonlyMap<string, string>;
  readonly range: ByteRange;
  readonly isCut: boolean;
}

/** Where the head of a record ends, and what it says; null where a line is none. */
export function headOf(line: string): { readonly type: string; readonly id: string; readonly node: string; readonly next: number } | null {
  const head = /^(?:node=(\S{1,255}) )?type=([A-Z][A-Z0-9_]{0,60}(?:\[\d{1,6}\])?) msg=audit\((\d{1,12}\.\d{1,3}:\d{1,20})\): ?/.exec(
    line.slice(0, 500),
  );
  if (head === null) return null;
  return { node: head[1] ?? '', type: head[2] ?? '', id: head[3] ?? '', next: head[0].length };
}

const mostFields = 400;

/** The record that a line is, or null (audit(7) of Linux; "audit.log" of auditd: fields `name=value`, separated by blanks). */
export function recordOf(line: string, range: ByteRange, isCut: boolean): AuditRecord | null {
  const head = headOf(line);
  if (head === null) return null;
  const fields = new Map<string, string>();
  readFields(line, head.next, fields);
  return { type: head.type, id: head.id, node: head.node, fields, range, isCut };
}

// What a program of the user hands in stands within `msg='…'`; what auditd adds to be read by people follows behind 0x1D, in capitals.
function readFields(text: string, start: number, fields: Map<string, string>): void {
  let at = start;
  while (at < text.length && fields.size < mostFields) {
    const character = text.charAt(at);
    if (character === ' ' || character === '\u001d' || character === ',' || character === "'" || character === '{' || character === '}') {
      at += 1;
      continue;
    }
    const equals = text.indexOf('=', at);
    if (equals === -1) return;
    const words = text.slice(at, equals).split(/[ \u001d]/);
    const name = words.at(-1) ?? '';
    const first = text.charAt(equals + 1);
    if (name === 'msg' && first === "'") {
      at = equals + 2;
      continue;
    }
    let end: number;
    if (first === '"') {
      const close = text.indexOf('"', equals + 2);
      end = close === -1 ? text.length : close + 1;
    } else {
      end = equals + 1;
      while (end < text.length && !/[ '\u001d]/.test(text.charAt(end))) end += 1;
    }
    // A field of the same name is kept once: the first, unless one says `new` (`old auid=… new auid=…` of older kernels).
    const isNew = words.at(-2) === 'new';
    if (name !== '' && name.length <= 64 && (isNew || !fields.has(name))) fields.set(name, text.slice(equals + 1, end));
    at = end;
  }
}

const longestValue = 4000;

/**
 * The value of a field as text: without quotes, or out of hexadecimal, as which the kernel writes texts with blanks, quotes and
 * other bytes. Bytes of zero, which part the words of a command, become blanks.
 * @returns empty for `?`, `(null)` and a field that is missing
 */
export function textOf(record: AuditRecord, name: string): string {
  const value = record.fields.get(name) ?? '';
  if (value === '' || value === '?' || value === '(null)' || value === '"?"') return '';
  if (value.startsWith('"')) return value.slice(1, value.endsWith('"') ? -1 : value.length).slice(0, longestValue);
  if (!mayBeHexadecimal.test(name) || value.length % 2 !== 0 || !/^[0-9A-F]+$/.test(value.slice(0, 2 * longestValue)))
    return value.slice(0, longestValue);
  return Buffer.from(value.slice(0, 2 * longestValue), 'hex')
    .toString('utf8')
    .replaceAll('\0', ' ')
    .trimEnd();
}

// audit_log_untrustedstring of the kernel, and fields that programs encode likewise. Numbers would be taken for hexadecimal.
const mayBeHexadecimal = /^(?:proctitle|a\d{1,5}|name|comm|exe|cwd|cmd|path|acct|data|file|key|old|new|watch|dir|terminal|vm|unit)$/;

/** The value as written. */
export function rawOf(record: AuditRecord, name: string): string {
  return record.fields.get(name) ?? '';
}
