/**
 * Format `pst`: Outlook stores (PST and OST), read by two engines: libpff-wasm, and one from [MS-PST] in `structure/`.
 *
 * Enters: the bytes of a store. Leaves: a record for every item of every folder, whatever its message class, with its
 * attached messages as records of their own; a rule or setting for every folder-associated item, the rules of a rules
 * stream, delegates and folder home pages. Deleted, orphaned and carved items are records with that allocation in the
 * container `recovered-items`.
 * Invariant: an item that cannot be read, or on which libpff dies, costs that item.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import type { ItemProperties, Limits, Locator } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult } from '../reader.ts';
import { libpff } from './libpff-module.ts';
import { everyProperty } from './every-property.ts';
import { openAttachmentAt, openItemAt } from './locate.ts';
import { locatedBytes } from './located-bytes.ts';
import { readStore, storeInParts } from './read-store.ts';
import { rebuiltMessage } from './rebuilt-message.ts';
import { StoreSession } from './reopenable.ts';

export const pstReader: FormatReader = {
  id: 'pst',
  version: '6',
  title: 'Outlook data file (PST, OST)',
  isNeverMail: true,
  extensions: ['.pst', '.ost'],
  probe,
  read: readStore,
  parts: storeInParts,
  attachment,
  properties,
  rebuild,
};

/** [MS-PST] 2.2.2.6: dwMagic `!BDN`, and wMagicClient after the CRC: `SM` for PST, `SO` for OST (not documented there). */
function probe(source: ByteSource): ProbeResult {
  const header = Buffer.from(source.read(0, 10)).toString('latin1');
  if (!header.startsWith('!BDN')) return { verdict: 'no', because: 'It does not begin with !BDN.' };
  const client = header.slice(8, 10);
  if (client === 'SM') return { verdict: 'yes', because: 'It begins with the signature of a PST file (!BDN … SM).' };
  if (client === 'SO') return { verdict: 'yes', because: 'It begins with the signature of an OST file (!BDN … SO).' };
  if (client === 'AB') return { verdict: 'no', because: 'It is a personal address book (!BDN … AB), which holds no messages.' };
  return { verdict: 'perhaps', because: 'It begins with !BDN, but names no kind of store that is known.' };
}

function* attachment(source: ByteSource, locator: Locator, limits: Limits): Generator<Uint8Array, void, undefined> {
  const session = new StoreSession(libpff(), source);
  try {
    yield* locatedBytes(openAttachmentAt(session, source, locator, limits), locator, limits);
  } finally {
    session.close();
  }
}

function properties(source: ByteSource, locator: Locator, limits: Limits): ItemProperties {
  const session = new StoreSession(libpff(), source);
  try {
    const opened = openItemAt(session, source, locator, limits);
    if (!opened.ok) throw new AttachmentUnreadableError(opened.error.message);
    const { item, readBy, storeCodepage } = opened.value;
    return everyProperty(item, readBy, storeCodepage, limits);
  } finally {
    session.close();
  }
}

function* rebuild(source: ByteSource, locator: Locator, limits: Limits, mark: string): Generator<Uint8Array, void, undefined> {
  const session = new StoreSession(libpff(), source);
  try {
    const opened = openItemAt(session, source, locator, limits);
    if (!opened.ok) throw new AttachmentUnreadableError(opened.error.message);
    yield* rebuiltMessage(opened.value, { locator, limits, mark });
  } finally {
    session.close();
  }
}
