import type { RuleAction, RuleCondition, RuleValue } from '#model/index.ts';
import { action, addressTarget, folderTarget, together, value } from './claims.ts';
import { tagsOf, withoutReferences, type MarkupTag } from './markup-tags.ts';
import { readable } from './readable.ts';
import { ruleFileReader, type ParsedRule, type ParsedRuleFile, type ParsedSetting } from './rule-file.ts';

/**
 * Reads the filters of Evolution (`filters.xml`, as its e-filter-rule.c writes them): `rule` elements with parts for
 * conditions (`partset`) and actions (`actionset`), each with named values. A rule works unless it says `enabled="false"`.
 * Search folders and searches are written likewise, without actions: each is a setting.
 */
export const evolutionFiltersReader = ruleFileReader({
  id: 'evolution-filters',
  version: '1',
  title: 'Filters of Evolution (filters.xml)',
  extensions: [],
  client: 'evolution',
  storedAs: 'filters.xml',
  begins: /^\s*(?:<\?xml[^>]*\?>\s*)?<filteroptions\b/,
  recognise: (text) =>
    /^\s*(?:<\?xml[^>]*\?>\s*)?<filteroptions\b/.test(text)
      ? { verdict: 'yes', because: 'It begins as the filters of Evolution do.' }
      : { verdict: 'no', because: 'It does not begin as the filters of Evolution do.' },
  parse,
});

interface Part {
  readonly name: string;
  readonly values: RuleValue[];
}

interface OpenRule {
  readonly start: number;
  readonly attributes: ReadonlyMap<string, string>;
  title: string;
  readonly asked: Part[];
  readonly done: Part[];
  /** Filters have a list of actions even if it is empty; search folders (`vfolders.xml`) and searches have none. */
  hasActions: boolean;
}

function parse(text: string): ParsedRuleFile {
  const rules: ParsedRule[] = [];
  const settings: ParsedSetting[] = [];
  let rule: OpenRule | null = null;
  let parts: Part[] | null = null;
  let part: Part | null = null;
  let valueName = '';
  let open: MarkupTag | null = null;
  let lastEnd = 0;
  for (const tag of tagsOf(text)) {
    lastEnd = tag.end;
    const isStart = tag.kind !== 'end';
    if (tag.name === 'rule' && tag.kind === 'start') {
      if (rule !== null) rules.push({ ...ruleOf(rule, 'The end of the filter is missing.'), start: rule.start, end: tag.start });
      rule = { start: tag.start, attributes: tag.attributes, title: '', asked: [], done: [], hasActions: false };
      [parts, part, open] = [null, null, null];
    } else if (rule === null) continue;
    else if (tag.name === 'rule' && tag.kind === 'end') {
      if (rule.hasActions) rules.push({ ...ruleOf(rule, null), start: rule.start, end: tag.end });
      else settings.push({ ...searchOf(rule), start: rule.start, end: tag.end });
      [rule, parts, part] = [null, null, null];
    } else if (tag.name === 'partset' || tag.name === 'actionset') {
      if (tag.name === 'actionset') rule.hasActions = true;
      parts = tag.kind === 'start' ? (tag.name === 'partset' ? rule.asked : rule.done) : null;
      part = null;
    } else if (tag.name === 'part' && isStart && parts !== null) {
      part = { name: tag.attributes.get('name') ?? '', values: [] };
      parts.push(part);
    } else if (tag.name === 'value' && isStart && part !== null) {
      valueName = tag.attributes.get('name') ?? '';
      const option = tag.attributes.get('value');
      if (option !== undefined) part.values.push(value(valueName, option));
    } else if (isStart) {
      const uri = tag.attributes.get('uri');
      if (uri !== undefined && part !== null) part.values.push(value(valueName, uri));
      open = tag.kind === 'start' ? tag : null;
    } else if (open?.name === tag.name) {
      const content = withoutReferences(text.slice(open.end, tag.start)).trim();
      if (tag.name === 'title') rule.title = content;
      else if (content !== '') part?.values.push(value(valueName, content));
      open = null;
    }
  }
  if (rule !== null) rules.push({ ...ruleOf(rule, 'The file ends within the filter.'), start: rule.start, end: lastEnd });
  return { rules, settings, strangeText: [] };
}

function searchOf({ title, attributes, asked }: OpenRule): Omit<ParsedSetting, 'start' | 'end'> {
  const grouping = attributes.get('grouping') ?? '';
  return {
    name: 'search',
    values: [value('title', title), value('grouping', grouping), ...asked.flatMap(({ values }) => values)].slice(0, mostValues),
  };
}

const mostValues = 1000;

function ruleOf({ title, attributes, asked, done }: OpenRule, trouble: string | null): Omit<ParsedRule, 'start' | 'end'> {
  const enabled = attributes.get('enabled');
  const source = attributes.get('source');
  const conditions = asked.map(({ name, values }): RuleCondition => ({ kind: 'named', name, values }));
  return {
    name: readable(title),
    isEnabled: enabled === undefined ? null : enabled !== 'false',
    state: source === undefined ? [] : [`${source} mail`],
    condition: together(attributes.get('grouping') === 'any' ? 'any' : 'all', conditions),
    actions: done.map(actionOf),
    trouble,
  };
}

// By the names of filtertypes.xml, as far as they bear on where mail goes; all others keep their name and values.
function actionOf({ name, values }: Part): RuleAction {
  const texts = values.flatMap((one) => (typeof one.value === 'string' ? [one.value] : []));
  const addresses = texts.filter((one) => /.@./.test(one));
  if (/forward/.test(name)) return action('forward', { targets: addresses.map((one) => addressTarget(one)) });
  if (/^(?:move|copy)/.test(name)) return action(name.startsWith('move') ? 'move' : 'copy', { targets: texts.map(folderTarget) });
  if (/^(?:pipe|shell|exec)/.test(name)) return action('run-program', { facts: texts.map((one) => value('program', one)) });
  if (name === 'delete') return action('move-to-deleted', { flavour: ['marked as deleted'] });
  if (name === 'stop') return action('stop');
  if (name === 'set-status' && texts.includes('Seen')) return action('mark-read');
  return action('other', { flavour: [name], targets: addresses.map((one) => addressTarget(one)), facts: values });
}
