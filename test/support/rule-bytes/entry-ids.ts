import { guid, latin1z, u16, u32, utf16z } from './bytes.ts';

/** Entry identifiers as [MS-OXCDATA] 2.2 lays them out. */

/** A one-off address in UTF-16. */
export function oneOffEntryId(name: string, address: string, addressType = 'SMTP'): Buffer {
  return Buffer.concat([
    u32(0),
    guid('a41f2b81-a3be-1910-9d6e-00dd010f5402'),
    u16(0),
    u16(0x9001),
    utf16z(name),
    utf16z(addressType),
    utf16z(address),
  ]);
}

/** A one-off address in 8-bit text. */
export function oneOffEntryId8(name: string, address: string): Buffer {
  return Buffer.concat([
    u32(0),
    guid('a41f2b81-a3be-1910-9d6e-00dd010f5402'),
    u16(0),
    u16(0x1001),
    latin1z(name),
    latin1z('SMTP'),
    latin1z(address),
  ]);
}

/** An entry of the Exchange address book. */
export function exchangeEntryId(x500: string, type = 0): Buffer {
  return Buffer.concat([u32(0), guid('c840a7dc-42c0-1a10-b4b9-08002b2fe182'), u32(1), u32(type), latin1z(x500)]);
}

/** A contact of Outlook's address book, around the identifier of what it stands for. */
export function contactEntryId(inner: Buffer): Buffer {
  return Buffer.concat([u32(0), guid('0aaa42fe-c718-101a-e885-0b651c240000'), u32(3), u32(4), u32(0), u32(inner.length), inner]);
}

/** A mailbox store. */
export function storeEntryId(server: string, mailbox: string): Buffer {
  return Buffer.concat([
    u32(0),
    guid('10bba138-e505-1a10-a1bb-08002b2a56c2'),
    u16(0),
    Buffer.from('EMSMDB.DLL\0\0\0\0', 'latin1'),
    u32(0),
    guid('20fa551b-66aa-cd11-9bc8-00aa002fc45a'),
    u32(0x0c),
    latin1z(server),
    latin1z(mailbox),
  ]);
}

/** A folder of a mailbox, 46 bytes. */
export function folderEntryId(counter: number): Buffer {
  return Buffer.concat([u32(0), Buffer.alloc(16, 0xb1), u16(1), Buffer.alloc(16, 0xbc), Buffer.alloc(2), u32(counter), u16(0)]);
}

/** A folder of a PST, 24 bytes: its node at the end. */
export function pstFolderEntryId(nodeId: number): Buffer {
  return Buffer.concat([u32(0), Buffer.alloc(16, 0x5a), u32(nodeId)]);
}

/** A message of a mailbox, 70 bytes. */
export function messageEntryId(counter: number): Buffer {
  return Buffer.concat([folderEntryId(counter), Buffer.alloc(16, 0xbc), u16(0), u32(counter), u16(0)]);
}
