import type { ParameterValue, ParameterValues, Rule, RuleParameter } from '#model/index.ts';
import type { AnalysisState } from '#renderer/case/case-view.ts';
import { caseTime } from '#renderer/ui/times.ts';
import { counted, grouped } from '#renderer/ui/words.ts';

/** Says in a sentence whether the findings across records are of the case as it is now; empty where there is nothing to say. */
export function analysisText({ state, because, made, progress }: AnalysisState, zone: string): string {
  switch (state) {
    case 'nothing':
      return '';
    case 'reading':
      return 'Evidence is being read. The analysis across records follows when that is done.';
    case 'running':
      return progress === null
        ? 'Analysing across records …'
        : `Analysing across records: ${grouped(progress.done)} of ${counted(progress.total, 'batch', 'batches')} looked at.`;
    case 'never':
      return 'The records of this case have not been analysed together yet: findings that need it are missing, those of stored rules that pass mail on among them.';
    case 'outdated':
      return `The findings across records are older than the case. ${because.join(' ')}`;
    case 'current':
      return made === null
        ? ''
        : `${counted(made.findings, 'finding')} across records, made ${caseTime(Date.parse(made.ranAt), zone)} ${zone} by ${made.program}.`;
  }
}

/** What a parameter means and what it is unless changed: `Fewest messages. By default: 3.` */
export function hintOf(parameter: RuleParameter): string {
  const meaning = parameter.meaning.charAt(0).toUpperCase() + parameter.meaning.slice(1);
  return `${meaning}${meaning.endsWith('.') ? '' : '.'} By default: ${defaultText(parameter)}.`;
}

function defaultText({ value }: RuleParameter): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? value.join(', ') || 'none' : String(value);
}

/** A parameter's value as it stands in a field. */
export function valueText(value: ParameterValue): string {
  return typeof value === 'object' ? value.join('\n') : String(value);
}

/** What a text in the field of a parameter means, or a complaint. */
export function valueOf({ value }: RuleParameter, text: string): { readonly value: ParameterValue } | { readonly complaint: string } {
  if (typeof value === 'boolean') return { value: text === 'true' };
  if (typeof value === 'number') {
    const number = Number(text.trim().replace(',', '.'));
    return text.trim() === '' || !Number.isFinite(number) ? { complaint: 'Write a number.' } : { value: number };
  }
  if (typeof value === 'object')
    return {
      value: text
        .split(/[\n,;]/)
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    };
  return { value: text };
}

/** Texts of fields by rule and name, as they are typed. */
export type Draft = Readonly<Record<string, string>>;

/** The name of a parameter's field. */
export function fieldName(ruleId: string, name: string): string {
  return JSON.stringify([ruleId, name]);
}

/** The parameters that a draft gives values other than the defaults; null while one of its texts is no value. */
export function parametersOf(rules: readonly Rule[], draft: Draft): ParameterValues | null {
  const values: Record<string, Record<string, ParameterValue>> = {};
  for (const { id, parameters } of rules) {
    for (const parameter of parameters) {
      const text = draft[fieldName(id, parameter.name)];
      if (text === undefined) continue;
      const meant = valueOf(parameter, text);
      if ('complaint' in meant) return null;
      if (JSON.stringify(meant.value) === JSON.stringify(parameter.value)) continue;
      values[id] = { ...values[id], [parameter.name]: meant.value };
    }
  }
  return values;
}
