import { emptySystemFields, eventPlace, type SystemField, type SystemFields } from '#formats/windows-events/index.ts';
import type { Limits, RuleValue } from '#model/index.ts';

/** Gathers what an exported event says, in the limits of an event. */
export class EventCollector {
  readonly system: SystemFields = emptySystemFields();
  readonly values: RuleValue[] = [];
  /** Whether a limit kept something out. */
  isCut = false;
  private unnamed = 0;
  private charactersLeft: number;
  private readonly limits: Pick<Limits, 'eventValues' | 'eventCharacters'>;

  constructor(limits: Pick<Limits, 'eventValues' | 'eventCharacters'>) {
    this.limits = limits;
    this.charactersLeft = limits.eventCharacters;
  }

  /** A text by its place in the XML form of an event (`eventPlace`). */
  put(path: readonly string[], attribute: string | null, dataName: string | null, text: string): void {
    const place = eventPlace(path, attribute, dataName);
    if (place.kind === 'system') this.field(place.field, text);
    else if (place.kind === 'value') this.value(place.name, text);
    else if (place.kind === 'unnamed') {
      this.unnamed += 1;
      this.value(`Data ${String(this.unnamed)}`, text);
    }
  }

  /** A field of `System`; the first text of several counts, the others are values. */
  field(field: SystemField, text: string): void {
    if (this.system[field] === '') this.system[field] = this.bounded(text);
    else if (this.system[field] !== text) this.value(`System ${field}`, text);
  }

  value(name: string, text: string | readonly string[]): void {
    if (this.values.length >= this.limits.eventValues || name.length > this.charactersLeft) {
      this.isCut = true;
      return;
    }
    this.charactersLeft -= name.length;
    this.values.push({ name, value: typeof text === 'string' ? this.bounded(text) : text.map((one) => this.bounded(one)) });
  }

  /** Whether it is an event at all: it has its number, and says who wrote it or where. */
  isEvent(): boolean {
    return this.system.eventId !== '' && (this.system.provider !== '' || this.system.channel !== '');
  }

  private bounded(text: string): string {
    const kept = text.length > this.charactersLeft ? text.slice(0, this.charactersLeft) : text;
    if (kept.length < text.length) this.isCut = true;
    this.charactersLeft -= kept.length;
    return kept;
  }
}
