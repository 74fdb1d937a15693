import type { RuleAction, RuleCondition } from '#model/index.ts';
import { action, addressTarget, folderTarget, together, value } from './claims.ts';
import { readable } from './readable.ts';
import { ruleFileReader, type ParsedRule, type ParsedRuleFile, type TextRange } from './rule-file.ts';
import { linesOf } from './text-lines.ts';

/**
 * Reads the filters of KMail (`akonadi_mailfilter_agentrc`, `kmailrc` of old, and its exports): sections `[Filter #N]` with
 * conditions `fieldA`, `funcA`, `contentsA` and actions `action-name-0`, `action-args-0` (mailfilter.cpp of KDE PIM). Only
 * sections of filters are looked at. A filter works unless it says `Enabled=false`.
 */
export const kmailFiltersReader = ruleFileReader({
  id: 'kmail-filters',
  version: '1',
  title: 'Filters of KMail',
  extensions: [],
  client: 'kmail',
  storedAs: 'settings of KMail',
  begins: /^(?:\s|#[^\r\n]*(?:[\r\n]|$))*(?:\[|$)/,
  recognise: (text) =>
    /^\[Filter #\d{1,6}\][ \t]*\r?$/m.test(text) && /^action-name-\d{1,3}=/m.test(text)
      ? { verdict: 'yes', because: 'It has sections of filters of KMail with actions.' }
      : { verdict: 'no', because: 'It has no sections of filters of KMail with actions.' },
  parse,
});

interface Section extends TextRange {
  end: number;
  readonly values: Map<string, string>;
}

function parse(text: string): ParsedRuleFile {
  const sections: Section[] = [];
  let now: Section | null = null;
  for (const line of linesOf(text)) {
    const title = /^\[([^\r\n]*)\][ \t]*$/.exec(line.text)?.[1];
    if (title !== undefined) {
      now = /^Filter #\d{1,6}$/.test(title) ? { start: line.start, end: line.end, values: new Map() } : null;
      if (now !== null) sections.push(now);
      continue;
    }
    const [, key, content = ''] = /^([\w -]{1,60}?)(?:\[\$\w\])?=([^]*)$/.exec(line.text) ?? [];
    if (now === null || key === undefined) continue;
    now.end = line.end;
    now.values.set(key, unescaped(content));
  }
  return { rules: sections.map(ruleOf), settings: [], strangeText: [] };
}

// KConfig writes blanks and control characters as these.
function unescaped(text: string): string {
  return text.replace(/\\([stnr\\])/g, (_, letter: string) => ({ s: ' ', t: '\t', n: '\n', r: '\r' })[letter] ?? '\\');
}

const mostParts = 1000;

function ruleOf({ start, end, values }: Section): ParsedRule {
  const conditions: RuleCondition[] = [];
  const actions: RuleAction[] = [];
  for (const [key, field] of values) {
    const letter = /^field([A-Z]{1,2})$/.exec(key)?.[1];
    const number = /^action-name-(\d{1,3})$/.exec(key)?.[1];
    if (letter !== undefined && conditions.length < mostParts) {
      const facts = [value('relation', values.get(`func${letter}`) ?? ''), value('text', values.get(`contents${letter}`) ?? '')];
      conditions.push({ kind: 'named', name: field, values: facts });
    }
    if (number !== undefined && actions.length < mostParts) actions.push(actionOf(field, values.get(`action-args-${number}`) ?? ''));
  }
  const enabled = values.get('Enabled');
  const when = values.get('apply-on');
  const operator = values.get('operator');
  return {
    start,
    end,
    name: values.has('name') ? readable(values.get('name') ?? '') : null,
    isEnabled: enabled === undefined ? null : enabled !== 'false',
    state: [
      ...(when === undefined ? [] : [`applied on ${readable(when)}`]),
      ...(operator === 'all' && conditions.length > 0 ? ['applied to all messages, whatever conditions it keeps'] : []),
    ],
    // Of a filter for all messages (searchpattern.cpp, OpAll) KMail keeps the conditions and asks none of them.
    condition: operator === 'all' ? null : together(operator === 'or' ? 'any' : 'all', conditions),
    actions,
    trouble: null,
  };
}

// What KMail writes between the receivers and the template of a forward, also where there is no template.
const templateMark = '@$$@';

function actionOf(name: string, content: string): RuleAction {
  const markAt = name === 'forward' ? content.indexOf(templateMark) : -1;
  const receivers = markAt === -1 ? content : content.slice(0, markAt);
  const template = markAt === -1 ? '' : content.slice(markAt + templateMark.length);
  const targets = receivers.split(/[\s<>,;"]+/).filter((one) => /.@./.test(one));
  const addresses = targets.map((one) => addressTarget(one));
  switch (name) {
    case 'forward':
      return action('forward', { targets: addresses, facts: template === '' ? [] : [value('template', template)] });
    case 'redirect':
      return action('redirect', { targets: addresses });
    case 'transfer':
      return action('move', { targets: [folderTarget(content)] });
    case 'copy':
      return action('copy', { targets: [folderTarget(content)] });
    case 'execute':
    case 'filter app':
      return action('run-program', { facts: [value('program', content)] });
    case 'delete':
      return action('delete');
    case 'set status':
      return content === 'R' ? action('mark-read') : action('tag', { facts: [value('status', content)] });
    default:
      return action('other', { flavour: [name], targets: addresses, facts: content === '' ? [] : [value('argument', content)] });
  }
}
