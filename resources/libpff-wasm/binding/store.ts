import type { Instance } from './instance.ts';
import { failure, success, type LibpffError, type Outcome } from './outcome.ts';
import { Cursor, type Property, type RecordSets, type Trouble } from './packed.ts';

/** What the file's header says of the store. */
export interface StoreFacts {
  readonly contentType: 'pst' | 'ost' | 'pab' | 'unknown';
  /** `ansi`: 32-bit file; `unicode`: 64-bit; `unicode-4k`: 64-bit with 4 KiB pages (Outlook 2013 OST). */
  readonly layout: 'ansi' | 'unicode' | 'unicode-4k' | 'unknown';
  readonly encryption: 'none' | 'compressible' | 'high' | 'unknown';
  /** Whether libpff met damage when it opened the file. */
  readonly isDamaged: boolean;
  /**
   * Whether PidTagPstPassword ([MS-PST] 2.4.3.3) holds the checksum of a password; null when the properties of the store
   * cannot be read. It keeps Outlook from opening the store and encrypts nothing.
   */
  readonly hasPassword: boolean | null;
}

/**
 * Items that no folder leads to. `orphan`: a node whose parent is not in the store; `recovered`: one that `recover`
 * found. The numbers are those of shim/recovery.c.
 */
export const strayKinds = { orphan: 0, recovered: 1 } as const;
export type StrayKind = keyof typeof strayKinds;

/** Where `recover` looks for deleted items: in free space, or in the whole file, whatever the store says is free. */
export const recoveryScans = { free: 0, everywhere: 1 } as const;
export type RecoveryScan = keyof typeof recoveryScans;

/** Which of a folder's tables. The numbers are those of shim/folders.c. */
export const contentsKinds = { folders: 0, messages: 1, associated: 2 } as const;
export type ContentsKind = keyof typeof contentsKinds;

/** Values up to this size travel with their item; longer ones are read with `readValue`. */
export const inlineLimitBytes = 256 * 1024;

/** An open message store. Close it: it holds up to the whole of its instance's memory. */
export class Store {
  readonly facts: StoreFacts;
  readonly #instance: Instance;

  private constructor(instance: Instance, facts: StoreFacts) {
    this.#instance = instance;
    this.facts = facts;
  }

  /** Opens the store that the instance was made for. */
  static open(instance: Instance, sizeBytes: number): Outcome<Store> {
    const packed = present(instance.pack('pff_open', sizeBytes), 'store');
    if (!packed.ok) {
      instance.release('pff_close');
      return packed;
    }
    const cursor = new Cursor(packed.value);
    const header: Omit<StoreFacts, 'hasPassword'> = {
      contentType: contentTypes.get(cursor.u8()) ?? 'unknown',
      layout: layouts.get(cursor.u8()) ?? 'unknown',
      encryption: (['none', 'compressible', 'high'] as const)[cursor.u8()] ?? 'unknown',
      isDamaged: cursor.u8() !== 0,
    };
    const properties = propertiesOf(instance);
    const hasPassword = properties.ok ? properties.value.some(isSetPassword) : null;
    return success(new Store(instance, { ...header, hasPassword }));
  }

  /** Why the store can no longer be used, or null while it can. */
  get death(): LibpffError | null {
    return this.#instance.death;
  }

  get memoryBytes(): number {
    return this.#instance.memoryBytes;
  }

  /**
   * How many blocks were read, since anything was described or this was asked last, that do not match their checksum.
   * What a folder or item describes as its `troubles` counts those read until then, its values are read after it.
   */
  damagedBlocks(): number {
    return this.#instance.count('pff_damaged_blocks');
  }

  /** The properties of the message store itself; none when it has no such item. */
  properties(): Outcome<Property[]> {
    return propertiesOf(this.#instance);
  }

  /** Opens the root folder. */
  rootFolder(): Outcome<Folder> {
    return Folder.of(this.#instance, this.#instance.open('pff_item_open', 0));
  }

  /** Opens a message anywhere in the store by its node identifier. Slow: libpff searches all items. */
  message(nodeId: number): Outcome<Message> {
    return Message.of(this.#instance, this.#instance.open('pff_item_open', nodeId));
  }

  /**
   * Looks for deleted items, once: in tree pages that are no longer in use, for nodes whose blocks are still there.
   * @returns how many were found; some may be earlier versions of items that exist, or not be readable
   */
  recover(scan: RecoveryScan): Outcome<number> {
    const done = this.#instance.pack('pff_recover', recoveryScans[scan]);
    return done.ok ? this.countStrays('recovered') : done;
  }

  countStrays(kind: StrayKind): Outcome<number> {
    const packed = present(this.#instance.pack('pff_strays', strayKinds[kind]), 'items');
    return packed.ok ? success(new Cursor(packed.value).u32()) : packed;
  }

  /** Opens an item that no folder leads to, counted from 0. It need not be a message: its node identifier tells. */
  openStray(kind: StrayKind, index: number): Outcome<Message> {
    return Message.of(this.#instance, this.#instance.open('pff_stray_open', strayKinds[kind], index));
  }

  close(): void {
    this.#instance.release('pff_close');
  }
}

/** An item of the store that is open. Close it when done; items opened from it must be closed before. */
abstract class Item {
  protected readonly instance: Instance;
  protected readonly handle: number;

  protected constructor(instance: Instance, handle: number) {
    this.instance = instance;
    this.handle = handle;
  }

  /** A piece of a property's value, which need not have come inline; shorter or empty at its end. */
  readValue(property: Property, offsetBytes: number, lengthBytes: number): Outcome<Uint8Array> {
    const { setIndex, index } = property;
    return present(this.instance.pack('pff_value_read', this.handle, setIndex, index, offsetBytes, lengthBytes), 'value');
  }

  /** As `Store.damagedBlocks`. */
  damagedBlocks(): number {
    return this.instance.count('pff_damaged_blocks');
  }

  close(): void {
    this.instance.release('pff_item_free', this.handle);
  }
}

/** The blocks of which troubles tell that they do not match their checksum. */
export function damagedBlocksIn(troubles: readonly Trouble[]): number {
  return troubles.reduce((sum, { part, backtrace }) => sum + (part === 'blocks' ? Number.parseInt(backtrace, 10) : 0), 0);
}

/** An open folder with its own properties and the sizes of its tables. */
export class Folder extends Item {
  readonly nodeId: number;
  /** Rows of each table; null when the table cannot be read. */
  readonly counts: Readonly<Record<ContentsKind, number | null>>;
  readonly properties: readonly Property[];
  readonly troubles: readonly Trouble[];

  /** Whether it holds the results of a search: rows that stand for messages of other folders ([MS-PST] 2.2.2.1). */
  get isSearchFolder(): boolean {
    return (this.nodeId & 0x1f) === 0x03;
  }

  private constructor(instance: Instance, handle: number, packed: Uint8Array) {
    super(instance, handle);
    const cursor = new Cursor(packed);
    this.nodeId = cursor.u32();
    this.counts = { folders: cursor.count(), messages: cursor.count(), associated: cursor.count() };
    this.troubles = cursor.troubles();
    this.properties = cursor.onlySet();
  }

  static of(instance: Instance, handle: Outcome<number>): Outcome<Folder> {
    return described(instance, handle, 'pff_folder', (at, packed) => new Folder(instance, at, packed));
  }

  /** The node identifiers of a table's rows, in order; 0 for a row without a readable one. */
  contents(kind: ContentsKind): Outcome<Uint32Array> {
    const packed = present(this.instance.pack('pff_contents', this.handle, contentsKinds[kind]), 'contents');
    if (!packed.ok) return packed;
    const cursor = new Cursor(packed.value);
    return success(Uint32Array.from({ length: packed.value.length / 4 }, () => cursor.u32()));
  }

  openFolder(row: number): Outcome<Folder> {
    return Folder.of(this.instance, this.instance.open('pff_contents_open', this.handle, contentsKinds.folders, row));
  }

  openMessage(row: number): Outcome<Message> {
    return Message.of(this.instance, this.instance.open('pff_contents_open', this.handle, contentsKinds.messages, row));
  }

  /** Opens a folder-associated item (FAI): rules, views, settings. */
  openAssociated(row: number): Outcome<Message> {
    return Message.of(this.instance, this.instance.open('pff_contents_open', this.handle, contentsKinds.associated, row));
  }
}

/** An open message (or any other item of a folder) with all its properties and recipients. */
export class Message extends Item {
  readonly nodeId: number;
  /** Number of attachments; null when the attachment table cannot be read. */
  readonly attachmentCount: number | null;
  readonly properties: readonly Property[];
  /** The properties of each recipient, decoded each time they are gone through. */
  readonly recipients: RecordSets;
  readonly troubles: readonly Trouble[];

  private constructor(instance: Instance, handle: number, packed: Uint8Array) {
    super(instance, handle);
    const cursor = new Cursor(packed);
    this.nodeId = cursor.u32();
    this.attachmentCount = cursor.count();
    this.properties = cursor.onlySet();
    this.recipients = cursor.laterSets();
    this.troubles = cursor.troubles();
  }

  static of(instance: Instance, handle: Outcome<number>): Outcome<Message> {
    return described(instance, handle, 'pff_message', (at, packed) => new Message(instance, at, packed));
  }

  /** Opens an attachment, counted from 0. */
  openAttachment(index: number): Outcome<Attachment> {
    return Attachment.of(this.instance, this.instance.open('pff_attachment_open', this.handle, index));
  }
}

/** An open attachment. */
export class Attachment extends Item {
  /** By PidTagAttachMethod ([MS-OXCMSG] 2.2.2.9): `data` are a file's bytes or the storage of an OLE object. */
  readonly type: 'data' | 'message' | 'reference' | 'unknown';
  /** Size of its data in bytes; null for an attached message, a reference, or when it cannot be told. */
  readonly sizeBytes: number | null;
  readonly properties: readonly Property[];
  readonly troubles: readonly Trouble[];

  private constructor(instance: Instance, handle: number, packed: Uint8Array) {
    super(instance, handle);
    const cursor = new Cursor(packed);
    this.type = (['unknown', 'data', 'message', 'reference'] as const)[cursor.u8()] ?? 'unknown';
    const isSizeKnown = cursor.u8() !== 0;
    const sizeBytes = cursor.u32();
    this.sizeBytes = isSizeKnown ? sizeBytes : null;
    this.properties = cursor.onlySet();
    this.troubles = cursor.troubles();
  }

  static of(instance: Instance, handle: Outcome<number>): Outcome<Attachment> {
    return described(instance, handle, 'pff_attachment', (at, packed) => new Attachment(instance, at, packed));
  }

  /** A piece of the attachment's data; shorter or empty at its end. */
  read(offsetBytes: number, lengthBytes: number): Outcome<Uint8Array> {
    return present(this.instance.pack('pff_attachment_read', this.handle, offsetBytes, lengthBytes), 'data');
  }

  /** Opens the message that is attached. Close it before the attachment, and open it once only. */
  openMessage(): Outcome<Message> {
    return Message.of(this.instance, this.instance.open('pff_attached_message_open', this.handle));
  }
}

const contentTypes = new Map<number, StoreFacts['contentType']>([
  ['p'.charCodeAt(0), 'pst'],
  ['o'.charCodeAt(0), 'ost'],
  ['a'.charCodeAt(0), 'pab'],
]);

const layouts = new Map<number, StoreFacts['layout']>([
  [32, 'ansi'],
  [64, 'unicode'],
  [65, 'unicode-4k'],
]);

function propertiesOf(instance: Instance): Outcome<Property[]> {
  const packed = instance.pack('pff_store', inlineLimitBytes);
  if (!packed.ok) return packed;
  return success(packed.value === null ? [] : new Cursor(packed.value).onlySet());
}

/** PidTagPstPassword; 0 says that there is none. */
function isSetPassword({ id, bytes }: Property): boolean {
  return id === 0x67ff && bytes !== null && bytes.some((byte) => byte !== 0);
}

// Opening an item and reading what it is belong together: what cannot be described is closed again.
function described<T>(
  instance: Instance,
  handle: Outcome<number>,
  describe: 'pff_folder' | 'pff_message' | 'pff_attachment',
  make: (handle: number, packed: Uint8Array) => T,
): Outcome<T> {
  if (!handle.ok) return handle;
  const packed = present(instance.pack(describe, handle.value, inlineLimitBytes), describe);
  if (packed.ok) return success(make(handle.value, packed.value));
  instance.release('pff_item_free', handle.value);
  return packed;
}

function present(packed: Outcome<Uint8Array | null>, what: string): Outcome<Uint8Array> {
  if (!packed.ok) return packed;
  if (packed.value === null) return failure({ message: `${what}: not there`, backtrace: '', isFatal: false });
  return success(packed.value);
}
