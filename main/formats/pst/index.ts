/**
 * Format `pst`: Outlook stores (PST and OST), read through libpff-wasm.
 *
 * Enters: the bytes of a store. Leaves: a record for every item of every folder, whatever its message class, with its
 * attached messages as records of their own; a rule or setting for every folder-associated item, the rules of a rules
 * stream, delegates and folder home pages.
 * Invariant: an item that cannot be read, or on which libpff dies, costs that item.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import type { Limits, Locator } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult, type ReadContext, type ReaderOutput } from '../reader.ts';
import { attachmentPieces } from './attachments.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import { libpff } from './libpff-module.ts';
import { openAttachmentAt } from './locate.ts';
import { propertyBag } from './property-bag.ts';
import { StoreSession } from './reopenable.ts';
import { walkStore } from './walk.ts';

export const pstReader: FormatReader = {
  id: 'pst',
  version: '3',
  title: 'Outlook data file (PST, OST)',
  extensions: ['.pst', '.ost'],
  probe,
  read,
  attachment,
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

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const session = new StoreSession(libpff(), source);
  try {
    const store = session.store();
    const container = { locator: context.locator, kind: 'store' };
    if (!store.ok) {
      yield { kind: 'expected', container, items: 1 };
      const detail = `The store could not be opened: ${store.error.message}`;
      yield {
        kind: 'diagnostic',
        container,
        diagnostic: { code: 'store-unreadable', effect: 'item-lost', stage: 'read', locator: context.locator, detail },
      };
      return;
    }
    if (store.value.facts.isDamaged) {
      const detail = 'libpff met damage in the structure of the store; what could be read was read.';
      yield {
        kind: 'diagnostic',
        container,
        diagnostic: { code: 'store-damaged', effect: 'noted', stage: 'read', locator: context.locator, detail },
      };
    }
    yield* walkStore(session, context, storeCodepage(session));
  } finally {
    session.close();
  }
}

function* attachment(source: ByteSource, locator: Locator, limits: Limits): Generator<Uint8Array, void, undefined> {
  const session = new StoreSession(libpff(), source);
  try {
    const opened = openAttachmentAt(session, locator, limits);
    if (!opened.ok) throw new AttachmentUnreadableError(opened.error.message);
    const error = yield* attachmentPieces(opened.value);
    if (error !== null) throw new AttachmentUnreadableError(error.message);
  } finally {
    session.close();
  }
}

/** The code page of the store's 8-bit texts (PidTagCodePage 0x66C3), or null. */
function storeCodepage(session: StoreSession): number | null {
  const store = session.store();
  const properties = store.ok ? store.value.properties() : store;
  return properties.ok ? propertyBag(properties.value, defaultCodepage).integer(0x66c3) : null;
}
