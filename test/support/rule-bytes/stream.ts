import { u16, u32, u8, utf16, utf16z } from './bytes.ts';
import type { TaggedValue } from './values.ts';

/** A rule of Outlook's rules stream, as its fields stand. */
export interface StreamRuleBytes {
  readonly name: string;
  readonly isEnabled?: boolean;
  /** Elements after the two that every rule has. */
  readonly elements: readonly Buffer[];
}

/** A string with its length before it. */
export function streamString(text: string): Buffer {
  const length = text.length < 255 ? u8(text.length) : Buffer.concat([u8(255), u16(text.length)]);
  return Buffer.concat([length, utf16(text)]);
}

/** An element: its identifier and its parameters, each after a reserved word. */
export function element(id: number, ...parameters: readonly Buffer[]): Buffer {
  return Buffer.concat([u32(id), u32(parameters.length), ...parameters.flatMap((parameter) => [u32(0), parameter])]);
}

/** The parameter that names people. */
export function people(...list: readonly (readonly TaggedValue[])[]): Buffer {
  return Buffer.concat([u32(list.length), ...list.map(personBytes), u32(1), u32(0)]);
}

function personBytes(values: readonly TaggedValue[]): Buffer {
  const index: Buffer[] = [];
  const heap: Buffer[] = [];
  let at = 16 * values.length;
  for (const [tag, value] of values) {
    const bytes = typeof value === 'string' ? utf16z(value) : Buffer.isBuffer(value) ? value : null;
    if (bytes === null) index.push(Buffer.concat([u32(tag), u32(0), u32(Number(value)), u32(0)]));
    else if (Buffer.isBuffer(value)) index.push(Buffer.concat([u32(tag), u32(0), u32(bytes.length), u32(at)]));
    else index.push(Buffer.concat([u32(tag), u32(0), u32(at), u32(0)]));
    if (bytes !== null) {
      heap.push(bytes);
      at += bytes.length;
    }
  }
  const block = Buffer.concat([...index, ...heap]);
  return Buffer.concat([u32(0), u32(values.length), u32(block.length), block]);
}

/** Writes a rule: in the stream, or (`location` 0) as the data of a deferred action. */
export function streamRule(
  { name, isEnabled = true, elements }: StreamRuleBytes,
  place: { readonly isFirst: boolean; readonly location: number },
): Buffer {
  const all = [element(0x190, u32(1)), element(0x64, u32(1)), ...elements];
  const body = Buffer.concat([
    u16(all.length),
    ...(place.isFirst ? [u16(0xffff), u16(0), u16(12), Buffer.from('CRuleElement', 'latin1')] : [u16(0x8001)]),
    ...all.flatMap((one, index) => (index === 0 ? [one] : [u16(0x8001), one])),
  ]);
  return Buffer.concat([
    Buffer.from([0x40, 0x42, 0x0f, place.location]),
    streamString(name),
    u32(isEnabled ? 1 : 0),
    u32(0),
    u32(1),
    u32(0),
    u32(1),
    u32(body.length),
    body,
  ]);
}

/** Writes a rules stream of Outlook 2010 or later. */
export function rulesStream(rules: readonly StreamRuleBytes[], templateFolder = ''): Buffer {
  return Buffer.concat([
    u32(0x0014_0000),
    u32(0x0614_0000),
    ...[0, 0, 0, 0, 0, 0, 1, 1, 0].map(u32),
    u16(rules.length),
    ...rules.map((rule, index) => streamRule(rule, { isFirst: index === 0, location: 6 })),
    u32(templateFolder.length),
    utf16(templateFolder),
    u32(0),
    Buffer.alloc(8),
    u32(0),
  ]);
}
