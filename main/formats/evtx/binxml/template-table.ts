import type { ChunkBytes } from './chunk-bytes.ts';
import { BinXmlDamage } from './damage.ts';
import { readOutline, tokenAt, tokens, type Outline } from './outline.ts';
import { guidText } from './values.ts';

/** What is known of the definition that a template instance names. */
export interface Definition {
  /** Whether it stands within the instance, as it does at its first use in a chunk. */
  readonly isInline: boolean;
  /** Where the bytes after it begin. */
  readonly endOffset: number;
  /** Its GUID, or the beginning of it where the rest is overwritten. */
  readonly title: string;
  /** The texts of its elements, in the elements of `path`; null where the definition is overwritten. */
  outline(path: readonly string[]): Outline | null;
}

/** The template definitions of one chunk: each is taken apart once. */
export interface TemplateTable {
  readonly chunk: ChunkBytes;
  /**
   * The definition that a template instance names.
   * @param id the first four bytes of its GUID, as the instance repeats them
   * @param offset where the instance says it lies
   * @param inlineOffset where a definition within the instance would begin
   */
  definitionOf(id: number, offset: number, inlineOffset: number): Definition;
}

/** Most texts of definitions that are kept taken apart; a chunk of Windows has some hundreds. Stops definitions within each other. */
const mostLeavesKept = 16_384;

/** Offset of the next definition, GUID, size of what follows. */
const headerBytes = 24;

export function templateTable(chunk: ChunkBytes): TemplateTable {
  const known = new Map<number, StoredDefinition>();
  // Where a definition is overwritten, its copy elsewhere in the chunk says the same.
  const placesById = new Map<number, StoredDefinition>();
  let leaves = 0;
  const keep = (outline: Outline | null): void => {
    leaves += outline?.leaves.length ?? 0;
    if (leaves <= mostLeavesKept) return;
    leaves = 0;
    known.clear();
    placesById.clear();
  };
  return {
    chunk,
    definitionOf(id, offset, inlineOffset) {
      const isInline = offset === inlineOffset;
      let stored = known.get(offset);
      if (stored === undefined) {
        stored = storedDefinition(chunk, offset, keep);
        known.set(offset, stored);
        if (stored.isSound && !placesById.has(stored.id)) placesById.set(stored.id, stored);
      }
      if (isInline && stored.endOffset === null) throw new BinXmlDamage('the template definition in the record is damaged');
      const own = stored.id === id && stored.isSound ? stored : (placesById.get(id) ?? null);
      return {
        isInline,
        endOffset: stored.endOffset ?? offset,
        title: own?.title ?? id.toString(16).padStart(8, '0').toUpperCase(),
        outline: (path) => own?.outline(path) ?? null,
      };
    },
  };
}

interface StoredDefinition {
  readonly id: number;
  readonly title: string;
  /** Null where its header is outside the chunk. */
  readonly endOffset: number | null;
  readonly isSound: boolean;
  outline(path: readonly string[]): Outline | null;
}

function storedDefinition(chunk: ChunkBytes, offset: number, keep: (outline: Outline | null) => void): StoredDefinition {
  const { view } = chunk;
  const fragment = offset + headerBytes;
  if (fragment > view.byteLength) return { id: -1, title: '', endOffset: null, isSound: false, outline: () => null };
  const endOffset = fragment + view.getUint32(offset + 20, true);
  const isWithin = endOffset <= view.byteLength;
  const outlines = new Map<string, Outline | null>();
  const outline = (path: readonly string[]): Outline | null => {
    const key = path.join('/');
    let found = outlines.get(key);
    if (found === undefined) {
      found = definedOutline(chunk, fragment, endOffset, path);
      outlines.set(key, found);
      keep(found);
    }
    return found;
  };
  return {
    id: view.getUint32(offset + 4, true),
    title: guidText(view, offset + 4),
    endOffset: isWithin ? endOffset : null,
    isSound: isWithin && tokenAt(chunk, fragment) === tokens.fragmentHeader,
    outline,
  };
}

function definedOutline(chunk: ChunkBytes, offset: number, end: number, path: readonly string[]): Outline | null {
  try {
    const element = offset + 4;
    if (tokenAt(chunk, element) !== tokens.openElement) return null;
    return readOutline(chunk, element, end, path, true);
  } catch (error) {
    if (error instanceof BinXmlDamage || error instanceof RangeError) return null;
    throw error;
  }
}
