/**
 * Writes the bytes of rules and settings from a description: the truth that tests compare with. It shares no code with what
 * reads them.
 */
import { u16, u32, utf16 } from './bytes.ts';
import { actionsBytes, namedProperties, type ActionBytes } from './actions.ts';
import { conditionBytes, type ConditionBytes } from './conditions.ts';
import { oneOffEntryId } from './entry-ids.ts';
import type { TaggedValue } from './values.ts';

export * from './actions.ts';
export { double, guid, latin1z, u16, u32, u8, utf16, utf16z } from './bytes.ts';
export { conditionBytes, type ConditionBytes } from './conditions.ts';
export * from './entry-ids.ts';
export * from './stream.ts';
export { taggedValue, type TaggedValue } from './values.ts';

type Names = Parameters<typeof namedProperties>[0];

/** PidTagExtendedRuleMessageActions. */
export function extendedActions(actions: readonly ActionBytes[], names: Names = [], version = 1): Buffer {
  return Buffer.concat([namedProperties(names), u32(version), actionsBytes(actions, 4)]);
}

/** PidTagExtendedRuleMessageCondition. */
export function extendedCondition(condition: ConditionBytes, names: Names = []): Buffer {
  return Buffer.concat([namedProperties(names), conditionBytes(condition, 4)]);
}

/** The actions of a standard rule in an item of an older server: a size before them. */
export function sizedActions(actions: readonly ActionBytes[]): Buffer {
  const bytes = actionsBytes(actions, 2);
  return Buffer.concat([u32(bytes.length), bytes]);
}

/** The condition of a standard rule in an item of an older server: the empty list of named properties before it. */
export function namedCondition(condition: ConditionBytes): Buffer {
  return Buffer.concat([u16(0), conditionBytes(condition, 2)]);
}

/** The properties with which Outlook writes a recipient outside the organisation. */
export function smtpRecipient(name: string, address: string): readonly TaggedValue[] {
  return [
    [0x0fff0102, oneOffEntryId(name, address)],
    [0x3001001f, name],
    [0x0ffe0003, 6],
    [0x39000003, 0],
    [0x3a20001f, name],
    [0x3003001f, address],
    [0x3002001f, 'SMTP'],
    [0x3a40000b, false],
    [0x0c150003, 1],
    [0x300b0102, Buffer.from(`SMTP:${address.toUpperCase()}\0`, 'latin1')],
  ];
}

/** The properties with which Outlook writes a recipient of the organisation; without SMTP address where none is given. */
export function exchangeRecipient(name: string, x500: string, entryId: Buffer, smtp: string | null = null): readonly TaggedValue[] {
  return [
    [0x0fff0102, entryId],
    [0x3001001f, name],
    [0x0ffe0003, 6],
    [0x3003001f, x500],
    [0x3002001f, 'EX'],
    ...(smtp === null ? [] : [[0x39fe001f, smtp] as const]),
    [0x0c150003, 1],
    [0x300b0102, Buffer.from(`EX:${x500.toUpperCase()}\0`, 'latin1')],
  ];
}

/** PidTagFolderWebViewInfo. */
export function homePage(url: string, flags = 1): Buffer {
  const text = utf16(`${url}\0`);
  return Buffer.concat([u32(2), u32(1), u32(flags), Buffer.alloc(28), u32(text.length), text]);
}

/** Multiple values of variable size as a store keeps them ([MS-PST] 2.3.3.4.2). */
export function multipleValues(values: readonly Buffer[]): Buffer {
  let at = 4 + 4 * values.length;
  const starts = values.map((value) => {
    at += value.length;
    return u32(at - value.length);
  });
  return Buffer.concat([u32(values.length), ...starts, ...values]);
}
