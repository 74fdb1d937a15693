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
  const met = new Map<string, Trouble>();
  return {
    add(code, effect, detail) {
      const key = `${code} ${effect}`;
      const known = met.get(key);
      if (known === undefined) met.set(key, { code, effect, detail, more: 0 });
      else known.more += 1;
    },
    get intact() {
      return [...met.values()].every(({ effect }) => effect === 'noted' || effect === 'recovered');
    },
    diagnostics(locator) {
      return [...met.values()].map(({ code, effect, detail, more }) => ({
        code,
        effect,
        stage: 'read',
        locator,
        detail: more === 0 ? detail : `${detail} The message has ${String(more)} more of this kind.`,
      }));
    },
  };
}
