/** What an entry of a session file is built from. */
export interface BuiltSession {
  readonly type: number;
  readonly line: string;
  readonly user: string;
  readonly host?: string;
  /** Version 4, or version 6 as sixteen bytes. */
  readonly address?: readonly number[];
  readonly seconds: number;
  readonly microseconds?: number;
}

/** `wtmp` of Linux: entries of 384 bytes, or of 400 where times have 64 bits. */
export function linuxSessions(sessions: readonly BuiltSession[], form: 'x86' | '64-bit' | '64-bit-big-endian' = 'x86'): Buffer {
  return Buffer.concat(
    sessions.map(({ type, line, user, host = '', address = [], seconds, microseconds = 0 }) => {
      const entry = Buffer.alloc(form === 'x86' ? 384 : 400);
      const isBig = form === '64-bit-big-endian';
      if (isBig) entry.writeInt16BE(type, 0);
      else entry.writeInt16LE(type, 0);
      entry.write(line, 8);
      entry.write(user, 44);
      entry.write(host, 76);
      if (form === 'x86') {
        entry.writeUInt32LE(seconds, 340);
        entry.writeUInt32LE(microseconds, 344);
      } else if (isBig) {
        entry.writeBigInt64BE(BigInt(seconds), 344);
        entry.writeBigInt64BE(BigInt(microseconds), 352);
      } else {
        entry.writeBigInt64LE(BigInt(seconds), 344);
        entry.writeBigInt64LE(BigInt(microseconds), 352);
      }
      Buffer.from(address).copy(entry, form === 'x86' ? 348 : 360);
      return entry;
    }),
  );
}

/** `lastlog` of Linux: an entry of 292 bytes for each user number up to the highest. */
export function lastLog(logIns: ReadonlyMap<number, { readonly seconds: number; readonly line: string; readonly host: string }>): Buffer {
  const file = Buffer.alloc((Math.max(...logIns.keys()) + 1) * 292);
  for (const [user, { seconds, line, host }] of logIns) {
    file.writeUInt32LE(seconds, user * 292);
    file.write(line, user * 292 + 4);
    file.write(host, user * 292 + 36);
  }
  return file;
}

/** A page of the file system event log of macOS. */
export function fileEventsPage(
  version: 1 | 2 | 3,
  records: readonly { readonly path: string; readonly id: number; readonly flags: number }[],
): Buffer {
  const body = Buffer.concat(
    records.map(({ path, id, flags }) => {
      const tail = Buffer.alloc(version === 1 ? 12 : version === 2 ? 20 : 24);
      tail.writeBigUInt64LE(BigInt(id), 0);
      tail.writeUInt32BE(flags, 8);
      if (version > 1) tail.writeBigUInt64LE(77n, 12);
      return Buffer.concat([Buffer.from(`${path}\0`), tail]);
    }),
  );
  const header = Buffer.alloc(12);
  header.write(`${String(version)}SLD`, 'latin1');
  header.writeUInt32LE(12 + body.length, 8);
  return Buffer.concat([header, body]);
}
