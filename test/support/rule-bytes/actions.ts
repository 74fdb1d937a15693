import { counted, guid, u16, u32, u8, utf16z } from './bytes.ts';
import { taggedValue, type TaggedValue } from './values.ts';

/** An action of [MS-OXORULE] 2.2.5.1, as its fields stand. */
export interface ActionBytes {
  /** OP_ code. */
  readonly type: number;
  readonly flavour?: number;
  readonly flags?: number;
  /** Bytes after the flags, in the form that the width asks for. */
  readonly data?: (width: 2 | 4) => Buffer;
}

export const move = (store: Buffer, folder: Buffer): ActionBytes => ({ type: 1, data: folderBytes(store, folder) });
export const copy = (store: Buffer, folder: Buffer): ActionBytes => ({ type: 2, data: folderBytes(store, folder) });
export const reply = (message: Buffer, template: string, flavour = 0): ActionBytes => ({
  type: 3,
  flavour,
  data: templateBytes(message, template),
});
export const outOfOfficeReply = (message: Buffer, template: string): ActionBytes => ({ type: 4, data: templateBytes(message, template) });
export const defer = (bytes: Buffer): ActionBytes => ({
  type: 5,
  data: (width) => (width === 2 ? bytes : Buffer.concat([u32(bytes.length), bytes])),
});
export const bounce = (code: number): ActionBytes => ({ type: 6, data: () => u32(code) });
export const forward = (recipients: readonly (readonly TaggedValue[])[], flavour = 0): ActionBytes => ({
  type: 7,
  flavour,
  data: recipientBytes(recipients),
});
export const delegate = (recipients: readonly (readonly TaggedValue[])[]): ActionBytes => ({ type: 8, data: recipientBytes(recipients) });
export const tag = (value: TaggedValue): ActionBytes => ({ type: 9, data: (width) => taggedValue(value, width) });
export const remove: ActionBytes = { type: 10 };
export const markRead: ActionBytes = { type: 11 };

function folderBytes(store: Buffer, folder: Buffer) {
  return (width: 2 | 4): Buffer =>
    Buffer.concat([...(width === 2 ? [u8(1)] : []), counted(width, store.length), store, counted(width, folder.length), folder]);
}

function templateBytes(message: Buffer, template: string) {
  return (width: 2 | 4): Buffer => Buffer.concat([...(width === 2 ? [] : [u32(message.length)]), message, guid(template)]);
}

function recipientBytes(recipients: readonly (readonly TaggedValue[])[]) {
  return (width: 2 | 4): Buffer =>
    Buffer.concat([
      counted(width, recipients.length),
      ...recipients.flatMap((values) => [u8(1), counted(width, values.length), ...values.map((value) => taggedValue(value, width))]),
    ]);
}

/** Writes a RuleAction: the number of actions, and each with its length. */
export function actionsBytes(actions: readonly ActionBytes[], width: 2 | 4): Buffer {
  const blocks = actions.map(({ type, flavour = 0, flags = 0, data }) =>
    Buffer.concat([u8(type), u32(flavour), u32(flags), data?.(width) ?? Buffer.alloc(0)]),
  );
  return Buffer.concat([counted(width, blocks.length), ...blocks.flatMap((block) => [counted(width, block.length), block])]);
}

/** Writes a NamedPropertyInformation: for each identifier a property set and a number or text. */
export function namedProperties(names: readonly { readonly id: number; readonly set: string; readonly name: number | string }[]): Buffer {
  if (names.length === 0) return u16(0);
  const packed = Buffer.concat(
    names.map(({ set, name }) => {
      if (typeof name === 'number') return Buffer.concat([u8(0), guid(set), u32(name)]);
      const text = utf16z(name);
      return Buffer.concat([u8(1), guid(set), u8(text.length), text]);
    }),
  );
  return Buffer.concat([u16(names.length), ...names.map(({ id }) => u16(id)), u32(packed.length), packed]);
}
