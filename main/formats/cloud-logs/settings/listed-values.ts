import type { RuleAction, RuleActionKind, RuleCondition, RulePart } from '#model/index.ts';
import { isOff, isOn } from '../m365-audit/audit-record.ts';
import { mostAddresses, statedPeople } from '../record/addresses.ts';
import { isObject, jsonText, LogRecord, textOf } from '../record/log-record.ts';
import { isLeftOut, isLost, leftOut, listedAction, listedAddress, listedFolder, listedPart } from './listed-rule.ts';

/**
 * What the fields of a listing of Exchange hold: in JSON and CliXML lists and objects, in a table or a list of properties
 * one text.
 */

const mostTexts = 200;

/** The texts of a field, which is a list in JSON and one cell in a table. */
export function textsOf(record: LogRecord, name: string): readonly string[] {
  const value = record.value(name);
  const list = Array.isArray(value) ? value : [value];
  return list
    .slice(0, mostTexts)
    .flatMap((one) => (isObject(one) ? textsOfObject(new LogRecord(one)) : [textOf(one)]))
    .filter((text) => text !== '' && text !== '$null' && text !== '{}');
}

function textsOfObject(stated: LogRecord): readonly string[] {
  // Microsoft Graph puts the address of a recipient one step deeper.
  const said = stated.has('emailAddress') ? stated.inner('emailAddress') : stated;
  const address = said.text('SmtpAddress', 'Address', 'PrimarySmtpAddress');
  const name = said.text('DisplayName', 'Name');
  if (address !== '') return [name === '' ? address : `"${name.replaceAll('"', "'")}" [${said.text('RoutingType') || 'SMTP'}:${address}]`];
  const text = said.text('RawIdentity', 'Name', 'DisplayName', 'value', 'ToString');
  if (text !== '') return [text];
  const list = said.list('value').map(textOf);
  if (list.length > 0) return list;
  // Members without a meaning of their own, such as the two ends of a range.
  const members = Object.entries(said.fields).flatMap(([member, value]) => (textOf(value) === '' ? [] : [`${member} ${textOf(value)}`]));
  return members.length === 0 ? [] : [members.join(', ')];
}

/** An action that names people, where its field is not empty. */
export function toPeople(record: LogRecord, field: string, kind: RuleActionKind, flavour: readonly string[] = []): readonly RuleAction[] {
  const texts = textsOf(record, field);
  if (texts.length === 0) return [];
  const lists = texts.filter((text) => !isLost(text) && text !== leftOut).map(statedPeople);
  const people = lists.flat();
  const value = record.value(field);
  const isLong = (Array.isArray(value) && value.length > mostTexts) || lists.some((list) => list.length >= mostAddresses);
  const isWhole = !isLong && !texts.some((text) => isLost(text) || isLeftOut(text) || isUnfinished(text));
  return [listedAction(kind, { flavour, targets: people.map(listedAddress), isWhole })];
}

function isUnfinished(text: string): boolean {
  return text.endsWith('...') || (text.startsWith('{') && !text.endsWith('}'));
}

/** An action that is a switch, where it is on. */
export function switchedOn(record: LogRecord, field: string, kind: RuleActionKind, flavour: readonly string[] = []): readonly RuleAction[] {
  return isOn(record.text(field)) ? [listedAction(kind, { flavour })] : [];
}

/** An action that names a folder, where its field is not empty. A folder may have its mailbox before it: `a@b.example:\RSS Feeds`. */
export function toFolder(record: LogRecord, field: string, kind: RuleActionKind): readonly RuleAction[] {
  const [folder] = textsOf(record, field);
  if (folder === undefined) return [];
  return [
    listedAction(kind, { targets: [listedFolder(folder.replace(/^[^:\\]*:\\/, ''))], isWhole: !isLost(folder) && !isLeftOut(folder) }),
  ];
}

/** An action that sets something to a value, where its field is not empty and not off. */
export function settingOf(record: LogRecord, field: string, kind: RuleActionKind = 'tag'): readonly RuleAction[] {
  const texts = textsOf(record, field).filter((text) => !isFalse(text));
  if (texts.length === 0) return [];
  const [only = ''] = texts;
  const value = texts.length > 1 ? texts : isOn(only) ? true : only;
  return [listedAction(kind, { facts: [{ name: field, value }], isWhole: !texts.some(isLost) })];
}

/** Whether a field is a switch that is off. A word to be looked for may be `no` or `0`. */
function isFalse(text: string): boolean {
  return /^\$?false$/i.test(text);
}

/** Whether a rule is in force by the text of its field; null where the text does not say. */
export function enabledBy(text: string): boolean | null {
  return isOn(text) || /^enabled$/i.test(text) ? true : isOff(text) || /^disabled$/i.test(text) ? false : null;
}

/** The place of a rule in the order of execution; null where it is not stated. */
export function sequenceOf(record: LogRecord, ...names: readonly string[]): number | null {
  const text = record.text(...names);
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** The fields of a record that tell when a rule applies: those that a form matches, and the same after `ExceptIf`. */
export function conditionsOf(record: LogRecord, form: RegExp): readonly RuleCondition[] {
  return Object.keys(record.fields)
    .filter((name) => form.test(name.replace(/^ExceptIf/i, '')))
    .slice(0, 100)
    .flatMap((name) => {
      const texts = textsOf(record, name).filter((text) => !isFalse(text));
      if (texts.length === 0) return [];
      const one = conditionOf(name.replace(/^ExceptIf/i, ''), texts, !Array.isArray(record.value(name)));
      return [/^ExceptIf/i.test(name) ? { kind: 'not', of: one } : one];
    });
}

function conditionOf(field: string, texts: readonly string[], isOneText: boolean): RuleCondition {
  if (texts.every(isLost)) return { kind: 'unreadable', reason: `${field}: the export holds the name of a type in place of the values` };
  if (!/(?:Words|Patterns|Contains)$/i.test(field)) return { kind: 'named', name: field, values: [{ name: field, value: texts }] };
  // A list that was made a text has commas between its words; the text itself is among the parts of the rule.
  const words = isOneText
    ? texts.flatMap((text) => text.replace(/^\{([^]*)\}$/, '$1').split(/,\s+|;\s*/)).filter((word) => word !== '')
    : texts;
  const of = words
    .slice(0, mostTexts)
    .map((value): RuleCondition =>
      value === leftOut
        ? { kind: 'unreadable', reason: 'the list ends with dots: what follows was left out when it was printed' }
        : { kind: 'text', field, match: 'contains', options: [], value },
    );
  return { kind: 'any', of };
}

/** Most characters of the part that holds a whole record. */
const longestRecord = 32 * 1024;

/**
 * The fields that a rule was read from, without those that are empty or off, and last all fields of the record together.
 * @param first names of fields to begin with, in order; a field of none of them follows where a form matches its name
 */
export function partsOf(record: LogRecord, first: readonly string[], form: RegExp | null = null): readonly RulePart[] {
  const keys = new Set(first.map((name) => name.toLowerCase()));
  const others =
    form === null
      ? []
      : Object.keys(record.fields)
          .filter((name) => !keys.has(name.toLowerCase()) && form.test(name.replace(/^ExceptIf/i, '')))
          .slice(0, 40);
  const parts = [...first, ...others].flatMap((name) => {
    const texts = textsOf(record, name).filter((text) => !isFalse(text));
    return texts.length === 0 ? [] : [listedPart(name, texts.join('; '))];
  });
  return [...parts, listedPart('all fields, as JSON', jsonText(record.fields), longestRecord)];
}

/** Whether the part that holds a whole record has all of it. */
export function isRecordWhole(record: LogRecord): boolean {
  return jsonText(record.fields).length <= longestRecord;
}
