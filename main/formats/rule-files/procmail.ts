import type { RuleAction, RuleCondition } from '#model/index.ts';
import { action, addressTarget, folderTarget, together, value } from './claims.ts';
import { readable } from './readable.ts';
import { ruleFileReader, type ParsedRule, type ParsedRuleFile, type ParsedSetting, type TextRange } from './rule-file.ts';
import { logicalLines, type TextLine } from './text-lines.ts';

/**
 * Reads procmail's recipes (procmailrc(5), procmailex(5)): each is a rule, with the conditions of the blocks around it.
 * `INCLUDERC` and `SWITCHRC`, which bring recipes in from elsewhere, and other assignments are settings.
 *
 * A file is known by a recipe (`:0`) with an action after it, and by every line having a place in the grammar.
 */
export const procmailReader = ruleFileReader({
  id: 'procmail',
  version: '1',
  title: 'Recipes of procmail',
  extensions: ['.procmailrc'],
  client: 'procmail',
  storedAs: 'procmailrc',
  begins: /^(?:\s|#[^\r\n]*(?:[\r\n]|$))*(?::0|[A-Za-z_]\w*[ \t]*=|$)/,
  recognise(text, place) {
    const isNamed = /procmail/i.test(place?.fileName ?? '');
    if (!isNamed && !/^[ \t]*:0/m.test(text)) return { verdict: 'no', because: 'It has no recipe of procmail (":0").' };
    const { rules, settings, strangeText } = parse(text);
    const fits = strangeText.length === 0 && rules.every(({ trouble }) => trouble === null);
    if (fits && (rules.length > 0 || (isNamed && settings.length > 0))) {
      return { verdict: 'yes', because: `It has ${String(rules.length)} recipes of procmail, and every line fits their grammar.` };
    }
    return isNamed && rules.length > 0
      ? { verdict: 'perhaps', because: 'It is named as a file of procmail and has recipes.' }
      : { verdict: 'no', because: 'Not every line fits the grammar of procmail.' };
  },
  parse,
});

// A blank is followed by one only within one part of the expression, so that a line of blanks is gone through once.
const recipeStart = /^[ \t]*:0([HBDAaEehbfcwWir \t]*)(?![HBDAaEehbfcwWir \t])(?::[ \t]*(?![ \t])(\S*)(?!\S)[ \t]*)?(?:#.*)?$/;
const assignment = /^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*([^]*)$/;
const unset = /^[ \t]*[A-Za-z_]\w*[ \t]*(?:#.*)?$/;

interface Block {
  readonly condition: RuleCondition | null;
}

function parse(text: string): ParsedRuleFile {
  const rules: ParsedRule[] = [];
  const settings: ParsedSetting[] = [];
  const strangeText: TextRange[] = [];
  const blocks: Block[] = [];
  const lines = logicalLines(text, 'backslash-last').map((line) => ({ ...line, text: line.text.replace(/\\(\r?\n)/g, '$1') }));
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    if (line === undefined) break;
    const recipe = recipeStart.exec(line.text);
    if (recipe !== null) {
      at = readRecipe(lines, at, recipe, blocks, rules);
      continue;
    }
    const set = assignment.exec(line.text);
    if (/^[ \t]*}[ \t]*(?:#.*)?$/.test(line.text) && blocks.length > 0) blocks.pop();
    else if (set !== null)
      settings.push({ start: line.start, end: line.end, name: set[1] ?? '', values: [value('value', (set[2] ?? '').trim())] });
    else if (!unset.test(line.text)) strangeText.push(line);
  }
  return { rules, settings, strangeText };
}

function readRecipe(lines: readonly TextLine[], first: number, recipe: RegExpExecArray, blocks: Block[], rules: ParsedRule[]): number {
  const flags = (recipe[1] ?? '').replace(/\s/g, '');
  const conditions: RuleCondition[] = [];
  let at = first + 1;
  for (; at < lines.length; at++) {
    const line = /^[ \t]*\*[ \t]*([^]*)$/.exec(lines[at]?.text ?? '');
    if (line === null) break;
    conditions.push(conditionOf((line[1] ?? '').trim(), flags));
  }
  const above = blocks.at(-1)?.condition ?? null;
  const chained = /[AaEe]/.exec(flags)?.[0];
  const chain: RuleCondition[] = chained === undefined ? [] : [{ kind: 'named', name: chainWords[chained] ?? '', values: [] }];
  const condition = together('all', [...(above === null ? [] : [above]), ...chain, ...conditions]);
  const actionLine = lines[at];
  const text = (actionLine?.text ?? '').trim();
  if (text.startsWith('{')) {
    blocks.push({ condition });
    if (/}\s*$/.test(text)) blocks.pop();
    return at;
  }
  const start = lines[first]?.start ?? 0;
  const isMissing = actionLine === undefined || recipeStart.test(actionLine.text) || text === '}';
  rules.push({
    start,
    end: isMissing ? (lines[at - 1]?.end ?? start) : actionLine.end,
    name: null,
    isEnabled: null,
    state: flags === '' ? [] : [`flags ${flags}`],
    condition,
    actions: isMissing ? [] : [actionOf(text, flags)],
    trouble: isMissing ? 'The recipe has no action.' : null,
  });
  return isMissing ? at - 1 : at;
}

const chainWords: Readonly<Record<string, string>> = {
  A: 'the recipe before on this level applied',
  a: 'the recipe before on this level applied and succeeded',
  E: 'the recipe before on this level did not apply',
  e: 'the recipe before on this level applied and failed',
};

function conditionOf(text: string, flags: string): RuleCondition {
  const where = flags.includes('B') ? (flags.includes('H') ? 'header and body' : 'body') : 'header';
  const inverted = /^!\s*([^]*)$/.exec(text)?.[1];
  if (inverted !== undefined) return { kind: 'not', of: conditionOf(inverted, flags) };
  const size = /^([<>])\s*(\d{1,15})$/.exec(text);
  if (size !== null) return { kind: 'size', field: 'message', relation: size[1] === '<' ? '<' : '>', sizeBytes: Number(size[2]) };
  const program = /^\?\s*([^]*)$/.exec(text)?.[1];
  if (program !== undefined) return { kind: 'named', name: 'program succeeds', values: [value('program', program)] };
  return { kind: 'named', name: `${where} matches`, values: [value('expression', text)] };
}

function actionOf(text: string, flags: string): RuleAction {
  const copies = flags.includes('c') ? ['a copy; the mail goes on'] : [];
  if (text.startsWith('!')) {
    // Options of the program that sends (`-f`, `-oi`) may come before the addresses.
    const names = text
      .slice(1)
      .split(/[\s,]+/)
      .filter((name) => name !== '');
    const targets = names.filter((name) => !name.startsWith('-')).map((name) => addressTarget(name.replace(/^["'<]+|[>"']+$/g, '')));
    const options = names.filter((name) => name.startsWith('-'));
    return action('forward', { flavour: copies, targets, facts: options.length === 0 ? [] : [value('options', options)] });
  }
  if (text.startsWith('|'))
    return action('run-program', {
      flavour: [...copies, ...(flags.includes('f') ? ['as a filter'] : [])],
      facts: [value('program', text.slice(1).trim())],
    });
  if (/^\/dev\/null$/.test(text)) return action('delete', { flavour: copies });
  return action(copies.length > 0 ? 'copy' : 'move', { flavour: copies, targets: [folderTarget(readable(text))] });
}
