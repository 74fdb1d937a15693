/**
 * Format `outlook-mac-archive`: what Outlook for Mac exports (.olm), a zip archive of XML files. The form is not documented;
 * it is known from public readers (alephdata/ingest-file, PeterWarrington/olm-convert) and their examples.
 *
 * Enters: the bytes of the archive. Leaves: a message record for each message by account and folder, with the hashes of its
 * attachments and the messages attached to it; a correspondent for each contact, an account for each that the archive names.
 * Not read, and told: calendars, tasks, notes, groups, categories, and attachments that no message lists.
 */
import { hash } from 'node:crypto';
import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef, FactDraft, Limits, Locator } from '#model/index.ts';
import { sourceOfBytes } from '#formats/bytes-source.ts';
import { buildMessage, messageAttachment, messageInTnefAt } from '#formats/mime/index.ts';
import { collectTroubles } from '#formats/mime/troubles.ts';
import {
  AttachmentUnreadableError,
  hasNoMail,
  type FormatReader,
  type ProbeResult,
  type ReadContext,
  type ReaderOutput,
} from '#formats/reader.ts';
import { isZip, listedNames, readZip, readZipEntry, type ZipArchive, type ZipEntry } from '#formats/zip/zip-archive.ts';
import { bytesStep } from '#model/index.ts';
import { correspondentOf } from './olm-contacts.ts';
import {
  attachmentAt,
  emailIn,
  mostXmlBytes,
  openArchive,
  parsed,
  pathOf,
  placesOfEntries,
  statedElements,
  xmlFileAt,
} from './olm-files.ts';
import { attachmentElements, readOlmMessage, type OlmAttachment } from './olm-message.ts';
import { entryLocator, partAt } from './olm-places.ts';
import { elementsNamed } from './xml-tree.ts';

export const olmReader: FormatReader = {
  id: 'outlook-mac-archive',
  version: '4',
  title: 'Archive of Outlook for Mac (OLM)',
  extensions: ['.olm'],
  probe,
  read,
  attachment,
  rebuild,
};

const ourFolders = /com\.microsoft\.__(?:Messages|Attachments)/;
const probedEntries = 10_000;

function probe(source: ByteSource): ProbeResult {
  if (!isZip(source.read(0, 4))) return { verdict: 'no', because: 'It does not begin as a zip archive.' };
  // Names of the first files stand in the beginning, those of all in the end.
  const ends = [source.read(0, 4096), source.read(Math.max(0, source.sizeBytes - 8192), 8192)];
  const isOurs = ends.some((bytes) => ourFolders.test(Buffer.from(bytes).toString('latin1')));
  // An archive that was put into another one as it is shows its names there too; they are not those of the outer one.
  const listed = isOurs ? listedNames(source, probedEntries) : [];
  const isInner = listed.length > 0 && !listed.some((name) => ourFolders.test(name));
  return isOurs && !isInner
    ? { verdict: 'yes', because: 'It is a zip archive with the folders of an archive of Outlook for Mac.' }
    : { verdict: 'no', because: 'It is a zip archive without folders of Outlook for Mac in its beginning and end.' };
}

interface Reading {
  readonly source: ByteSource;
  readonly context: ReadContext;
  readonly attachment: (path: string) => OlmAttachment | string;
  readonly placeOf: (entry: ZipEntry) => Locator;
  /** Paths of attachments that messages list. */
  readonly listed: Set<string>;
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator } = context;
  const archiveContainer: ContainerRef = { locator, kind: 'archive' };
  const archive = readZip(source);
  if (typeof archive === 'string') {
    yield { kind: 'expected', container: archiveContainer, items: 1 };
    yield trouble(archiveContainer, 'store-unreadable', 'item-lost', locator, archive);
    return;
  }
  if (archive.missing !== null) {
    // What they were is not known: they may have been messages, so that the archive must not pass for whole.
    yield { kind: 'expected', container: archiveContainer, items: 1 };
    yield trouble(archiveContainer, 'store-damaged', 'item-lost', locator, `${archive.missing} The others are booked as one loss.`);
  }
  const listed = new Set<string>();
  const reading: Reading = {
    source,
    context,
    attachment: attachmentsOf(source, archive, context.limits, listed),
    placeOf: placesOfEntries(locator, archive),
    listed,
  };
  yield* accounts(archive, reading);
  const others: string[] = [];
  for (const entry of archive.entries) {
    const part = partAt(entry.name);
    if (part.kind === 'message') yield* readMessageFile(entry, part, reading);
    else if (part.kind === 'contacts') yield* readContacts(entry, part.account, reading);
    else if (part.kind === 'other') others.push(entry.name);
  }
  if (others.length > 0) {
    const detail = `${String(others.length)} files of the archive are of kinds that are not read (calendars, tasks, notes, categories, …): ${others.slice(0, 20).join(', ')}.`;
    yield trouble(archiveContainer, 'part-unread', 'noted', locator, detail);
  }
  const strays = archive.entries.filter(({ name }) => partAt(name).kind === 'attachment' && !listed.has(name));
  if (strays.length > 0) {
    const detail = `${String(strays.length)} attachments in the archive are listed by no message that was read: ${strays
      .map(({ name }) => name)
      .slice(0, 20)
      .join(', ')}.`;
    yield trouble(archiveContainer, 'part-unread', 'noted', locator, detail);
  }
}

function* accounts(archive: ZipArchive, { context }: Reading): Generator<ReaderOutput, void, undefined> {
  const names = new Set(archive.entries.flatMap(({ name }) => /^Accounts\/([^/]+)\//.exec(name)?.[1] ?? []));
  const container: ContainerRef = { locator: context.locator, kind: 'accounts' };
  for (const name of names) {
    const locator = entryLocator(context.locator, `Accounts/${name}`);
    yield { kind: 'expected', container, items: 1 };
    if (!context.enter(locator, container)) continue;
    const record: FactDraft = {
      kind: 'account',
      locator,
      parent: null,
      observed: { range: null, sizeBytes: 0, sha256: null, allocation: 'allocated', intact: true },
      claimed: {
        client: 'outlook-mac',
        key: name,
        name,
        // A folder's name is all that the archive says of an account.
        service: 'other',
        server: '',
        port: null,
        userName: '',
        identities: name.includes('@') ? [{ name: '', address: name, replyTo: '' }] : [],
        storedAt: `Accounts/${name}`,
        lastUsed: null,
        facts: [],
      },
    };
    yield { kind: 'record', container, record };
  }
}

function* readMessageFile(
  entry: ZipEntry,
  part: { readonly account: string; readonly folders: readonly string[]; readonly folderPath: string },
  { source, context, attachment: open, placeOf, listed }: Reading,
): Generator<ReaderOutput, void, undefined> {
  const file = placeOf(entry);
  const folder = entryLocator(context.locator, part.folderPath);
  const path = [part.account === '' ? 'Local' : part.account, ...part.folders];
  const container: ContainerRef = { locator: folder, kind: 'store-folder', title: path.join('/') };
  const bytes = readZipEntry(source, entry, Math.min(mostXmlBytes, context.limits.messageBytes));
  const xml = typeof bytes === 'string' ? null : parsed(bytes);
  const emails = xml?.root == null ? [] : [...elementsNamed(xml.root, 'email')];
  const stated = xml === null ? null : statedElements(xml);
  const isShort = stated !== null && stated > emails.length;
  // A file of which nothing can be read is taken for one message, as Outlook writes them.
  yield { kind: 'expected', container, items: Math.max(1, emails.length + (isShort ? 1 : 0)) };
  if (emails.length === 0) {
    const why = typeof bytes === 'string' ? bytes : (xml?.trouble ?? 'it holds no message');
    yield trouble(container, 'item-unreadable', 'item-lost', file, `The file of a message could not be read: ${why}.`);
    return;
  }
  if (isShort) {
    const detail = `The file states ${String(stated)} messages and ${String(emails.length)} could be read; the others are booked as one loss.`;
    yield trouble(container, 'item-unreadable', 'item-lost', file, detail);
  }
  if (emails.length > 1) {
    const detail = `The file holds ${String(emails.length)} messages. Each is a record; saved as a file, each is the whole file with all of them.`;
    yield trouble(container, 'messages-share-file', 'noted', file, detail);
  }
  for (const [index, email] of emails.entries()) {
    const locator: Locator = [...file, { kind: 'email', at: String(index) }];
    if (!context.enter(locator, container)) continue;
    const troubles = collectTroubles();
    if (xml?.trouble != null && index === emails.length - 1) {
      troubles.add('message-truncated', 'field-lost', `The XML of the message is damaged: ${xml.trouble}. What came before is kept.`);
    }
    const own = typeof bytes !== 'string' && emails.length === 1 ? { sizeBytes: bytes.length, sha256: sha256(bytes) } : null;
    for (const element of attachmentElements(email)) listed.add(pathOf(element.attributes.get('OPFAttachmentURL') ?? ''));
    const folderPath = [...context.folderPath, ...path];
    const { record, messages } = readOlmMessage(
      email,
      { locator, folderPath, limits: context.limits, file: own, attachment: open },
      troubles,
    );
    yield { kind: 'record', container, record };
    for (const diagnostic of troubles.diagnostics(locator)) yield { kind: 'diagnostic', container, diagnostic };
    for (const attached of messages) {
      yield* buildMessage(
        {
          ...attached,
          parent: locator,
          container: { kind: 'attached-messages', locator: folder },
          offsetBytes: null,
          folderPath,
          flags: [],
          quoting: 'none',
        },
        context,
      );
    }
  }
}

function* readContacts(entry: ZipEntry, account: string, { source, context, placeOf }: Reading): Generator<ReaderOutput, void, undefined> {
  const file = placeOf(entry);
  const container: ContainerRef = { locator: file, kind: 'address-book' };
  const bytes = readZipEntry(source, entry, mostXmlBytes);
  const xml = typeof bytes === 'string' ? null : parsed(bytes);
  const contacts = xml?.root == null ? [] : [...elementsNamed(xml.root, 'contact')];
  const stated = xml === null ? null : statedElements(xml);
  const short = stated !== null && stated > contacts.length ? `it states ${String(stated)} and holds ${String(contacts.length)}` : null;
  const why = typeof bytes === 'string' ? bytes : (xml?.trouble ?? short);
  // How many contacts lie beyond damage is not known: they are one loss.
  yield { kind: 'expected', container, items: contacts.length + (why === null ? 0 : 1) };
  for (const [index, contact] of contacts.entries()) {
    const locator: Locator = [...file, { kind: 'contact', at: String(index) }];
    if (!context.enter(locator, container)) continue;
    const record: FactDraft = {
      kind: 'correspondent',
      locator,
      parent: null,
      observed: { range: null, sizeBytes: Buffer.byteLength(contact.raw), sha256: null, allocation: 'allocated', intact: true },
      claimed: correspondentOf(contact, `address book of ${account === '' ? 'this computer' : account} in Outlook for Mac`),
    };
    yield { kind: 'record', container, record };
  }
  if (why !== null) yield trouble(container, 'item-unreadable', 'item-lost', file, `Contacts could not be read: ${why}.`);
}

/** Opens attachments by path; each is read once, however many messages list it. */
function attachmentsOf(source: ByteSource, archive: ZipArchive, limits: Limits, listed: Set<string>): Reading['attachment'] {
  const byName = new Map<string, ZipEntry>();
  for (const entry of archive.entries) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  const known = new Map<string, OlmAttachment | string>();
  return (path) => {
    const name = pathOf(path);
    listed.add(name);
    const before = known.get(name);
    if (before !== undefined) return before;
    const entry = byName.get(name);
    const bytes =
      entry === undefined ? 'it is not in the archive' : readZipEntry(source, entry, Math.min(limits.attachmentBytes, limits.messageBytes));
    if (typeof bytes === 'string') {
      known.set(name, bytes);
      return bytes;
    }
    const found = { sizeBytes: bytes.length, sha256: sha256(bytes) };
    known.set(name, { ...found, bytes: null });
    return { ...found, bytes };
  };
}

function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}

function trouble(
  container: ContainerRef,
  code: 'store-unreadable' | 'store-damaged' | 'item-unreadable' | 'part-unread' | 'messages-share-file',
  effect: 'item-lost' | 'field-lost' | 'noted',
  locator: Locator,
  detail: string,
): ReaderOutput {
  return { kind: 'diagnostic', container, diagnostic: { code, effect, stage: 'read', locator, detail } };
}

function* attachment(source: ByteSource, locator: Locator, limits: Limits): Generator<Uint8Array, void, undefined> {
  if (locator.at(-1)?.kind === 'email') {
    const file = xmlFileAt(openArchive(source), locator);
    if (emailIn(file, locator) === undefined) throw new AttachmentUnreadableError('The file of the archive holds no such message.');
    yield file;
    return;
  }
  const { bytes, below } = attachmentAt(source, locator, limits);
  if (below.length === 0) yield bytes;
  else yield* messageAttachment(sourceOfBytes(bytes), [bytesStep(0, bytes.length), ...below], limits);
}

function* rebuild(source: ByteSource, locator: Locator, limits: Limits, mark: string): Generator<Uint8Array, void, undefined> {
  // A message of the archive itself lies in an XML file, which is given as it is: see `attachment`.
  if (!locator.some(({ kind }) => kind === 'attachment')) throw new AttachmentUnreadableError(hasNoMail);
  const { bytes, below } = attachmentAt(source, locator, limits);
  yield* messageInTnefAt(sourceOfBytes(bytes), [bytesStep(0, bytes.length), ...below], { locator, limits, mark });
}
