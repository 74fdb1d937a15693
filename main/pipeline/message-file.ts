import { formatLocator, rangeOfStep, type Locator } from '#model/index.ts';
import { readEvidenceBytes } from './evidence-bytes.ts';
import { readAttachment, rebuildMessage, type OnDemandAccess } from './on-demand.ts';
import { programIdentity } from './program-identity.ts';
import { recordIdOf, type ItemIdentity } from './record-identity.ts';

export type MessageForm = 'original' | 'source' | 'rebuilt';

/** A message as a file of its own. */
export interface MessageFile {
  /**
   * `original`: the bytes that the message is, in its file, in the member of an archive that it lies in, unpacked, or in the
   * part that it is attached as. `source`: the file of an archive of Outlook for Mac that holds it, XML as it is, which is no
   * form of mail. `rebuilt`: its store keeps no form of its own; what the store keeps of it is written as Internet mail.
   */
  readonly form: MessageForm;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/**
 * Gives a message as a file. Of one that lies in an mbox it is the bytes as they lie there, quoted lines and all, without
 * the `From ` line before them: those that its record has the hash of.
 * @throws RangeError when the locator names no file of the item. The pieces throw as `readAttachment` does, and
 * `EvidenceReadError`.
 */
export function messageFile(access: OnDemandAccess, item: ItemIdentity): MessageFile {
  const [within, last] = access.locator.slice(-2);
  const range = last === undefined ? null : rangeOfStep(last);
  if (range !== null && within?.kind === 'file') {
    return { form: 'original', pieces: rawPieces(access, range.offsetBytes, range.lengthBytes) };
  }
  // Bytes of a member are counted from where it begins unpacked. Other steps before `bytes` lead to a row of an index,
  // whose bytes are no message.
  const isInMember = range !== null && (within?.kind === 'member' || within?.kind === 'entry');
  // An archive of Outlook for Mac keeps an attached message as the file that it was.
  const isFileOfArchive = within?.kind === 'email' && last?.kind === 'attachment';
  if (isInMember || isFileOfArchive || last?.kind === 'part') return { form: 'original', pieces: readAttachment(access) };
  if (last?.kind === 'email') return { form: 'source', pieces: readAttachment(access) };
  return { form: 'rebuilt', pieces: rebuildMessage(access, markOf(access.locator, item)) };
}

const pieceBytes = 1024 * 1024;

async function* rawPieces(
  { itemPath, kind, locator }: OnDemandAccess,
  offsetBytes: number,
  lengthBytes: number,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < lengthBytes; at += pieceBytes) {
    const range = { offsetBytes: offsetBytes + at, lengthBytes: Math.min(pieceBytes, lengthBytes - at) };
    yield readEvidenceBytes(itemPath, kind, locator, range);
  }
}

function markOf(locator: Locator, { evidenceId, acquisitionSha256 }: ItemIdentity): string {
  const { name, version, commit } = programIdentity();
  return [
    `${name} ${version} (${commit}) rebuilt this message from what a message store keeps of it; it is not the form in which it was sent or received`,
    `exhibit ${evidenceId}, SHA-256 ${acquisitionSha256}`,
    `locator ${formatLocator(locator)}`,
    `record ${recordIdOf(acquisitionSha256, locator)}`,
  ].join('; ');
}
