import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import iconv from 'iconv-lite';
import type { Folder, Message, Outcome, Property, Store } from 'libpff-wasm';
import { loadInstalledLibpff } from 'libpff-wasm/node';
import type { StoredMessage, StoredProperty } from './pst-builder/index.ts';

/** A property in a form that compares well: tag, size and hash of the value. */
export type Fingerprint = string;

/** An item as a reader gives it, or as it was stored. */
export interface ItemPrint {
  readonly properties: readonly Fingerprint[];
  readonly recipients: readonly (readonly Fingerprint[])[];
  readonly attachments: readonly AttachmentPrint[];
}

export interface AttachmentPrint {
  readonly properties: readonly Fingerprint[];
  /** SHA-256 of its data, as the reader gives it; null when it has none. */
  readonly data: string | null;
  readonly message: ItemPrint | null;
}

export interface FolderPrint {
  readonly nodeId: number;
  readonly path: readonly string[];
  readonly counts: Folder['counts'];
  readonly properties: readonly Fingerprint[];
  readonly messages: readonly number[];
  readonly associated: readonly number[];
}

/** Everything that libpff reads from a store. */
export interface ReadBack {
  readonly isDamaged: boolean;
  readonly storeProperties: readonly Fingerprint[];
  readonly folders: readonly FolderPrint[];
  /** Messages and associated items by node identifier. */
  readonly items: ReadonlyMap<number, ItemPrint>;
  /** The named properties of those items. */
  readonly named: ReadonlyMap<number, readonly NamedPrint[]>;
}

export interface NamedPrint {
  readonly guid: string;
  readonly name: number | string;
  readonly type: number;
  readonly hex: string;
}

/**
 * Reads a whole store with libpff; throws where it cannot read something.
 * @param codePage of the names of folders in an ANSI store
 */
export function readBack(path: string, codePage = 1252): ReadBack {
  const file = openSync(path, 'r');
  try {
    const source = {
      sizeBytes: fstatSync(file).size,
      read(offset: number, length: number) {
        const bytes = new Uint8Array(length);
        return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
      },
    };
    const store = value(loadInstalledLibpff().openStore(source));
    const read = readStore(store, codePage);
    store.close();
    return read;
  } finally {
    closeSync(file);
  }
}

/** The same of what was stored. */
export function printOf({ truth, properties, recipients, attachments }: StoredMessage): ItemPrint {
  const columns = [...new Map(recipients.flat().map((property) => [property.id, property])).values()];
  return {
    properties: properties.map(storedPrint).sort(),
    recipients: recipients.map((recipient) => [...recipient, ...absentCells(recipient, columns)].map(storedPrint).sort()),
    attachments: attachments.map((attachment, index) => ({
      properties: attachment.properties.map(storedPrint).sort(),
      data: truth.attachments[index]?.sha256 ?? null,
      message: attachment.message === null ? null : printOf(attachment.message),
    })),
  };
}

// libpff does not heed the bits that say which cells a row has ([MS-PST] 2.3.4.4.1): numbers that one row has and
// another lacks are zero there.
function absentCells(row: readonly StoredProperty[], columns: readonly StoredProperty[]): StoredProperty[] {
  const own = new Set(row.map(({ id }) => id));
  return columns
    .filter(({ id, type }) => !own.has(id) && numberTypes.has(type))
    .map(({ id, type, bytes }) => ({ id, type, bytes: Buffer.alloc(bytes.length) }));
}

const numberTypes = new Set([0x0002, 0x0003, 0x000b, 0x0014, 0x0040]);

function readStore(store: Store, codePage: number): ReadBack {
  const folders: FolderPrint[] = [];
  const items = new Map<number, ItemPrint>();
  const named = new Map<number, readonly NamedPrint[]>();
  const read = (message: Message): void => {
    items.set(message.nodeId, printOfItem(message));
    named.set(message.nodeId, message.properties.flatMap(namedPrint));
    message.close();
  };
  const visit = (folder: Folder, path: readonly string[]): void => {
    if (folder.troubles.length > 0) throw new Error(`${path.join('/')}: ${JSON.stringify(folder.troubles)}`);
    const messages = [...value(folder.contents('messages'))];
    const associated = [...value(folder.contents('associated'))];
    const properties = folder.properties.map((property) => readPrint(property, folder)).sort();
    folders.push({ nodeId: folder.nodeId, path, counts: folder.counts, properties, messages, associated });
    const isSearch = folder.nodeId % 32 === 3;
    for (const row of isSearch ? [] : messages.keys()) read(value(folder.openMessage(row)));
    for (const row of isSearch ? [] : associated.keys()) read(value(folder.openAssociated(row)));
    for (let row = 0; row < (folder.counts.folders ?? 0); row += 1) {
      const child = value(folder.openFolder(row));
      const name = child.properties.find(({ id }) => id === 0x3001);
      const charset = name?.type === 0x1e ? `cp${codePage}` : 'utf-16le';
      visit(child, [...path, iconv.decode(Buffer.from(name?.bytes ?? []), charset)]);
      child.close();
    }
  };
  const root = value(store.rootFolder());
  visit(root, []);
  root.close();
  const storeProperties = value(store.properties())
    .map((property) => readPrint(property, null))
    .sort();
  return { isDamaged: store.facts.isDamaged, storeProperties, folders, items, named };
}

function namedPrint({ name, type, bytes }: Property): NamedPrint[] {
  return name === null ? [] : [{ ...name, type, hex: Buffer.from(bytes ?? []).toString('hex') }];
}

function printOfItem(message: Message): ItemPrint {
  if (message.troubles.length > 0) throw new Error(JSON.stringify(message.troubles));
  return {
    properties: message.properties.map((property) => readPrint(property, message)).sort(),
    // PidTagLtpRowId and PidTagLtpRowVer belong to the table.
    recipients: [...message.recipients].map((recipient) =>
      recipient
        .filter(({ id }) => id !== 0x67f2 && id !== 0x67f3)
        .map((property) => readPrint(property, null))
        .sort(),
    ),
    attachments: Array.from({ length: message.attachmentCount ?? 0 }, (_, index) => {
      const attachment = value(message.openAttachment(index));
      let attached: ItemPrint | null = null;
      if (attachment.type === 'message') {
        const inner = value(attachment.openMessage());
        attached = printOfItem(inner);
        inner.close();
      }
      const hash = createHash('sha256');
      for (let done = 0; done < (attachment.sizeBytes ?? 0);) {
        const piece = value(attachment.read(done, 1024 * 1024));
        if (piece.length === 0) break;
        hash.update(piece);
        done += piece.length;
      }
      const print: AttachmentPrint = {
        properties: attachment.properties.map((property) => readPrint(property, attachment)).sort(),
        data: attachment.sizeBytes === null ? null : hash.digest('hex'),
        message: attached,
      };
      attachment.close();
      return print;
    }),
  };
}

interface ValueReader {
  readValue(property: Property, offsetBytes: number, lengthBytes: number): Outcome<Uint8Array>;
}

function readPrint(property: Property, item: ValueReader | null): Fingerprint {
  let bytes: Uint8Array = property.bytes ?? new Uint8Array(0);
  if (property.bytes === null && property.sizeBytes > 0 && item !== null) {
    const pieces: Uint8Array[] = [];
    for (let done = 0; done < property.sizeBytes;) {
      const piece = value(item.readValue(property, done, 1024 * 1024));
      if (piece.length === 0) break;
      pieces.push(piece);
      done += piece.length;
    }
    bytes = Buffer.concat(pieces);
  }
  return fingerprint(property.id, property.type, bytes);
}

function storedPrint({ id, type, bytes }: StoredProperty): Fingerprint {
  return fingerprint(id, type, bytes);
}

/** How a property compares. */
export function fingerprint(id: number, type: number, bytes: Uint8Array): Fingerprint {
  const tag = ((id << 16) | type) >>> 0;
  const shown = bytes.length <= 24 ? Buffer.from(bytes).toString('hex') : sha256(bytes);
  return `${tag.toString(16).padStart(8, '0')} ${bytes.length} ${shown}`;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.error.message}\n${outcome.error.backtrace}`);
  return outcome.value;
}
