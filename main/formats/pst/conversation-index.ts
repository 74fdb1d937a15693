import type { ConversationPlace } from '#model/index.ts';
import { claimedTimeOf } from './property-bag.ts';
import { guidOf } from './rules/blob-cursor.ts';

const headBytes = 22;
const levelBytes = 5;

/**
 * Reads PidTagConversationIndex ([MS-OXOMSG] 2.2.1.3): a head of 22 bytes and 5 bytes for each answer or forward since.
 *
 * The head is a byte 0x01, a time and the GUID of the thread. The time comes in two forms, and both are met in one store: as
 * specified, the upper 40 bits of a FILETIME, big-endian (right to 1.7 s); or, as MAPI's own ScCreateConversationIndex
 * writes it, the lower 40 of its upper 48 bits (right to 6.6 ms), the 0x01 before them being the first byte of every FILETIME
 * from 1829 to 2057. A time that begins with another 0x01 is of the first form, since in the second it would lie in 1830.
 * Exchange may leave the time zero ([MS-OXOCFG] 2.2.8.8).
 *
 * It is the time at which an index was first made, which may be that of filing or import: in the Enron stores it is 2009.
 * @returns null for bytes that are no such index
 */
export function readConversationIndex(bytes: Uint8Array): ConversationPlace | null {
  if (bytes.length < headBytes || bytes[0] !== 0x01 || (bytes.length - headBytes) % levelBytes !== 0) return null;
  const first = bytes[1] === 0x01 ? 1 : 0;
  const fileTime = Buffer.alloc(8);
  for (let index = first; index < 6; index += 1) fileTime[7 - index + first] = bytes[index] ?? 0;
  const hasTime = bytes.subarray(1, 6).some((byte) => byte !== 0);
  // Here the GUID's first three fields are big-endian, unlike everywhere else.
  const guid = Buffer.from(bytes.subarray(6, headBytes));
  guid.subarray(0, 4).reverse();
  guid.subarray(4, 6).reverse();
  guid.subarray(6, 8).reverse();
  return {
    started: hasTime ? claimedTimeOf(fileTime, 'PidTagConversationIndex') : null,
    threadId: guidOf(guid),
    level: (bytes.length - headBytes) / levelBytes,
  };
}
