import type { Relation, RuleCondition, RuleTarget, TextMatch } from '#model/index.ts';
import type { BlobCursor } from './blob-cursor.ts';
import { readEntryId, text8 } from './entry-id.ts';
import { nameOfTag, type PropertyNames } from './property-names.ts';
import { readTaggedValue, ruleValueOf, type BlobForm, type TaggedValue } from './property-value.ts';
import { targetOf } from './recipient.ts';
import { withoutPadding } from '#formats/padded-text.ts';

/** Conditions nested deeper are no real rule. */
const deepest = 64;

/**
 * Reads a restriction ([MS-OXCDATA] 2.12): a type byte and what belongs to it. Where it cannot go on it gives what it has,
 * with an `unreadable` leaf; the cursor then says why.
 */
export function readRestriction(cursor: BlobCursor, form: BlobForm, depth = 0): RuleCondition {
  if (depth >= deepest) cursor.fail(`conditions are nested deeper than ${String(deepest)} levels`);
  const type = cursor.u8('the type of a condition');
  const condition = cursor.isSound() ? readers.get(type)?.(cursor, form, depth + 1) : undefined;
  if (condition !== undefined) return condition;
  cursor.fail(`the condition at byte ${String(cursor.at - 1)} is of the unknown type 0x${type.toString(16).padStart(2, '0')}`);
  return { kind: 'unreadable', reason: cursor.trouble ?? '' };
}

type Reader = (cursor: BlobCursor, form: BlobForm, depth: number) => RuleCondition;

const readers: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [0x00, (cursor, form, depth) => ({ kind: 'all', of: readList(cursor, form, depth) })],
  [0x01, (cursor, form, depth) => ({ kind: 'any', of: readList(cursor, form, depth) })],
  [0x02, (cursor, form, depth) => ({ kind: 'not', of: readRestriction(cursor, form, depth) })],
  [0x03, readContent],
  [0x04, readProperty],
  [0x05, readCompare],
  [0x06, readBitMask],
  [0x07, readSize],
  [0x08, (cursor, form) => ({ kind: 'exists', field: readField(cursor, form.names) })],
  [
    0x09,
    (cursor, form, depth) => ({ kind: 'sub-object', object: readField(cursor, form.names), of: readRestriction(cursor, form, depth) }),
  ],
  [0x0a, readComment],
  [0x0b, (cursor, form, depth) => ({ kind: 'count', most: cursor.u32('a count'), of: readRestriction(cursor, form, depth) })],
]);

// A restriction is two bytes at least: its type and something more, but for an empty list, whose count follows anyway.
function readList(cursor: BlobCursor, form: BlobForm, depth: number): RuleCondition[] {
  const count = cursor.count(form.countWidth, 2, 'the number of conditions');
  const list: RuleCondition[] = [];
  for (let index = 0; index < count && cursor.isSound(); index += 1) list.push(readRestriction(cursor, form, depth));
  // What broke off is part of the list: an empty one would be always, or never, true.
  if (!cursor.isSound() && list.at(-1)?.kind !== 'unreadable') list.push({ kind: 'unreadable', reason: cursor.trouble ?? '' });
  return list;
}

/** [MS-OXCDATA] 2.12.4: how the text stands in the field (16 bits), how exactly it is compared (16 bits), tag, value. */
function readContent(cursor: BlobCursor, form: BlobForm): RuleCondition {
  const where = cursor.u16('a fuzzy level');
  const how = cursor.u16('a fuzzy level');
  const field = readField(cursor, form.names);
  const value = readTaggedValue(cursor, form);
  const options = [
    ...((how & 1) === 0 ? [] : ['ignoring case']),
    ...((how & 2) === 0 ? [] : ['ignoring accents']),
    ...((how & 4) === 0 ? [] : ['loosely']),
  ];
  return { kind: 'text', field, match: matches[where] ?? 'contains', options, value: String(readable(value, form)) };
}

const matches: readonly TextMatch[] = ['is', 'contains', 'begins with'];

function readProperty(cursor: BlobCursor, form: BlobForm): RuleCondition {
  const relation = readRelation(cursor);
  const field = readField(cursor, form.names);
  return { kind: 'compare', field, relation, value: readable(readTaggedValue(cursor, form), form) };
}

function readCompare(cursor: BlobCursor, form: BlobForm): RuleCondition {
  const relation = readRelation(cursor);
  const field = readField(cursor, form.names);
  return { kind: 'compare-fields', field, relation, other: readField(cursor, form.names) };
}

function readBitMask(cursor: BlobCursor, form: BlobForm): RuleCondition {
  const areSet = cursor.u8('a relation') !== 0;
  const field = readField(cursor, form.names);
  return { kind: 'bits', field, mask: `0x${cursor.u32('a bit mask').toString(16).padStart(8, '0')}`, areSet };
}

function readSize(cursor: BlobCursor, form: BlobForm): RuleCondition {
  const relation = readRelation(cursor);
  const field = readField(cursor, form.names);
  return { kind: 'size', field, relation, sizeBytes: cursor.u32('a size') };
}

/** [MS-OXCDATA] 2.12.11: the number of values (8 bits), the values, whether a restriction follows (8 bits). */
function readComment(cursor: BlobCursor, form: BlobForm, depth: number): RuleCondition {
  const count = cursor.u8('the number of remarks');
  const values: TaggedValue[] = [];
  for (let index = 0; index < count && cursor.isSound(); index += 1) values.push(readTaggedValue(cursor, form));
  const hasMore = cursor.u8('whether a condition follows') !== 0 && cursor.isSound();
  return {
    kind: 'remark',
    values: values.map(ruleValueOf),
    people: peopleOf(values, form),
    of: hasMore ? readRestriction(cursor, form, depth) : null,
  };
}

// Outlook notes the people that a condition is about: an entry identifier as 0x00010102, a display name as 0x0001001f.
function peopleOf(values: readonly TaggedValue[], form: BlobForm): RuleTarget[] {
  const name = values.find(({ tag }) => tag === 0x0001001f)?.value;
  return values.flatMap(({ tag, bytes }) =>
    tag !== 0x00010102 || bytes === null
      ? []
      : [targetOf({ name: typeof name === 'string' ? name : '', entryId: readEntryId(bytes, form.codepage) })],
  );
}

const relations: ReadonlyMap<number, Relation> = new Map([
  [0x00, '<'],
  [0x01, '<='],
  [0x02, '>'],
  [0x03, '>='],
  [0x04, '='],
  [0x05, '!='],
  [0x06, 'is like'],
  [0x64, 'is a member of'],
]);

function readRelation(cursor: BlobCursor): Relation {
  return relations.get(cursor.u8('a relation')) ?? 'unknown relation';
}

function readField(cursor: BlobCursor, names: PropertyNames): string {
  return nameOfTag(cursor.u32('a property tag'), names);
}

// Search keys are bytes that hold `SMTP:USER@EXAMPLE.ORG` and a NUL; read as text they say whom the condition is about.
function readable(value: TaggedValue, form: BlobForm): TaggedValue['value'] {
  if (value.bytes === null || value.bytes.length === 0) return value.value;
  const text = withoutPadding(text8(value.bytes, form.codepage));
  return /[\u0000-\u001f\u007f\ufffd]/.test(text) ? value.value : text;
}
