import { guid, utf16 } from '#formats/windows-values/text.ts';

/** An entry of the directory of a compound file ([MS-CFB] 2.6). */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'storage' | 'stream' | 'root';
  readonly left: number;
  readonly right: number;
  readonly child: number;
  /** Class identifier of a storage; zeros where it has none. */
  readonly classId: string;
  readonly startSector: number;
  readonly sizeBytes: number;
}

export const entryBytes = 128;
const kinds = new Map([
  [1, 'storage'],
  [2, 'stream'],
  [5, 'root'],
] as const);

/** Reads the entries of a piece of the directory; null for each that is not in use. */
export function readEntries(bytes: Uint8Array, hasLongSizes: boolean): (DirectoryEntry | null)[] {
  return Array.from({ length: Math.floor(bytes.length / entryBytes) }, (_, index) =>
    readEntry(bytes.subarray(index * entryBytes, (index + 1) * entryBytes), hasLongSizes),
  );
}

function readEntry(bytes: Uint8Array, hasLongSizes: boolean): DirectoryEntry | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = kinds.get(view.getUint8(0x42) as 1 | 2 | 5);
  if (kind === undefined) return null;
  const nameBytes = Math.min(view.getUint16(0x40, true), 64);
  const upper = hasLongSizes ? view.getUint32(0x7c, true) : 0;
  return {
    name: utf16(bytes.subarray(0, nameBytes)).replace(/\0.*$/s, ''),
    kind,
    left: view.getUint32(0x44, true),
    right: view.getUint32(0x48, true),
    child: view.getUint32(0x4c, true),
    classId: guid(bytes.subarray(0x50, 0x60)),
    startSector: view.getUint32(0x74, true),
    sizeBytes: upper * 0x1_0000_0000 + view.getUint32(0x78, true),
  };
}

/** The children of a storage, by the tree that its entry leads to ([MS-CFB] 2.6.4). */
export interface Children {
  readonly indexes: readonly number[];
  /** Whether the tree leads to entries that are not there, or to one twice. */
  readonly isDamaged: boolean;
}

/**
 * Walks over the tree of a storage's children, in its order.
 * @param seen entries that belong to a storage already; each belongs to one only
 */
export function childrenOf(root: number, entries: readonly (DirectoryEntry | null)[], seen: Set<number>): Children {
  const indexes: number[] = [];
  let isDamaged = false;
  // Depth first by a list of our own: a tree may be a chain of as many levels as there are entries.
  const pending: { index: number; isOpen: boolean }[] = [{ index: root, isOpen: false }];
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    if (step.index === noEntry) continue;
    if (step.isOpen) {
      indexes.push(step.index);
      continue;
    }
    const entry = entries[step.index];
    if (entry == null || seen.has(step.index)) {
      isDamaged = true;
      continue;
    }
    seen.add(step.index);
    pending.push({ index: entry.right, isOpen: false }, { index: step.index, isOpen: true }, { index: entry.left, isOpen: false });
  }
  return { indexes, isDamaged };
}

const noEntry = 0xffffffff;
