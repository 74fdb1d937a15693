import type { ParameterValue, ParameterValues, Rule, RuleParameter } from '#model/index.ts';

/** A parameter that the examiner may change, with a list of texts. */
export function listParameter(name: string, meaning: string, value: readonly string[]): RuleParameter {
  return { name, meaning, value };
}

/** A parameter that the examiner may change, with a number. */
export function numberParameter(name: string, meaning: string, value: number): RuleParameter {
  return { name, meaning, value };
}

/** The values with which a rule runs. */
export interface RuleSettings {
  /** A list in lower case. */
  list(name: string): readonly string[];
  number(name: string): number;
}

/**
 * What the examiner gave for a rule, else the values of the rule itself. A value of the wrong kind counts as not given.
 * @throws RangeError for a parameter that the rule does not have, or has with another kind of value
 */
export function settingsOf(rule: Rule, given: ParameterValues): RuleSettings {
  const lists = new Map<string, readonly string[]>();
  return {
    list(name) {
      const known = lists.get(name);
      if (known !== undefined) return known;
      const value = valueOf(rule, given, name, isList);
      const list = value.map((text) => text.toLowerCase()).filter((text) => text !== '');
      lists.set(name, list);
      return list;
    },
    number: (name) => valueOf(rule, given, name, isNumber),
  };
}

function valueOf<T extends ParameterValue>(
  rule: Rule,
  given: ParameterValues,
  name: string,
  isKind: (value: ParameterValue | undefined) => value is T,
): T {
  const ofRule = given[rule.id]?.[name];
  if (isKind(ofRule)) return ofRule;
  const own = rule.parameters.find((parameter) => parameter.name === name)?.value;
  if (!isKind(own)) throw new RangeError(`The rule ${rule.id} has no such parameter: ${name}`);
  return own;
}

function isList(value: ParameterValue | undefined): value is readonly string[] {
  return typeof value === 'object';
}

function isNumber(value: ParameterValue | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
