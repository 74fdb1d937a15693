import { compoundFile } from '#test/support/outlook/compound-file.ts';
import { byteWriter, storedGuid, ticks } from './bytes.ts';
import { droidsOf } from './shell.ts';

/** An entry that a built jump list is to hold. */
export interface BuiltJump {
  readonly number: number;
  readonly path: string;
  readonly used: string;
  readonly count?: number;
  readonly isPinned?: boolean;
  /** Null: the list names it, and no stream is there. */
  readonly link: Uint8Array | null;
}

/** A list as Windows keeps it: version 1 of Windows 7, 4 of Windows 10. */
export function automaticList(
  version: 1 | 4,
  jumps: readonly BuiltJump[],
  unlisted: Readonly<Record<string, Uint8Array>> = {},
): Uint8Array {
  const list = byteWriter().u32(version).u32(jumps.length).u32(0).u32(0).u32(jumps.length).u32(0).u32(jumps.length).u32(0);
  for (const { number, path, used, count = 0, isPinned = false } of jumps) {
    const machine = Buffer.alloc(16);
    machine.write('pc-of-anna', 'latin1');
    list
      .u64(0n)
      .bytes(droidsOf())
      .bytes(machine)
      .u32(number)
      .u32(0)
      .u32(0)
      .u64(ticks(used))
      .u32(isPinned ? 0 : 0xffffffff);
    if (version > 1) list.u32(0).u32(count).u64(0n);
    list.u16(path.length).wide(path);
    if (version > 1) list.u32(0);
  }
  const streams: Record<string, Uint8Array> = { DestList: list.done() };
  for (const { number, link } of jumps) if (link !== null) streams[number.toString(16)] = link;
  return compoundFile({ ...streams, ...unlisted });
}

/** A list as a program fills it: categories of links; null stands for one that Windows fills. */
export function customList(
  categories: readonly ({ readonly name: string | null; readonly links: readonly Uint8Array[] } | null)[],
): Uint8Array {
  const file = byteWriter().u32(2).u32(categories.length).u32(0);
  for (const category of categories) {
    if (category === null) file.u32(1).u32(2);
    else {
      if (category.name === null) file.u32(2);
      else file.u32(0).u16(category.name.length).wide(category.name);
      file.u32(category.links.length);
      for (const link of category.links) file.bytes(storedGuid('00021401-0000-0000-c000-000000000046')).bytes(link);
    }
    file.u32(0xbabffbab);
  }
  return file.done();
}
