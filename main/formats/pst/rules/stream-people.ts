import type { RuleTarget } from '#model/index.ts';
import { blobCursor, hexBeginning, utf16Of, type BlobCursor } from './blob-cursor.ts';
import { text8 } from './entry-id.ts';
import { nameOfTag } from './property-names.ts';
import type { TaggedValue } from './property-value.ts';
import { recipientOf } from './recipient.ts';

/** Most bytes of a binary value that is shown. */
const keptBytes = 256;

/** Reads the people of an element: their number, the properties of each, and two words of unknown meaning. */
export function readPeople(cursor: BlobCursor, codepage: number): RuleTarget[] {
  // The properties of a person are 12 bytes at least: a reserved word, their number and their size.
  const count = cursor.count(4, 12, 'the number of people');
  const people: RuleTarget[] = [];
  for (let index = 0; index < count && cursor.isSound(); index += 1) {
    const values = readProperties(cursor, codepage);
    if (values.length > 0) people.push(recipientOf(values, codepage));
  }
  cursor.bytes(8, 'the end of the people');
  return people;
}

/**
 * Reads a block of properties: a reserved word, their number, the size of the block, and in it 16 bytes for each property (tag
 * and three words), then the values that texts and bytes point to from the beginning of the block.
 */
function readProperties(cursor: BlobCursor, codepage: number): TaggedValue[] {
  cursor.u32('a reserved word');
  const count = cursor.count(4, 16, 'the number of properties');
  const block = cursor.bytes(cursor.count(4, 1, 'the size of the properties'), 'the properties');
  const index = blobCursor(block);
  const values: TaggedValue[] = [];
  for (let place = 0; place < count && index.isSound(); place += 1) {
    const tag = index.u32('a property');
    const words = [index.u32('a property'), index.u32('a property'), index.u32('a property')] as const;
    const value = index.isSound() ? valueOf(tag, words, block, codepage) : null;
    if (value !== null) values.push({ tag, name: nameOfTag(tag, new Map()), ...value });
  }
  if (index.trouble !== null) cursor.fail(index.trouble);
  return values;
}

function valueOf(
  tag: number,
  [, second, third]: readonly [number, number, number],
  block: Uint8Array,
  codepage: number,
): Pick<TaggedValue, 'value' | 'bytes'> | null {
  switch (tag & 0xffff) {
    case 0x001f:
      return second > block.length ? null : { value: utf16UpToNul(block.subarray(second)), bytes: null };
    case 0x001e: {
      const end = block.indexOf(0, second);
      return second > block.length
        ? null
        : { value: text8(block.subarray(second, end === -1 ? block.length : end), codepage), bytes: null };
    }
    case 0x0102: {
      if (third > block.length || second > block.length - third) return null;
      const bytes = block.subarray(third, third + second);
      return { value: hexBeginning(bytes, keptBytes), bytes };
    }
    case 0x0003:
      return { value: second | 0, bytes: null };
    case 0x000b:
      return { value: second !== 0, bytes: null };
    default:
      // Among them PtypErrorCode: the property was not there.
      return null;
  }
}

function utf16UpToNul(bytes: Uint8Array): string {
  const text = utf16Of(bytes);
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}
