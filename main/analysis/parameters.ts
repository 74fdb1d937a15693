import type { ParameterValue, ParameterValues, Rule, RuleParameter } from '#model/index.ts';
import type { CaseContext } from './case-material.ts';

/** A whole number that the examiner may change. */
export function countParameter(name: string, meaning: string, value: number): RuleParameter & { readonly value: number } {
  return { name, meaning, value };
}

/** The number that is used for a parameter: the examiner's where it is one from 0, else that of the rule. */
export function numberOf(context: CaseContext, rule: Rule, parameter: RuleParameter & { readonly value: number }): number {
  const given = context.parameters[rule.id]?.[parameter.name];
  return typeof given === 'number' && Number.isFinite(given) && given >= 0 ? given : parameter.value;
}

/** The texts that are used for a parameter: the examiner's where it is a list of texts, else those of the rule. */
export function textsOfParameter(
  context: CaseContext,
  rule: Rule,
  parameter: RuleParameter & { readonly value: readonly string[] },
): readonly string[] {
  const given = context.parameters[rule.id]?.[parameter.name];
  return Array.isArray(given) && given.every((one) => typeof one === 'string') ? given : parameter.value;
}

/** The rules with the values that were used in place of the standing ones, as reports print them. */
export function rulesAsSet(rules: readonly Rule[], values: ParameterValues): readonly Rule[] {
  return rules.map((rule) => {
    const given = values[rule.id];
    if (given === undefined) return rule;
    return {
      ...rule,
      parameters: rule.parameters.map((parameter) => {
        const value = given[parameter.name];
        return value === undefined || !isOfKind(value, parameter.value) ? parameter : { ...parameter, value };
      }),
    };
  });
}

/**
 * Reads `RULE.NAME=VALUE`, as it is given on the command line. Lists are written with commas between.
 * @returns the rule, name and value; or a sentence that says what is wrong
 */
export function readParameter(
  text: string,
  rules: readonly Rule[],
): { readonly ruleId: string; readonly name: string; readonly value: ParameterValue } | string {
  const equals = text.indexOf('=');
  const place = equals === -1 ? text : text.slice(0, equals);
  const dot = place.lastIndexOf('.');
  const [ruleId, name] = [place.slice(0, Math.max(dot, 0)), place.slice(dot + 1)];
  if (equals === -1 || dot < 1) return `"${text}" is no parameter; write RULE.NAME=VALUE.`;
  const rule = rules.find(({ id }) => id === ruleId);
  if (rule === undefined) return `There is no rule "${ruleId}".`;
  const parameter = rule.parameters.find((one) => one.name === name);
  if (parameter === undefined) {
    const names = rule.parameters.map((one) => one.name);
    return `The rule ${ruleId} has no parameter "${name}" that may be changed${names.length === 0 ? '' : `; it has ${names.join(', ')}`}.`;
  }
  const value = valueFrom(text.slice(equals + 1), parameter.value);
  return value === null ? `"${text.slice(equals + 1)}" is no value of ${ruleId}.${name}.` : { ruleId, name, value };
}

function valueFrom(text: string, like: ParameterValue): ParameterValue | null {
  switch (typeof like) {
    case 'number': {
      const value = Number(text);
      return text.trim() !== '' && Number.isFinite(value) && value >= 0 ? value : null;
    }
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : null;
    case 'string':
      return text;
    default:
      return text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '');
  }
}

function isOfKind(value: ParameterValue, like: ParameterValue): boolean {
  return typeof value === typeof like && Array.isArray(value) === Array.isArray(like);
}
