import type { Diagnostic, DiagnosticCode, Effect, Locator } from '#model/index.ts';

/** A trouble met within one message, before its locator is known. */
interface Trouble {
  readonly code: DiagnosticCode;
  readonly effect: Effect;
  readonly detail: string;
  /** How many more of the same code and effect there were. */
  more: number;
}

/** Collects the troubles of one message: the first of each code and effect is told, the others are counted. */
export interface Troubles {
  add(code: DiagnosticCode, effect: Effect, detail: string): void;
  /** False when a part of the message could not be read or a limit cut it short. */
  readonly intact: boolean;
  /** The diagnostics, in the order in which they were met first. */
  diagnostics(locator: Locator): Diagnostic[];
}

/** Starts a collection; a hostile message of ten thousand broken parts then gives a handful of diagnostics. */
export function collectTroubles(): Troubles {
  return new MessageTroubles();
}

// A class, as an accessor of an object literal is made anew for each object, with a hidden class of its own: there is one per message.
class MessageTroubles implements Troubles {
  /** Most messages have none: nothing is made for them. */
  #met: Map<string, Trouble> | null = null;

  add(code: DiagnosticCode, effect: Effect, detail: string): void {
    this.#met ??= new Map();
    const key = `${code} ${effect}`;
    const known = this.#met.get(key);
    if (known === undefined) this.#met.set(key, { code, effect, detail, more: 0 });
    else known.more += 1;
  }

  get intact(): boolean {
    return this.#met === null || [...this.#met.values()].every(({ effect }) => effect === 'noted' || effect === 'recovered');
  }

  diagnostics(locator: Locator): Diagnostic[] {
    if (this.#met === null) return [];
    return Array.from(this.#met.values(), ({ code, effect, detail, more }) => ({
      code,
      effect,
      stage: 'read',
      locator,
      detail: more === 0 ? detail : `${detail} The message has ${String(more)} more of this kind.`,
    }));
  }
}
