import type { Meaning } from '../record/meaning.ts';

/** What a record of Entra ID says, beside its time, identifier and facts. */
export interface EntraStatement extends Meaning {
  readonly operation: string;
  readonly actor: string;
  readonly address: string;
  readonly host?: string;
  readonly outcome: string;
}
