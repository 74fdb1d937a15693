/**
 * Format `closed-stores`: message stores of other programs, which this program does not open.
 *
 * Enters: the bytes of a file. Leaves: whose store it is, and one item that was not read, so that a store of mail is never taken for
 * a file without mail.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';

export const closedStoreReader: FormatReader = {
  id: 'closed-store',
  version: '1',
  title: 'Message store of a program that is not read (Outlook Express, Notes, Rmail)',
  isNeverMail: true,
  extensions: ['.dbx', '.nsf'],
  probe(source) {
    const kind = kindOf(source);
    return kind === null
      ? { verdict: 'no', because: 'It has the signature of no store that is known by its name only.' }
      : { verdict: 'yes', because: `It is ${kind.is}.` };
  },
  *read(source: ByteSource, { locator }: ReadContext): Generator<ReaderOutput, void, undefined> {
    const kind = kindOf(source);
    if (kind === null) return;
    const container: ContainerRef = { kind: 'store', locator };
    const detail = `The file is ${kind.is}. ${kind.holds}: convert it with a program that reads it, and add what comes out as evidence.`;
    yield { kind: 'expected', container, items: 1 };
    yield { kind: 'diagnostic', container, diagnostic: { code: 'part-unread', effect: 'item-lost', stage: 'read', locator, detail } };
  },
  attachment() {
    throw new AttachmentUnreadableError('Stores of this kind are not opened.');
  },
};

interface StoreKind {
  /** Its first bytes, hexadecimal. */
  readonly begins: string;
  /** What it is, in words that follow "It is". */
  readonly is: string;
  /** What is not read, as the beginning of a sentence. */
  readonly holds: string;
}

const mail = 'The mail in it was not read';

// After CF AD 12 FE the class identifier of what is kept ({6F74FDC5-E366-11D1-9A4E-00C04FA309D4} and its neighbours).
const kinds: readonly StoreKind[] = [
  { begins: 'cfad12fec5fd746f66e3d1119a4e00c04fa309d4', is: 'a folder of Outlook Express 5 or 6 (.dbx)', holds: mail },
  {
    begins: 'cfad12fec6fd746f66e3d1119a4e00c04fa309d4',
    is: 'the list of folders of Outlook Express 5 or 6 (Folders.dbx)',
    holds: 'The names and the order of the folders in it were not read',
  },
  {
    begins: 'cfad12fec7fd746f66e3d1119a4e00c04fa309d4',
    is: 'the list of identifiers of mail that Outlook Express fetched from a server (Pop3uidl.dbx)',
    holds: 'The identifiers in it were not read',
  },
  { begins: 'cfad12fe', is: 'a file of Outlook Express 5 or 6 (.dbx)', holds: 'What it holds was not read' },
  { begins: '1a0000040000', is: 'a database of Notes (.nsf)', holds: mail },
  { begins: Buffer.from('BABYL OPTIONS:').toString('hex'), is: 'a mailbox of Rmail in the format Babyl', holds: mail },
];

const headBytes = 20;

function kindOf(source: ByteSource): StoreKind | null {
  const head = Buffer.from(source.read(0, headBytes)).toString('hex');
  return kinds.find(({ begins }) => head.startsWith(begins)) ?? null;
}
