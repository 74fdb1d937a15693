/** Builds the system log of macOS, lists of mlocate and scheduled tasks, in the forms that their readers name. */

export interface AslEntry {
  readonly seconds: number;
  readonly host: string;
  readonly sender: string;
  readonly processId: number;
  readonly message: string;
}

/** A system log of macOS (ASL, version 2): texts of up to seven bytes stand in their references. */
export function appleSystemLog(entries: readonly AslEntry[]): Buffer {
  const parts: Buffer[] = [Buffer.alloc(80)];
  let size = 80;
  const starts: number[] = [];
  const add = (bytes: Buffer): number => {
    parts.push(bytes);
    size += bytes.length;
    return size - bytes.length;
  };
  const reference = (text: string): Buffer => {
    const bytes = Buffer.alloc(8);
    const own = Buffer.from(text);
    if (own.length > 0 && own.length <= 7) {
      bytes[0] = 0x80 | own.length;
      own.copy(bytes, 1);
      return bytes;
    }
    if (text === '') return bytes;
    const head = Buffer.alloc(6);
    head.writeUInt16BE(1, 0);
    head.writeUInt32BE(own.length + 1, 2);
    bytes.writeBigUInt64BE(BigInt(add(Buffer.concat([head, own, Buffer.of(0)]))));
    return bytes;
  };
  const records: Buffer[] = [];
  for (const [index, { seconds, host, sender, processId, message }] of entries.entries()) {
    const texts = [host, sender, '', message, '', ''].map(reference);
    const head = Buffer.alloc(66);
    head.writeUInt32BE(116, 2);
    head.writeBigUInt64BE(BigInt(index + 1), 14);
    head.writeBigUInt64BE(BigInt(seconds), 22);
    head.writeUInt32BE(5_000_000, 30);
    head.writeUInt32BE(processId, 38);
    const record = Buffer.concat([head, ...texts, Buffer.alloc(8)]);
    starts.push(add(record));
    records.push(record);
  }
  for (const [index, record] of records.entries()) record.writeBigUInt64BE(BigInt(starts[index + 1] ?? 0), 6);
  const [header] = parts;
  header?.write('ASL DB', 0, 'latin1');
  header?.writeUInt32BE(2, 12);
  header?.writeBigUInt64BE(BigInt(starts[0] ?? 0), 16);
  return Buffer.concat(parts);
}

export interface ListedFolder {
  readonly path: string;
  readonly seconds: number;
  readonly names: readonly { readonly name: string; readonly isFolder?: boolean }[];
}

/** A database of mlocate (mlocate.db(5)). */
export function mlocateDatabase(folders: readonly ListedFolder[], root = '/'): Buffer {
  const settings = Buffer.from('prune_bind_mounts\x001\0\0');
  const head = Buffer.alloc(16);
  head.write('\0mlocate', 0, 'latin1');
  head.writeUInt32BE(settings.length, 8);
  const entries = folders.map(({ path, seconds, names }) => {
    const stamp = Buffer.alloc(16);
    stamp.writeBigUInt64BE(BigInt(seconds));
    const listed = names.map(({ name, isFolder = false }) => Buffer.concat([Buffer.of(isFolder ? 1 : 0), Buffer.from(`${name}\0`)]));
    return Buffer.concat([stamp, Buffer.from(`${path}\0`), ...listed, Buffer.of(2)]);
  });
  return Buffer.concat([head, Buffer.from(`${root}\0`), settings, ...entries]);
}

export interface BuiltTask {
  readonly application: string;
  readonly parameters: string;
  readonly author: string;
  /** Year, month, day of the week, day, hour, minute, second, millisecond; all 0 where it never ran. */
  readonly lastRun: readonly number[];
}

/** A scheduled task ([MS-TSCH] 2.4) with one trigger: daily from 2024-03-01 at 06:30. */
export function scheduledTask({ application, parameters, author, lastRun }: BuiltTask): Buffer {
  const fixed = Buffer.alloc(68);
  fixed.writeUInt16LE(0x0601, 0);
  fixed.writeUInt16LE(1, 2);
  fixed.writeUInt16LE(70, 20);
  for (const [index, number] of lastRun.entries()) fixed.writeUInt16LE(number, 52 + 2 * index);
  const text = (value: string): Buffer => {
    const length = Buffer.alloc(2);
    length.writeUInt16LE(value.length + 1);
    return Buffer.concat([length, Buffer.from(`${value}\0`, 'utf16le')]);
  };
  const trigger = Buffer.alloc(48);
  for (const [offset, number] of [
    [0, 48],
    [4, 2024],
    [6, 3],
    [8, 1],
    [16, 6],
    [18, 30],
    [32, 1],
  ] as const)
    trigger.writeUInt16LE(number, offset);
  const before = Buffer.concat([Buffer.alloc(2), text(application), text(parameters), text(''), text(author), text(''), Buffer.alloc(4)]);
  fixed.writeUInt16LE(68 + before.length, 22);
  return Buffer.concat([fixed, before, Buffer.of(1, 0), trigger]);
}
