import type { Delegate, RulePart, SettingClaims } from '#model/index.ts';
import { blobCursor, utf16Of } from './blob-cursor.ts';
import { readEntryId, text8 } from './entry-id.ts';
import { targetOf } from './recipient.ts';
import { partOf, type StoredItem, type StoredValue } from './stored-item.ts';
import { withoutPadding } from '#formats/padded-text.ts';

type DelegateClaims = Extract<SettingClaims, { setting: 'delegates' }>;
export type DelegateFacts = Pick<DelegateClaims, 'setting' | 'delegates' | 'state' | 'parts'>;

/** Whether an item of this class may hold delegates: the Delegate Information object ([MS-OXODLGT] 2.2.2). */
export function mayHoldDelegates(messageClass: string): boolean {
  return messageClass.toLowerCase() === 'ipm.microsoft.scheduledata.freebusy';
}

const fields = {
  names: [0x684a, 'PidTagScheduleInfoDelegateNamesW'],
  oldNames: [0x6844, 'PidTagScheduleInfoDelegateNames'],
  entryIds: [0x6845, 'PidTagScheduleInfoDelegateEntryIds'],
  flags: [0x686b, 'PidTagDelegateFlags'],
} as const;

const mostDelegates = 1000;

/**
 * Reads the delegates of the Delegate Information object ([MS-OXODLGT] 2.2.2.2): names, entry identifiers and flags are
 * lists whose n-th entries belong together.
 * @returns null when the item names no delegate
 */
export function readDelegates(item: StoredItem): DelegateFacts | null {
  const parts: RulePart[] = [];
  const listOf = <T>([id, field]: readonly [number, string], read: (stored: StoredValue) => ReadList<T>): readonly T[] => {
    const stored = item.value(id);
    if (stored === null) return [];
    const { values, trouble } = read(stored);
    parts.push(
      partOf(field, stored, trouble === null && stored.trouble === null ? 'whole' : values.length === 0 ? 'not' : 'partly', trouble),
    );
    return values;
  };
  const textsOf = (stored: StoredValue): ReadList<string> => {
    const { values, trouble } = variableValues(stored.bytes);
    const decode = ((stored.tag ?? 0) & 0xffff) === 0x101e ? (bytes: Uint8Array) => text8(bytes, item.codepage) : utf16Of;
    return { values: values.map((bytes) => withoutPadding(decode(bytes))), trouble };
  };
  const names = listOf(fields.names, textsOf);
  const oldNames = listOf(fields.oldNames, textsOf);
  const entryIds = listOf(fields.entryIds, ({ bytes }) => variableValues(bytes));
  const flags = listOf(fields.flags, ({ bytes }) => fixedValues(bytes));
  const count = Math.max(names.length, oldNames.length, entryIds.length);
  if (count === 0 && parts.every(({ trouble }) => trouble === '')) return null;
  const delegates = Array.from({ length: count }, (_, index): Delegate => {
    const name = names[index] ?? oldNames[index] ?? '';
    const entryId = entryIds[index];
    const flag = flags[index];
    return {
      name,
      target: entryId === undefined ? null : targetOf({ name, entryId: readEntryId(entryId, item.codepage) }),
      seesPrivateItems: flag === undefined ? null : flag === 1,
    };
  });
  return { setting: 'delegates', delegates, state: stateOf(item), parts };
}

/** [MS-OXODLGT] 2.2.2.2.1 to .3. */
function stateOf({ bag }: StoredItem): string[] {
  const said = (id: number, yes: string, no: string): string[] => {
    const value = bag.boolean(id);
    return value === null ? [] : [value ? yes : no];
  };
  return [
    ...said(0x6842, 'the owner receives copies of what goes to the delegates', 'only the delegates receive meeting mail'),
    ...said(0x684b, 'the owner wants informational meeting mail', 'the owner wants no informational meeting mail'),
    ...said(0x6843, 'meeting mail does not go to the delegates', 'meeting mail goes to the delegates'),
  ];
}

interface ReadList<T> {
  readonly values: readonly T[];
  readonly trouble: string | null;
}

/** Multiple values of variable size ([MS-PST] 2.3.3.4.2): their number, where each begins, then the values. */
function variableValues(bytes: Uint8Array): ReadList<Uint8Array> {
  const cursor = blobCursor(bytes);
  const count = cursor.count(4, 4, 'the number of values');
  const starts = Array.from({ length: Math.min(count, mostDelegates) }, () => cursor.u32('where a value begins'));
  if (count > mostDelegates) cursor.fail(`${String(count)} values are more than the ${String(mostDelegates)} that are read`);
  const values: Uint8Array[] = [];
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? bytes.length;
    if (start > end || end > bytes.length) {
      cursor.fail(`value ${String(index + 1)} is said to lie outside the property`);
      break;
    }
    values.push(bytes.subarray(start, end));
  }
  return { values, trouble: cursor.trouble };
}

function fixedValues(bytes: Uint8Array): ReadList<number> {
  const cursor = blobCursor(bytes);
  return {
    values: Array.from({ length: Math.min(Math.floor(bytes.length / 4), mostDelegates) }, () => cursor.u32('a flag')),
    trouble: null,
  };
}
