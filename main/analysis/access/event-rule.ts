import type { AccessAction, Level, NonEmpty, Rule, RuleParameter, Strength } from '#model/index.ts';
import type { EventCondition } from './event-condition.ts';
import type { EventField, EventText } from './event-text.ts';
import type { RuleSettings } from './parameter-values.ts';

/** A rule about single access events: a row of a table. */
export interface EventRule {
  readonly rule: Rule;
  /** The actions of events that it looks at. */
  readonly actions: readonly AccessAction[];
  readonly when: EventCondition;
  readonly strength: Strength;
  readonly mechanism: string;
  /** What the event then states, after `states that`: a clause in the words of the examiner. */
  readonly says: (event: EventText, settings: RuleSettings) => string;
  /** The part of the event that a citation shows. */
  readonly cites: EventField;
  /** Events that agree in these parts are one finding. Actor, host and address are among them too. */
  readonly together: readonly EventField[];
  /** Rules that tell the same and more: where one of them fits an event, this one does not tell it again. */
  readonly coveredBy?: readonly string[];
  /** Events of all hosts and addresses are one finding: for what is common, and would be told of each server apart. */
  readonly anywhere?: boolean;
  /** The level where the event explains itself better than the rule's level says; never a higher one. */
  readonly level?: (event: EventText, settings: RuleSettings) => Level;
  readonly destinations?: (event: EventText) => readonly string[];
}

/** What a row states of its rule; the version is 1 where none is given. */
export interface RuleTexts {
  readonly id: string;
  readonly version?: string;
  readonly title: string;
  readonly technique: string;
  readonly level: Level;
  readonly needs: readonly string[];
  readonly parameters?: readonly RuleParameter[];
  readonly benign: NonEmpty<string>;
  readonly proof: NonEmpty<string>;
  readonly references: readonly string[];
}

/** Fills in a rule. */
export function ruleOf({ version = '1', parameters = [], benign, proof, ...texts }: RuleTexts): Rule {
  return { ...texts, version, parameters, benignExplanations: benign, wouldProve: proof };
}

/** Makes a row; what it does not give is usual. */
export function eventRule(
  texts: RuleTexts,
  row: Omit<EventRule, 'rule' | 'strength' | 'together'> & Partial<Pick<EventRule, 'strength' | 'together'>>,
): EventRule {
  return { strength: 'INDICATES', together: [row.cites], ...row, rule: ruleOf(texts) };
}
