import { emptySystemFields, eventPlace, type SystemFields } from '#formats/windows-events/event.ts';
import type { Limits, RuleValue } from '#model/index.ts';
import { BinXmlDamage } from './damage.ts';
import { readOutline, tokenAt, tokens, type Leaf, type Piece } from './outline.ts';
import type { TemplateTable } from './template-table.ts';
import { binXmlType, nullType, valueText, type ValueText } from './values.ts';

/** What the binary XML of a record says. */
export interface EventContent {
  readonly system: SystemFields;
  readonly values: readonly RuleValue[];
  /** What could not be read, each as a sentence; empty when all was. */
  readonly troubles: readonly string[];
  /** Whether a limit stopped the reading. */
  readonly isCut: boolean;
}

/** Binary XML in values of binary XML; events of Windows have two levels. */
const deepest = 8;

/**
 * Reads the binary XML of a record ([MS-EVEN6] 2.2.12). Never throws: what cannot be read is told, and what could be is kept.
 * @param offset where its fragment begins in the chunk
 * @param end the fragment must end before it
 */
export function readEvent(templates: TemplateTable, offset: number, end: number, bounds: EventBounds): EventContent {
  const reading = new EventReading(templates, bounds);
  reading.attempt(() => reading.fragment(offset, end, [], 0));
  bounds.charactersLeft -= reading.charactersRead();
  return reading;
}

/** What may be read of the events of one chunk. */
export interface EventBounds {
  readonly limits: Pick<Limits, 'eventValues' | 'eventCharacters'>;
  /** Of all events of the chunk together: stops thousands of small records that each repeat a large template. */
  charactersLeft: number;
}

/** The values of a template instance: where each lies and of which type it is. */
interface InstanceValues {
  readonly count: number;
  readonly offsets: readonly number[];
  readonly types: readonly number[];
}

class EventReading implements EventContent {
  readonly system = emptySystemFields();
  readonly values: RuleValue[] = [];
  readonly troubles: string[] = [];
  isCut = false;
  private unnamed = 0;
  private readonly templates: TemplateTable;
  private readonly bounds: EventBounds;
  private readonly charactersAllowed: number;
  private charactersLeft: number;

  constructor(templates: TemplateTable, bounds: EventBounds) {
    this.templates = templates;
    this.bounds = bounds;
    this.charactersAllowed = Math.min(bounds.limits.eventCharacters, Math.max(0, bounds.charactersLeft));
    this.charactersLeft = this.charactersAllowed;
  }

  charactersRead(): number {
    return this.charactersAllowed - this.charactersLeft;
  }

  /** Does what may meet damage, and tells it. */
  attempt(read: () => void): void {
    try {
      read();
    } catch (error) {
      if (error instanceof BinXmlDamage) this.troubles.push(`${sentence(error.message)}.`);
      // A view was asked for bytes beyond the chunk.
      else if (error instanceof RangeError) this.troubles.push('Its binary XML leads beyond the chunk.');
      else throw error;
    }
  }

  fragment(offset: number, end: number, path: readonly string[], depth: number): void {
    if (depth >= deepest) throw new BinXmlDamage(`binary XML is nested deeper than ${deepest}`);
    const { chunk } = this.templates;
    let at = offset;
    while (at < end) {
      const token = tokenAt(chunk, at);
      if (token === tokens.endOfStream) return;
      if (token === tokens.fragmentHeader) at += 4;
      else if (token === tokens.templateInstance) at = this.instance(at, end, path, depth);
      else if (token === tokens.openElement) {
        const outline = this.looseElement(at, end, path);
        this.take(outline.leaves, noValues, depth);
        at = outline.endOffset;
      } else throw new BinXmlDamage(`its binary XML has an unknown token ${token}`);
    }
  }

  // Elements outside of definitions have no identifier of what they depend on; some writers give them one.
  private looseElement(offset: number, end: number, path: readonly string[]) {
    try {
      return readOutline(this.templates.chunk, offset, end, path, false);
    } catch (error) {
      if (!(error instanceof BinXmlDamage || error instanceof RangeError)) throw error;
      return readOutline(this.templates.chunk, offset, end, path, true);
    }
  }

  /** A template instance: token, version, identifier and place of the definition, then sizes and types of the values, then they. */
  private instance(offset: number, end: number, path: readonly string[], depth: number): number {
    const { view } = this.templates.chunk;
    const definition = this.templates.definitionOf(view.getUint32(offset + 2, true), view.getUint32(offset + 6, true), offset + 10);
    let at = definition.isInline ? definition.endOffset : offset + 10;
    const count = view.getUint32(at, true);
    at += 4;
    if (count > (end - at) / 4) throw new BinXmlDamage(`a template instance is said to have ${count} values`);
    const offsets: number[] = [at + count * 4];
    const types: number[] = [];
    let valueAt = at + count * 4;
    for (let index = 0; index < count; index += 1) {
      valueAt += view.getUint16(at, true);
      offsets.push(valueAt);
      types.push(view.getUint8(at + 2));
      at += 4;
    }
    if (valueAt > end) throw new BinXmlDamage('the values of a template instance reach beyond the record');
    const values = { count, offsets, types };
    const outline = definition.outline(path);
    if (outline === null) {
      this.troubles.push(`The template of its values, ${definition.title}, is overwritten: they have lost their names.`);
      this.takeNameless(values, path, depth);
    } else {
      if (!outline.isSound) this.troubles.push('Names of its values have wrong hashes: they may be overwritten.');
      this.take(outline.leaves, values, depth);
    }
    return valueAt;
  }

  private take(leaves: readonly Leaf[], values: InstanceValues, depth: number): void {
    for (const leaf of leaves) {
      if (this.isCut) return;
      const { pieces } = leaf;
      const [first] = pieces;
      if (pieces.length === 1 && first !== undefined && typeof first !== 'string') {
        this.takeSingle(leaf, first, values, depth);
      } else if (pieces.length === 0) {
        if (leaf.place.kind === 'value' || leaf.place.kind === 'unnamed') this.put(leaf, '', values);
      } else this.put(leaf, this.joined(pieces, values), values);
    }
  }

  private takeSingle(
    leaf: Leaf,
    { index, isOptional }: { index: number; isOptional: boolean },
    values: InstanceValues,
    depth: number,
  ): void {
    const type = index < values.count ? values.types[index] : nullType;
    const offset = values.offsets[index] ?? 0;
    const end = values.offsets[index + 1] ?? offset;
    if (type === undefined || type === nullType) {
      if (!isOptional) this.put(leaf, '', values);
      return;
    }
    // Of an empty value nothing but its element is there.
    if (type === binXmlType) {
      if (end > offset) this.attempt(() => this.fragment(offset, end, leaf.path, depth + 1));
      return;
    }
    this.put(leaf, valueText(this.templates.chunk, type, offset, end), values);
  }

  private joined(pieces: readonly Piece[], values: InstanceValues): string {
    let text = '';
    for (const piece of pieces) {
      if (typeof piece === 'string') text += piece;
      else if (piece.index < values.count) {
        const value = valueText(
          this.templates.chunk,
          values.types[piece.index] ?? nullType,
          values.offsets[piece.index] ?? 0,
          values.offsets[piece.index + 1] ?? 0,
        );
        text += typeof value === 'string' ? value : value.join(' ');
      }
      if (text.length > this.charactersLeft) break;
    }
    return text;
  }

  private put(leaf: Leaf, text: ValueText, values: InstanceValues): void {
    const place = leaf.namePieces === null ? leaf.place : eventPlace(leaf.path, null, this.joined(leaf.namePieces, values));
    if (place.kind === 'system') {
      this.system[place.field] = this.bounded(typeof text === 'string' ? text : text.join(' '));
    } else if (place.kind === 'value') this.value(place.name, text);
    else if (place.kind === 'unnamed') {
      // An array of texts stands for as many elements.
      for (const one of typeof text === 'string' ? [text] : text) {
        this.unnamed += 1;
        this.value(`Data ${this.unnamed}`, one);
        if (this.isCut) return;
      }
    }
  }

  private value(name: string, text: ValueText): void {
    if (this.values.length >= this.bounds.limits.eventValues || name.length > this.charactersLeft) {
      this.isCut = true;
      return;
    }
    this.charactersLeft -= name.length;
    this.values.push({ name, value: typeof text === 'string' ? this.bounded(text) : text.map((one) => this.bounded(one)) });
  }

  private bounded(text: string): string {
    const kept = text.length > this.charactersLeft ? text.slice(0, this.charactersLeft) : text;
    if (kept.length < text.length) this.isCut = true;
    this.charactersLeft -= kept.length;
    return kept;
  }

  // Without their template values have types and an order, which stay true whatever they were called.
  private takeNameless(values: InstanceValues, path: readonly string[], depth: number): void {
    for (let index = 0; index < values.count && !this.isCut; index += 1) {
      const type = values.types[index] ?? nullType;
      const offset = values.offsets[index] ?? 0;
      const end = values.offsets[index + 1] ?? offset;
      if (type === nullType) continue;
      if (type === binXmlType) {
        if (end > offset) this.attempt(() => this.fragment(offset, end, path.length === 0 ? ['Event'] : path, depth + 1));
      } else
        this.value(
          `${path.length === 0 ? 'Value' : 'Data value'} ${index + 1} (its name is overwritten)`,
          valueText(this.templates.chunk, type, offset, end),
        );
    }
  }
}

const noValues: InstanceValues = { count: 0, offsets: [], types: [] };

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
