import type { RuleAction, RuleActionKind, RuleCondition } from '#model/index.ts';
import { statedPeople } from '../record/addresses.ts';
import { allOf, listedAction, listedAddress, listedFolder } from './listed-rule.ts';

/** What the description of a rule says. */
export interface DescribedRule {
  readonly condition: RuleCondition | null;
  readonly actions: readonly RuleAction[];
}

const longestDescription = 16 * 1024;
const mostLines = 200;

/**
 * Reads the sentences by which Exchange describes a rule (the property Description of Get-InboxRule and Get-TransportRule),
 * for exports that hold nothing else of it. In English its parts have headings; of another language, and of sentences that
 * are not known, the text is kept as an action that is not understood.
 * @returns null where there is no description
 */
export function describedRule(description: string): DescribedRule | null {
  const text = description.slice(0, longestDescription);
  if (text.trim() === '') return null;
  const parts = partsOf(text);
  const actions = sentencesOf(parts.actions ?? '').map(actionOf);
  const exceptions = sentencesOf(parts.exceptions ?? '').map(named);
  const condition = allOf([
    ...sentencesOf(parts.conditions ?? '').map(named),
    ...exceptions.map((of): RuleCondition => ({ kind: 'not', of })),
  ]);
  const isWhole = text.length === description.length;
  if (parts.actions !== undefined && actions.length > 0)
    return { condition, actions: actions.map((one) => (isWhole ? one : { ...one, isWhole })) };
  const unknown = listedAction('other', { facts: [{ name: 'description', value: text }], isWhole: false });
  return { condition, actions: [unknown] };
}

type Part = 'conditions' | 'actions' | 'exceptions';
const headings: readonly (readonly [Part, RegExp])[] = [
  ['conditions', /(?:^|[\s])If the message:?/i],
  ['actions', /(?:^|[\s])Take the following actions:?/i],
  ['exceptions', /(?:^|[\s])Except if the message:?/i],
];

function partsOf(text: string): Partial<Record<Part, string>> {
  const found = headings
    .flatMap(([part, heading]) => {
      const match = heading.exec(text);
      return match === null ? [] : [{ part, start: match.index, end: match.index + match[0].length }];
    })
    .sort((one, other) => one.start - other.start);
  return Object.fromEntries(found.map(({ part, end }, index) => [part, text.slice(end, found[index + 1]?.start)]));
}

// Each sentence has a line; some tools put the lines one after the other.
function sentencesOf(part: string): readonly string[] {
  const lines = part
    .split(/[\r\n]+/)
    .flatMap((line) => line.split(/(?<!\s)\s+and (?=(?:forward|redirect|move|copy|delete|mark|stop|apply|pin|flag|the message)\b)/i));
  return lines
    .map((line) =>
      line
        .trim()
        .replace(/^(?:and|or) /i, '')
        .trim(),
    )
    .filter((line) => line !== '')
    .slice(0, mostLines);
}

function named(sentence: string): RuleCondition {
  const texts = quotedIn(sentence);
  return { kind: 'named', name: sentence, values: texts.length === 0 ? [] : [{ name: 'values', value: texts }] };
}

const people: readonly (readonly [RegExp, RuleActionKind, readonly string[]])[] = [
  [/^forward the message as an attachment to /i, 'forward-as-attachment', []],
  [/^forward the message to /i, 'forward', []],
  [/^redirect the message to /i, 'redirect', []],
  [/^(?:blind carbon copy ?\(bcc\)|bcc) the message to /i, 'forward', ['as a blind copy']],
  [/^add the (?:recipients? )?to the bcc (?:box|field|line):? /i, 'forward', ['as a blind copy']],
  [/^(?:carbon copy ?\(cc\)|cc) the message to /i, 'forward', ['as a copy']],
  [/^add the (?:recipients? )?to the (?:to|cc) (?:box|field|line):? /i, 'forward', ['as a further recipient']],
];

const others: readonly (readonly [RegExp, RuleActionKind])[] = [
  [/^permanently delete the message/i, 'delete'],
  [/^delete the message(?: without notifying.*)?$/i, 'move-to-deleted'],
  [/^mark the message as read/i, 'mark-read'],
  [/^stop processing more rules/i, 'stop'],
];

function actionOf(sentence: string): RuleAction {
  const facts = [{ name: 'sentence', value: sentence }];
  for (const [form, kind, flavour] of people) {
    const start = form.exec(sentence);
    if (start === null) continue;
    const targets = quotedIn(sentence.slice(start[0].length - 1))
      .flatMap(statedPeople)
      .map(listedAddress);
    return listedAction(kind, { flavour, targets, facts, isWhole: targets.length > 0 });
  }
  const folder = /^(move|copy) (?:the message|a copy of the message) to (?:the )?(?:following )?folder:? /i.exec(sentence);
  if (folder !== null) {
    const targets = quotedIn(sentence.slice(folder[0].length - 1)).map(listedFolder);
    return listedAction(/^move/i.test(sentence) ? 'move' : 'copy', { targets, facts, isWhole: targets.length > 0 });
  }
  const known = others.find(([form]) => form.test(sentence));
  return known === undefined ? listedAction('other', { facts, isWhole: false }) : listedAction(known[1], { facts });
}

/** The values of a sentence, which stand in quotation marks with words between them: `'a' and 'b'`. One of them may hold such a mark. */
function quotedIn(sentence: string): readonly string[] {
  const first = sentence.indexOf("'");
  const last = sentence.lastIndexOf("'");
  if (first === -1 || last <= first) return [];
  return sentence
    .slice(first + 1, last)
    .split(/'(?:,? (?:and|or) |, |; )'/i)
    .filter((text) => text !== '');
}
