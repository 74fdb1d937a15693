import type { ByteSource } from '#evidence/byte-source.ts';
import type { Limits, Locator } from '#model/index.ts';
import { decodeText } from '#formats/mime/index.ts';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import { readZip, readZipEntry, type ZipArchive, type ZipEntry } from '#formats/zip/zip-archive.ts';
import { attachmentElements } from './olm-message.ts';
import { entryLocator } from './olm-places.ts';
import { elementsNamed, readXml, type XmlDocument, type XmlElement } from './xml-tree.ts';

/** XML files are one message or one address book each; text of this size takes four times as much memory. */
export const mostXmlBytes = 64 * 1024 * 1024;

/** Reads an XML file: UTF-8, or what its byte order mark says. */
export function parsed(bytes: Uint8Array): XmlDocument {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return readXml(decodeText(bytes, isWide ? 'utf-16' : 'utf-8').text);
}

/** How many messages or contacts the file says to hold; null where it does not. */
export function statedElements({ root }: XmlDocument): number | null {
  const text = root?.attributes.get('elementCount')?.trim() ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** The path of a file of the archive as a message names it. */
export function pathOf(path: string): string {
  return path.replace(/^\/+/, '');
}

/** Gives the place of each file: by its path, and where an earlier one has the same path also by the byte of its header. */
export function placesOfEntries(archive: Locator, { entries }: ZipArchive): (entry: ZipEntry) => Locator {
  const first = new Map<string, ZipEntry>();
  for (const entry of entries) if (!first.has(entry.name)) first.set(entry.name, entry);
  return (entry) => {
    const place = entryLocator(archive, entry.name);
    return first.get(entry.name) === entry ? place : [...place, { kind: 'offset', at: String(entry.headerOffset) }];
  };
}

/** An archive and its files. */
export interface OpenArchive {
  readonly source: ByteSource;
  readonly zip: ZipArchive;
}

/** @throws AttachmentUnreadableError when it is no archive */
export function openArchive(source: ByteSource): OpenArchive {
  const zip = readZip(source);
  if (typeof zip === 'string') throw new AttachmentUnreadableError(zip);
  return { source, zip };
}

function stepOf(locator: Locator, kind: string): string | null {
  return locator.find((step) => step.kind === kind)?.at ?? null;
}

/** The file of the archive that holds a message, as it was unpacked, whether or not it holds others. */
export function xmlFileAt({ source, zip }: OpenArchive, locator: Locator): Uint8Array {
  const [path, offset] = [stepOf(locator, 'entry'), stepOf(locator, 'offset')];
  const entry = zip.entries.find(({ name, headerOffset }) => name === path && (offset === null || String(headerOffset) === offset));
  const file = entry === undefined ? 'the archive has no such file' : readZipEntry(source, entry, mostXmlBytes);
  if (typeof file === 'string') throw new AttachmentUnreadableError(`The message could not be read: ${file}.`);
  return file;
}

/** The message of a file that a locator leads to or into. */
export function emailIn(file: Uint8Array, locator: Locator): XmlElement | undefined {
  const { root } = parsed(file);
  return root === null ? undefined : [...elementsNamed(root, 'email')][Number(stepOf(locator, 'email') ?? -1)];
}

/** The attachment of a message of the archive that a locator leads to or into, and the steps within it. */
export function attachmentAt(
  source: ByteSource,
  locator: Locator,
  limits: Limits,
): { readonly bytes: Uint8Array; readonly below: Locator } {
  const archive = openArchive(source);
  const email = emailIn(xmlFileAt(archive, locator), locator);
  const element = email === undefined ? undefined : attachmentElements(email)[Number(stepOf(locator, 'attachment') ?? -1)];
  const path = pathOf(element?.attributes.get('OPFAttachmentURL') ?? '');
  const stored = path === '' ? undefined : archive.zip.entries.find(({ name }) => name === path);
  const bytes = stored === undefined ? 'it is not in the archive' : readZipEntry(source, stored, limits.messageBytes);
  if (typeof bytes === 'string') throw new AttachmentUnreadableError(`The attachment could not be read: ${bytes}.`);
  return { bytes, below: locator.slice(locator.findIndex(({ kind }) => kind === 'attachment') + 1) };
}
