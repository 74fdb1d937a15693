import { rangeOfStep, type Locator } from '#model/index.ts';
import type { WireRecord } from '#contract/index.ts';

type Message = Extract<WireRecord, { kind: 'message' }>;

/**
 * What a file holds that a message is saved as: `bytes` of the evidence as they lie there, bytes of the member of an archive
 * as they were `unpacked`, the XML file of an archive of Outlook for Mac that it is kept in, its `source`, or what its store keeps,
 * `rebuilt`. `nothing`: the evidence has none of these, so it cannot be saved.
 */
export type Saving = 'bytes' | 'unpacked' | 'source' | 'rebuilt' | 'nothing';

/** Whether a message is an item of Outlook: it has properties and no form as Internet mail. */
export function isOutlookItem({ locator }: Pick<Message, 'locator'>): boolean {
  return locator.some(({ kind }) => kind === 'item' || kind === 'blocks' || kind === 'storage' || kind === 'tnef');
}

/** Whether a message is attached within winmail.dat of an Internet message. */
function isAttachedInTnef(locator: Locator): boolean {
  return locator.at(-1)?.kind === 'attachment' && locator.some(({ kind }) => kind === 'part');
}

/** Says what saving a message as a file gives. */
export function savingOf({ locator, headerOrigin }: Pick<Message, 'locator' | 'headerOrigin'>): Saving {
  if (headerOrigin === 'index') return 'nothing';
  const [within, last] = locator.slice(-2);
  if (isOutlookItem({ locator }) || isAttachedInTnef(locator)) return 'rebuilt';
  // An archive of Outlook for Mac keeps an attached message as the file that it was.
  if (within?.kind === 'email' && last?.kind === 'attachment') return 'unpacked';
  if (last?.kind === 'email') return 'source';
  const isRun = last?.kind === 'part' || (last !== undefined && rangeOfStep(last) !== null && runsLieIn.has(within?.kind ?? ''));
  if (!isRun) return 'nothing';
  return isInArchive(locator) ? 'unpacked' : 'bytes';
}

/**
 * Whether something lies in a member of an archive, or in a file that an archive of Outlook for Mac keeps as an attachment: its
 * bytes are counted from where that begins unpacked.
 */
export function isInArchive(locator: Locator): boolean {
  return locator.some(({ kind }, at) => kind === 'member' || (kind === 'attachment' && locator[at - 1]?.kind === 'email'));
}

const runsLieIn: ReadonlySet<string> = new Set(['file', 'member', 'entry']);

/** What the button says that saves a message. */
export const savingTexts: Readonly<Record<Saving, string>> = {
  bytes: 'Save the message as a file: its bytes as they lie in the evidence.',
  unpacked: 'Save the message as a file: its bytes as they were unpacked from the archive.',
  source:
    'Save the XML file of the archive that holds the message, as it was unpacked. Outlook for Mac keeps its mail so: it is no form of mail.',
  rebuilt: 'Save the message as a file. Its store keeps no such form: the file is rebuilt from what the store keeps, and says so.',
  nothing: 'The evidence does not hold this message in a form that could be saved as a file.',
};

/** What is said when a message was saved. */
export const savedTexts: Readonly<Record<Saving, string>> = {
  bytes: 'Saved, the bytes as they lie in the evidence',
  unpacked: 'Saved, the bytes as they were unpacked from the archive',
  source: 'Saved, the XML file of the archive as it was unpacked',
  rebuilt: 'Saved, rebuilt from the store and marked so',
  nothing: 'Saved',
};

/** Says why the byte view has no bytes of a message. */
export function noBytesText(record: Pick<Message, 'locator' | 'headerOrigin'>): string {
  if (record.headerOrigin === 'index')
    return 'Only the index of the mail program knows this message: the message itself, with its bytes, is not in its store. The locator names the row of the index.';
  if (isOutlookItem(record))
    return 'The store scatters this item over its file: it has no run of bytes of its own. The Headers and Properties tabs show what was read; the locator names the item.';
  if (savingOf(record) === 'source')
    return 'The archive keeps this message in a packed XML file, which is no form of mail and has no run of bytes of its own. Saving the message gives that file; the other tabs show what was read.';
  return 'The message has no run of bytes of its own in the evidence file. The other tabs show what was read; the locator says where it came from.';
}
