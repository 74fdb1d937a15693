import { counted, u16, u32, u8 } from './bytes.ts';
import { taggedValue, type TaggedValue } from './values.ts';

/** A restriction of [MS-OXCDATA] 2.12, as its fields stand. */
export type ConditionBytes =
  | { readonly type: 'and' | 'or'; readonly of: readonly ConditionBytes[] }
  | { readonly type: 'not'; readonly of: ConditionBytes }
  | { readonly type: 'content'; readonly fuzzyLow: number; readonly fuzzyHigh: number; readonly tag: number; readonly value: TaggedValue }
  | { readonly type: 'property'; readonly relation: number; readonly tag: number; readonly value: TaggedValue }
  | { readonly type: 'compare'; readonly relation: number; readonly tags: readonly [number, number] }
  | { readonly type: 'bits'; readonly areSet: boolean; readonly tag: number; readonly mask: number }
  | { readonly type: 'size'; readonly relation: number; readonly tag: number; readonly size: number }
  | { readonly type: 'exist'; readonly tag: number }
  | { readonly type: 'sub'; readonly tag: number; readonly of: ConditionBytes }
  | { readonly type: 'comment'; readonly values: readonly TaggedValue[]; readonly of: ConditionBytes | null }
  | { readonly type: 'count'; readonly most: number; readonly of: ConditionBytes };

/** Writes a restriction with counts of 2 (standard) or 4 bytes (extended). */
export function conditionBytes(condition: ConditionBytes, width: 2 | 4): Buffer {
  switch (condition.type) {
    case 'and':
    case 'or':
      return Buffer.concat([
        u8(condition.type === 'and' ? 0 : 1),
        counted(width, condition.of.length),
        ...condition.of.map((one) => conditionBytes(one, width)),
      ]);
    case 'not':
      return Buffer.concat([u8(2), conditionBytes(condition.of, width)]);
    case 'content':
      return Buffer.concat([
        u8(3),
        u16(condition.fuzzyLow),
        u16(condition.fuzzyHigh),
        u32(condition.tag),
        taggedValue(condition.value, width),
      ]);
    case 'property':
      return Buffer.concat([u8(4), u8(condition.relation), u32(condition.tag), taggedValue(condition.value, width)]);
    case 'compare':
      return Buffer.concat([u8(5), u8(condition.relation), u32(condition.tags[0]), u32(condition.tags[1])]);
    case 'bits':
      return Buffer.concat([u8(6), u8(condition.areSet ? 1 : 0), u32(condition.tag), u32(condition.mask)]);
    case 'size':
      return Buffer.concat([u8(7), u8(condition.relation), u32(condition.tag), u32(condition.size)]);
    case 'exist':
      return Buffer.concat([u8(8), u32(condition.tag)]);
    case 'sub':
      return Buffer.concat([u8(9), u32(condition.tag), conditionBytes(condition.of, width)]);
    case 'comment':
      return Buffer.concat([
        u8(10),
        u8(condition.values.length),
        ...condition.values.map((value) => taggedValue(value, width)),
        u8(condition.of === null ? 0 : 1),
        ...(condition.of === null ? [] : [conditionBytes(condition.of, width)]),
      ]);
    case 'count':
      return Buffer.concat([u8(11), u32(condition.most), conditionBytes(condition.of, width)]);
  }
}
