import type { Libpff, Outcome, Property } from 'libpff-wasm';

/** What a made-up folder holds. */
export interface FakeFolder {
  readonly nodeId: number;
  readonly name?: string;
  /** Node identifiers of its rows; null: the table cannot be read. */
  readonly messages?: readonly FakeItem[] | null;
  readonly associated?: readonly FakeItem[];
  readonly folders?: readonly FakeFolder[] | null;
  readonly properties?: readonly Property[];
}

export interface FakeItem {
  readonly nodeId: number;
  /** What happens when it is opened: it opens; libpff gives an error; libpff traps. */
  readonly opening?: 'opens' | 'fails' | 'traps';
  readonly attached?: readonly FakeItem[];
}

/**
 * A libpff that opens one made-up store, and counts how often. Stands for the damage that no small real store has.
 * @param bytesPerItem how much its memory grows with every item that is opened
 */
export function fakeLibpff(root: FakeFolder, bytesPerItem = 0): { readonly libpff: Libpff; readonly openings: () => number } {
  let openings = 0;
  const openStore = (): Outcome<unknown> => {
    openings += 1;
    const store = new FakeStore(root, bytesPerItem);
    return { ok: true, value: store };
  };
  return { libpff: { openStore } as unknown as Libpff, openings: () => openings };
}

/** A text property in UTF-16. */
export function textProperty(id: number, text: string): Property {
  return propertyOf(id, 0x001f, Buffer.from(text, 'utf16le'));
}

/** A 32-bit integer property. */
export function integerProperty(id: number, value: number): Property {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return propertyOf(id, 0x0003, bytes);
}

/** A property of any type with its raw value. */
export function propertyOf(id: number, type: number, bytes: Uint8Array): Property {
  return { id, type, name: null, sizeBytes: bytes.length, bytes, isReadable: true, setIndex: 0, index: 0 };
}

/** A value reader for properties that all came inline. */
export const noReader = {
  readValue: (): Outcome<Uint8Array> => ({ ok: false, error: { message: 'not in the store', backtrace: '', isFatal: false } }),
};

class FakeStore {
  readonly #root: FakeFolder;
  readonly facts = { contentType: 'pst', layout: 'unicode', encryption: 'none', isDamaged: false };
  readonly #bytesPerItem: number;
  death: unknown = null;
  memoryBytes = 0;

  constructor(root: FakeFolder, bytesPerItem: number) {
    this.#root = root;
    this.#bytesPerItem = bytesPerItem;
  }

  rootFolder(): Outcome<unknown> {
    return this.#alive(() => this.#folder(this.#root));
  }

  properties(): Outcome<unknown> {
    return this.#alive(() => []);
  }

  damagedBlocks(): number {
    return 0;
  }

  close(): void {
    this.death ??= { message: 'closed', backtrace: '', isFatal: true };
  }

  #folder({ nodeId, name = '', messages = [], associated = [], folders = [], properties = [] }: FakeFolder): unknown {
    const troubles = messages === null ? [{ part: 'messages', backtrace: 'the table is torn\nouter call' }] : [];
    const tables = { messages, associated, folders };
    const openRow = (items: readonly FakeItem[] | null) => (row: number) => this.#item(items?.[row]);
    return {
      nodeId,
      counts: { folders: folders?.length ?? null, messages: messages?.length ?? null, associated: associated.length },
      properties: [textProperty(0x3001, name), ...properties],
      troubles,
      contents: (kind: keyof typeof tables) => this.#alive(() => Uint32Array.from(tables[kind] ?? [], (item) => item.nodeId)),
      openFolder: (row: number) => this.#alive(() => this.#folder(folders?.[row] ?? { nodeId: 0 })),
      openMessage: openRow(messages),
      openAssociated: openRow(associated),
      close: () => undefined,
    };
  }

  #item(item: FakeItem | undefined): Outcome<unknown> {
    this.memoryBytes += this.#bytesPerItem;
    if (item?.opening === 'traps') {
      this.death = { message: 'libpff died', backtrace: '', isFatal: true };
      return { ok: false, error: { message: 'libpff died', backtrace: '', isFatal: true } };
    }
    if (item === undefined || item.opening === 'fails') {
      return { ok: false, error: { message: 'the item is torn', backtrace: '', isFatal: false } };
    }
    return this.#alive(() => ({
      nodeId: item.nodeId,
      attachmentCount: item.attached?.length ?? 0,
      properties: [textProperty(0x0037, `item ${String(item.nodeId)}`)],
      recipients: [],
      troubles: [],
      openAttachment: (index: number) =>
        this.#alive(() => ({
          type: 'message',
          sizeBytes: null,
          properties: [],
          troubles: [],
          openMessage: () => this.#item(item.attached?.[index]),
          close: () => undefined,
        })),
      close: () => undefined,
    }));
  }

  #alive<T>(make: () => T): Outcome<T> {
    if (this.death !== null) return { ok: false, error: { message: 'used after its death', backtrace: '', isFatal: true } };
    return { ok: true, value: make() };
  }
}
