import { eventPlace, type EventPlace } from '#formats/windows-events/event.ts';
import type { ChunkBytes } from './chunk-bytes.ts';
import { BinXmlDamage } from './damage.ts';

/** A place in an element where a value of the template instance goes. */
export interface Substitution {
  readonly index: number;
  /** Whether element or attribute is left out where the value is missing. */
  readonly isOptional: boolean;
}

export type Piece = string | Substitution;

/** One text of an event: of an attribute, or the content of an element. */
export interface Leaf {
  readonly place: EventPlace;
  /** Names of the elements from `Event` on. */
  readonly path: readonly string[];
  readonly pieces: readonly Piece[];
  /** Of an element whose attribute `Name` is itself made of values: its pieces; otherwise null. */
  readonly namePieces: readonly Piece[] | null;
}

/** The texts of an element with all below it, in the order of the document. */
export interface Outline {
  readonly leaves: readonly Leaf[];
  readonly endOffset: number;
  /** Whether the hashes of all names in it are right. */
  readonly isSound: boolean;
}

/** Deepest nesting of elements; events of Windows have five levels. */
const deepest = 24;
/** Most texts of one template; the bytes of a chunk allow for thousands. */
const mostLeaves = 4096;
const moreFlag = 0x40;

/** Tokens ([MS-EVEN6] 2.2.12); each may come with `moreFlag`. */
export const tokens = {
  endOfStream: 0x00,
  openElement: 0x01,
  closeStart: 0x02,
  closeEmpty: 0x03,
  endElement: 0x04,
  value: 0x05,
  attribute: 0x06,
  cdata: 0x07,
  characterReference: 0x08,
  entityReference: 0x09,
  instructionTarget: 0x0a,
  instructionText: 0x0b,
  templateInstance: 0x0c,
  normalSubstitution: 0x0d,
  optionalSubstitution: 0x0e,
  fragmentHeader: 0x0f,
} as const;

export const tokenAt = (chunk: ChunkBytes, offset: number): number => chunk.view.getUint8(offset) & ~moreFlag;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads an element of binary XML into the texts that it has, so that a template is taken apart once and not for every event.
 * @param offset where its token lies
 * @param end the element must lie before it
 * @param path names of the elements around it, from `Event` on
 * @param isInDefinition elements of template definitions have an identifier of what they depend on, others have none
 * @throws BinXmlDamage or RangeError where the bytes are no element
 */
export function readOutline(chunk: ChunkBytes, offset: number, end: number, path: readonly string[], isInDefinition: boolean): Outline {
  const reading = new OutlineReading(chunk, isInDefinition);
  const endOffset = reading.element(offset, end, path);
  return { leaves: reading.leaves, endOffset, isSound: reading.isSound };
}

class OutlineReading {
  readonly leaves: Leaf[] = [];
  isSound = true;
  readonly chunk: ChunkBytes;
  readonly isInDefinition: boolean;

  constructor(chunk: ChunkBytes, isInDefinition: boolean) {
    this.chunk = chunk;
    this.isInDefinition = isInDefinition;
  }

  element(offset: number, end: number, around: readonly string[]): number {
    const { view } = this.chunk;
    if (around.length >= deepest) throw new BinXmlDamage(`elements are nested deeper than ${deepest}`);
    const hasAttributes = (view.getUint8(offset) & moreFlag) !== 0;
    let at = offset + 1 + (this.isInDefinition ? 2 : 0);
    const sizeBytes = view.getUint32(at, true);
    const elementEnd = at + 4 + sizeBytes;
    if (elementEnd > end) throw new BinXmlDamage(`the element at ${offset} reaches beyond what it lies in`);
    const name = this.name(at + 4);
    at = name.next;
    const path = [...around, name.text];
    const attributes: { readonly name: string; readonly pieces: readonly Piece[] }[] = [];
    if (hasAttributes) {
      const attributesEnd = at + 4 + view.getUint32(at, true);
      at += 4;
      while (at < attributesEnd && tokenAt(this.chunk, at) === tokens.attribute) {
        const attribute = this.name(at + 1);
        const pieces: Piece[] = [];
        at = this.pieces(attribute.next, elementEnd, pieces);
        attributes.push({ name: attribute.text, pieces });
      }
    }
    const namePieces = attributes.find((attribute) => attribute.name === 'Name')?.pieces ?? null;
    const isNameFixed = namePieces === null || namePieces.every((piece) => typeof piece === 'string');
    const dataName = namePieces === null ? null : namePieces.map((piece) => (typeof piece === 'string' ? piece : '')).join('');
    for (const attribute of attributes) {
      this.leaf({ place: eventPlace(path, attribute.name, dataName), path, pieces: attribute.pieces, namePieces: null });
    }
    // An element that has only attributes, or is there to hold others, says nothing by its content being empty.
    const isValue = path.length > 2 && path[1] !== 'System';
    const isBare = isValue && attributes.every((attribute) => attribute.name === 'Name' || attribute.name.startsWith('xmlns'));
    const own = { place: eventPlace(path, null, dataName), path, namePieces: isNameFixed ? null : namePieces };
    const token = tokenAt(this.chunk, at);
    if (token === tokens.closeEmpty) {
      if (isBare) this.leaf({ ...own, pieces: [] });
      return at + 1;
    }
    if (token !== tokens.closeStart) throw new BinXmlDamage(`the element ${name.text} does not begin as elements do`);
    return this.content(at + 1, elementEnd, own, isBare);
  }

  // The texts between the elements below are one text; the values of an event stand in elements without others.
  private content(offset: number, end: number, own: Omit<Leaf, 'pieces'>, isBare: boolean): number {
    const pieces: Piece[] = [];
    let hasElements = false;
    let at = offset;
    for (;;) {
      const token = tokenAt(this.chunk, at);
      if (token === tokens.endElement) break;
      if (token === tokens.openElement) {
        hasElements = true;
        at = this.element(at, end, own.path);
      } else {
        const next = this.pieces(at, end, pieces);
        if (next === at) throw new BinXmlDamage(`an unknown token ${token} stands in the element ${own.path.at(-1) ?? ''}`);
        at = next;
      }
    }
    if (pieces.length > 0 || (!hasElements && isBare)) this.leaf({ ...own, pieces });
    return at + 1;
  }

  private leaf(leaf: Leaf): void {
    if (leaf.place.kind === 'none' && leaf.pieces.every((piece) => typeof piece === 'string')) return;
    if (this.leaves.length >= mostLeaves) throw new BinXmlDamage(`a template has more than ${mostLeaves} texts`);
    this.leaves.push(leaf);
  }

  private name(offset: number): { readonly text: string; readonly next: number } {
    const nameOffset = this.chunk.view.getUint32(offset, true);
    const name = this.chunk.nameAt(nameOffset);
    this.isSound &&= name.isSound;
    // A name that is used for the first time in a chunk stands where it is used.
    return { text: name.text, next: nameOffset === offset + 4 ? name.endOffset : offset + 4 };
  }

  /** Reads what text consists of; stops before anything else. */
  private pieces(offset: number, end: number, pieces: Piece[]): number {
    const { view, bytes } = this.chunk;
    let at = offset;
    const text = (from: number): void => {
      const last = from + 2 + view.getUint16(from, true) * 2;
      if (last > end) throw new BinXmlDamage(`the text at ${from} reaches beyond its element`);
      if (last > from + 2) pieces.push(bytes.toString('utf16le', from + 2, last));
      at = last;
    };
    for (;;) {
      if (at >= end) throw new BinXmlDamage(`the element around ${offset} does not end`);
      const token = tokenAt(this.chunk, at);
      switch (token) {
        case tokens.value:
          if (view.getUint8(at + 1) !== 1) throw new BinXmlDamage(`a text has the unknown type ${view.getUint8(at + 1)}`);
          text(at + 2);
          break;
        case tokens.cdata:
          text(at + 1);
          break;
        case tokens.characterReference:
          pieces.push(String.fromCharCode(view.getUint16(at + 1, true)));
          at += 3;
          break;
        case tokens.entityReference: {
          const name = this.name(at + 1);
          pieces.push(Object.hasOwn(entities, name.text) ? (entities[name.text] ?? '') : `&${name.text};`);
          at = name.next;
          break;
        }
        case tokens.instructionTarget:
          at = this.name(at + 1).next;
          break;
        case tokens.instructionText:
          at += 3 + view.getUint16(at + 1, true) * 2;
          break;
        case tokens.normalSubstitution:
        case tokens.optionalSubstitution:
          pieces.push({ index: view.getUint16(at + 1, true), isOptional: token === tokens.optionalSubstitution });
          at += 4;
          break;
        default:
          return at;
      }
    }
  }
}
