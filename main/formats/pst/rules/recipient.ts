import type { EntryIdFacts, RuleTarget } from '#model/index.ts';
import type { BlobCursor } from './blob-cursor.ts';
import { readEntryId, text8 } from './entry-id.ts';
import { readTaggedValue, type BlobForm, type TaggedValue } from './property-value.ts';
import { withoutPadding } from '#formats/padded-text.ts';

/**
 * Reads a RecipientBlockData ([MS-OXORULE] 2.2.5.1.2.4.1): a reserved byte, the number of properties, the properties.
 * @returns the recipient, or null when nothing of it could be read
 */
export function readRecipient(cursor: BlobCursor, form: BlobForm): RuleTarget | null {
  cursor.u8('the beginning of a recipient');
  // A tagged value is 5 bytes at least: its tag and a byte.
  const count = cursor.count(form.countWidth, 5, 'the number of properties of a recipient');
  const values: TaggedValue[] = [];
  for (let index = 0; index < count && cursor.isSound(); index += 1) {
    const value = readTaggedValue(cursor, form);
    if (cursor.isSound()) values.push(value);
  }
  return values.length === 0 ? null : recipientOf(values, form.codepage);
}

/** Makes a target of the properties of a recipient. */
export function recipientOf(values: readonly TaggedValue[], codepage: number): RuleTarget {
  const textOf = (...ids: readonly number[]): string => {
    for (const id of ids) {
      const value = values.find(({ tag }) => tag >>> 16 === id)?.value;
      if (typeof value === 'string' && value !== '' && values.some(({ tag }) => tag >>> 16 === id && isText(tag))) return value;
    }
    return '';
  };
  const bytesOf = (id: number): Uint8Array | null => values.find(({ tag, bytes }) => tag >>> 16 === id && bytes !== null)?.bytes ?? null;
  const entryId = bytesOf(0x0fff) ?? bytesOf(0x0ff9);
  const searchKey = bytesOf(0x300b);
  return targetOf({
    name: textOf(0x3001, 0x3a20),
    addressType: textOf(0x3002),
    address: textOf(0x3003),
    smtpAddress: textOf(0x39fe),
    searchKey: searchKey === null ? '' : withoutPadding(text8(searchKey, codepage)),
    entryId: entryId === null ? null : readEntryId(entryId, codepage),
  });
}

/** What is known of a recipient; all but the first may be missing. */
export interface KnownRecipient {
  readonly name: string;
  readonly addressType?: string;
  readonly address?: string;
  readonly smtpAddress?: string;
  /** `SMTP:USER@EXAMPLE.ORG`: the address in capitals, the last resort. */
  readonly searchKey?: string;
  readonly entryId: EntryIdFacts | null;
}

/** Puts the addresses of a recipient in their places, whatever property they stood in. */
export function targetOf(known: KnownRecipient): RuleTarget {
  const { entryId } = known;
  const stated = [known.smtpAddress ?? '', known.address ?? '', entryId?.address ?? ''].filter((text) => text !== '');
  const [keyType = '', ...keyAddress] = (known.searchKey ?? '').split(':');
  const addressType = known.addressType ?? '';
  const type = addressType !== '' ? addressType : (entryId?.addressType ?? '');
  const smtp = stated.find((text) => text.includes('@') && !isX500(text)) ?? (keyType === 'SMTP' ? keyAddress.join(':') : undefined);
  const x500 = stated.find(isX500) ?? (keyType === 'EX' ? keyAddress.join(':') : undefined);
  return {
    kind: 'address',
    name: known.name !== '' ? known.name : (entryId?.name ?? ''),
    smtpAddress: smtp ?? null,
    x500Address: x500 ?? null,
    addressType: type,
    otherAddress: stated.find((text) => text !== smtp && text !== x500) ?? '',
    entryId,
  };
}

/** X.500 names of Exchange begin with the organisation, in either case. */
function isX500(text: string): boolean {
  return /^\/o=/i.test(text);
}

function isText(tag: number): boolean {
  return (tag & 0xffff) === 0x001f || (tag & 0xffff) === 0x001e;
}
