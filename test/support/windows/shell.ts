import { byteWriter, storedGuid, ticks } from './bytes.ts';

/** A list of items, its end included. */
export function itemList(...items: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([...items, Buffer.alloc(2)]);
}

const sized = (content: Uint8Array): Uint8Array =>
  byteWriter()
    .u16(content.length + 2)
    .bytes(content)
    .done();

export const thisComputer = sized(byteWriter().u8(0x1f).u8(0x50).bytes(storedGuid('20d04fe0-3aea-1069-a2d8-08002b30309d')).done());

export function driveItem(letter: string): Uint8Array {
  return sized(byteWriter().u8(0x2f).narrow(`${letter}:\\`).zeros(19).done());
}

/** 2026-03-14 09:26:52 as MS-DOS has it: date, then time. */
const dosDate = ((2026 - 1980) << 9) | (3 << 5) | 14;
const dosTime = (9 << 11) | (26 << 5) | 26;

/** A file or folder with short and long name, in the form of Windows 10. */
export function fileItem(
  name: string,
  shortName: string,
  options: { readonly isFolder?: boolean; readonly sizeBytes?: number } = {},
): Uint8Array {
  const head = byteWriter()
    .u8(options.isFolder === true ? 0x31 : 0x32)
    .u8(0)
    .u32(options.sizeBytes ?? 0)
    .u16(dosDate)
    .u16(dosTime)
    .u16(0x20);
  head.narrow(`${shortName}\0`);
  if (head.length % 2 === 1) head.u8(0);
  const extension = byteWriter().u16(9).u32(0xbeef0004).u16(dosDate).u16(dosTime).u16(dosDate).u16(dosTime).u16(0x2e).u16(0);
  extension
    .u64((5n << 48n) | 1234n)
    .u64(0n)
    .u16(0)
    .u32(0)
    .u32(0)
    .wide(`${name}\0`)
    .u16(head.length + 2);
  return sized(
    byteWriter()
      .bytes(head.done())
      .u16(extension.length + 2)
      .bytes(extension.done())
      .done(),
  );
}

/** What a built shell link is to state. */
export interface BuiltLink {
  readonly items?: readonly Uint8Array[];
  readonly localPath?: string;
  readonly serial?: number;
  readonly label?: string;
  readonly share?: string;
  readonly suffix?: string;
  readonly strings?: Partial<Record<'description' | 'relativePath' | 'workingDirectory' | 'commandLine' | 'icon', string>>;
  readonly environmentPath?: string;
  readonly machine?: string;
  readonly fileId?: string;
  /** Values of the set of System.ItemNameDisplay. */
  readonly displayName?: string;
  readonly isFolder?: boolean;
}

const flags = { description: 4, relativePath: 8, workingDirectory: 0x10, commandLine: 0x20, icon: 0x40 } as const;

/** Writes a shell link ([MS-SHLLINK]). */
export function shellLink(link: BuiltLink): Uint8Array {
  const hasInfo = link.localPath !== undefined || link.share !== undefined;
  const strings = Object.entries(flags).flatMap(([name, flag]) => {
    const value = link.strings?.[name as keyof typeof flags];
    return value === undefined ? [] : [{ value, flag }];
  });
  const stated = strings.reduce((sum, { flag }) => sum | flag, 0x80 | (link.items === undefined ? 0 : 1) | (hasInfo ? 2 : 0));
  const file = byteWriter()
    .u32(76)
    .bytes(storedGuid('00021401-0000-0000-c000-000000000046'))
    .u32(stated)
    .u32(link.isFolder === true ? 0x10 : 0x20);
  file
    .u64(ticks('2026-01-01T00:00:01Z'))
    .u64(ticks('2026-01-02T00:00:02Z'))
    .u64(ticks('2026-01-03T00:00:03Z'))
    .u32(4711)
    .u32(0)
    .u32(1)
    .zeros(12);
  if (link.items !== undefined) {
    const list = itemList(...link.items);
    file.u16(list.length).bytes(list);
  }
  if (hasInfo) file.bytes(linkInfo(link));
  for (const { value } of strings) file.u16(value.length).wide(value);
  if (link.environmentPath !== undefined) {
    const ansi = Buffer.alloc(260);
    ansi.write(link.environmentPath, 'latin1');
    const wide = Buffer.alloc(520);
    wide.write(link.environmentPath, 'utf16le');
    file.u32(0x314).u32(0xa0000001).bytes(ansi).bytes(wide);
  }
  if (link.machine !== undefined) {
    const machine = Buffer.alloc(16);
    machine.write(link.machine, 'latin1');
    file.u32(0x60).u32(0xa0000003).u32(0x58).u32(0).bytes(machine).bytes(droidsOf(link.fileId));
  }
  if (link.displayName !== undefined) {
    const store = propertyStore('b725f130-47ef-101a-a5f1-02608c9eebac', 10, link.displayName);
    file
      .u32(store.length + 8)
      .u32(0xa0000009)
      .bytes(store);
  }
  return file.u32(0).done();
}

/** Identifiers of volume and file, now and at birth. */
export function droidsOf(fileId = '63eea867-7b85-11e1-8950-005056a50b40'): Uint8Array {
  const pair = Buffer.concat([storedGuid('cf6619c2-66a8-44a6-8849-1582fcd3a338'), storedGuid(fileId)]);
  return Buffer.concat([pair, pair]);
}

/** A serialized store with one text ([MS-PROPSTORE]). */
export function propertyStore(set: string, id: number, value: string): Uint8Array {
  const characters = Math.ceil((value.length + 1) / 2) * 2;
  const typed = byteWriter()
    .u16(0x1f)
    .u16(0)
    .u32(characters)
    .bytes(Buffer.from(value.padEnd(characters, '\0'), 'utf16le'))
    .done();
  const property = byteWriter()
    .u32(typed.length + 9)
    .u32(id)
    .u8(0)
    .bytes(typed)
    .done();
  const storage = byteWriter().u32(0x53505331).bytes(storedGuid(set)).bytes(property).u32(0).done();
  return byteWriter()
    .u32(storage.length + 4)
    .bytes(storage)
    .u32(0)
    .done();
}

function linkInfo(link: BuiltLink): Uint8Array {
  const volume = byteWriter();
  if (link.localPath !== undefined) {
    const label = `${link.label ?? ''}\0`;
    volume
      .u32(16 + label.length)
      .u32(3)
      .u32(link.serial ?? 0)
      .u32(16)
      .narrow(label);
  }
  const base = link.localPath === undefined ? new Uint8Array(0) : Buffer.from(`${link.localPath}\0`, 'latin1');
  const share = byteWriter();
  if (link.share !== undefined)
    share
      .u32(20 + link.share.length + 1)
      .u32(2)
      .u32(20)
      .u32(0)
      .u32(0x20000)
      .narrow(`${link.share}\0`);
  const suffix = Buffer.from(`${link.suffix ?? ''}\0`, 'latin1');
  const volumeAt = 28;
  const baseAt = volumeAt + volume.length;
  const shareAt = baseAt + base.length;
  const suffixAt = shareAt + share.length;
  const info = byteWriter()
    .u32(suffixAt + suffix.length)
    .u32(28)
    .u32((link.localPath === undefined ? 0 : 1) | (link.share === undefined ? 0 : 2));
  info.u32(link.localPath === undefined ? 0 : volumeAt).u32(link.localPath === undefined ? 0 : baseAt);
  info.u32(link.share === undefined ? 0 : shareAt).u32(suffixAt);
  return info.bytes(volume.done()).bytes(base).bytes(share.done()).bytes(suffix).done();
}
