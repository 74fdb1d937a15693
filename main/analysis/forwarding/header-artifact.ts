import type { Agency, Level, NonEmpty, Rule, Strength } from '#model/index.ts';
import type { LookAlike } from './look-alikes.ts';
import type { ValueForm } from './value-forms.ts';

/** One row of the table of header artifacts. */
export interface HeaderArtifact {
  /** The header's name in the spelling of the software that writes it. */
  readonly header: string;
  /** By what means the header says that mail was forwarded. */
  readonly mechanism: string;
  readonly agency: Agency;
  readonly title: string;
  /** What the value may be, the first that fits counts. A value that fits none is no finding. */
  readonly readings: NonEmpty<HeaderReading>;
  /** Messages that carry the header for another reason: no finding, or one of this level at most. */
  readonly lookAlikes: readonly { readonly when: LookAlike; readonly effect: 'no-finding' | Level }[];
  readonly benignExplanations: NonEmpty<string>;
  readonly wouldProve: NonEmpty<string>;
  readonly references: readonly string[];
}

/** One form of the value and what it states. */
export interface HeaderReading {
  readonly form: ValueForm;
  readonly level: Level;
  readonly strength: Strength;
  /** A sentence in the words "The header X states …", with the places `{sources}`, `{destinations}` and `{quoted}`. */
  readonly statement: string;
}

/** The rule that a row of the table makes. */
export function ruleOfArtifact(artifact: HeaderArtifact, version: string): Rule {
  return {
    id: `forwarding.header.${artifact.header.toLowerCase()}`,
    version,
    title: artifact.title,
    technique: 'T1114.003',
    level: artifact.readings[0].level,
    needs: ['message', `header ${artifact.header}`],
    parameters: [],
    benignExplanations: artifact.benignExplanations,
    wouldProve: artifact.wouldProve,
    references: artifact.references,
  };
}
