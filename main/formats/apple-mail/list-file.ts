import type { ContainerRef, FactDraft } from '#model/index.ts';
import type { KeyPath, PlistValue } from '../plist/index.ts';
import type { ReadContext } from '../reader.ts';

/** A property list that is being read. */
export interface ListFile {
  readonly root: PlistValue;
  /** The bytes of the list, for what of them is shown. */
  readonly bytes: Uint8Array;
  readonly context: ReadContext;
}

type Claims = FactDraft extends infer Fact ? (Fact extends FactDraft ? Pick<Fact, 'kind' | 'claimed'> : never) : never;

/** What a property list states: a record to be made, and where in the list it stands. */
export type ListFact = Claims & {
  readonly path: KeyPath;
  readonly value: PlistValue;
  /** Tells records of one value apart, e.g. a setting and the rule that it amounts to. */
  readonly aspect?: string;
  readonly container: ContainerRef['kind'];
  /** What of it was not understood, in sentences. */
  readonly undecoded?: readonly string[];
  /** What of it is left out for a limit, in sentences. */
  readonly limited?: readonly string[];
};
