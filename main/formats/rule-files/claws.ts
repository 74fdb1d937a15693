import type { RuleAction } from '#model/index.ts';
import { action, addressTarget, folderTarget, value } from './claims.ts';
import { readable } from './readable.ts';
import { ruleFileReader, type ParsedRule, type ParsedRuleFile, type TextRange } from './rule-file.ts';
import { linesOf } from './text-lines.ts';

/**
 * Reads the filters of Claws Mail (`matcherrc`; matcher.c and filtering.c of Claws Mail): in sections `[filtering]`,
 * `[preglobal]`, `[postglobal]` and those of folders a line is a rule: `enabled rulename "…" account N`, the conditions,
 * then the actions, texts in quotes.
 */
export const clawsFiltersReader = ruleFileReader({
  id: 'claws-filters',
  version: '1',
  title: 'Filters of Claws Mail (matcherrc)',
  extensions: [],
  client: 'claws-mail',
  storedAs: 'matcherrc',
  names: /^matcherrc(?:\.(?:bak|old|orig|save))?$/i,
  recognise: (text) =>
    /^\[[^\r\n]+\][ \t]*\r?$/m.test(text) && linesOf(text).some(({ text: line }) => actionsIn(wordsOf(line)).length > 0)
      ? { verdict: 'yes', because: 'It is named as the filters of Claws Mail, and has a section and a line with an action.' }
      : { verdict: 'no', because: 'It is named as the filters of Claws Mail, but has no section and line with an action.' },
  parse,
});

interface Word {
  readonly text: string;
  readonly isQuoted: boolean;
}

function wordsOf(line: string): readonly Word[] {
  // A text whose end is missing reaches to the end of the line: looked for anew behind each of its quotes, it cost quadratic time.
  return Array.from(line.matchAll(/"((?:\\[^]|[^"\\])*)(?:"|\\?$)|[^\s"]+/g), ([whole, quoted]) =>
    quoted === undefined ? { text: whole, isQuoted: false } : { text: quoted.replace(/\\(["\\])/g, '$1'), isQuoted: true },
  );
}

function parse(text: string): ParsedRuleFile {
  const rules: ParsedRule[] = [];
  const strangeText: TextRange[] = [];
  for (const line of linesOf(text)) {
    if (/^\s*(?:#|\[[^\r\n]*\]\s*$|$)/.test(line.text)) continue;
    const words = wordsOf(line.text);
    const found = actionsIn(words);
    const [firstAction] = found;
    if (firstAction === undefined) {
      strangeText.push(line);
      continue;
    }
    const valueOf = (name: string): string | null => {
      const at = words.findIndex((word) => !word.isQuoted && word.text === name);
      return at === -1 || at >= firstAction.at ? null : (words[at + 1]?.text ?? null);
    };
    const isStated = words[0]?.isQuoted === false && /^(?:enabled|disabled)$/.test(words[0].text);
    const account = valueOf('account');
    const name = valueOf('rulename');
    const asked = words.slice(headEnd(words), firstAction.at).map((word) => (word.isQuoted ? JSON.stringify(word.text) : word.text));
    rules.push({
      start: line.start,
      end: line.end,
      name: name === null ? null : readable(name),
      isEnabled: isStated ? words[0]?.text === 'enabled' : null,
      state: account === null || account === '0' ? [] : [`for account ${account}`],
      condition:
        asked.length === 0 || asked.join() === 'all'
          ? null
          : { kind: 'named', name: 'condition', values: [value('text', asked.join(' '))] },
      actions: found.map((one) => one.action),
      trouble: null,
    });
  }
  return { rules, settings: [], strangeText };
}

/** Where the conditions begin: behind the state, the name and the account. */
function headEnd(words: readonly Word[]): number {
  let at = 0;
  for (let word = words[at]; word !== undefined && !word.isQuoted; word = words[at]) {
    if (/^(?:enabled|disabled)$/.test(word.text)) at += 1;
    else if (/^(?:rulename|account)$/.test(word.text)) at += 2;
    else break;
  }
  return at;
}

// How many texts or numbers follow each action.
const argumentsOf = new Map([
  ...['move', 'copy', 'execute', 'color', 'change_score', 'set_score', 'set_tag', 'unset_tag'].map((name): [string, number] => [name, 1]),
  ...['forward', 'forward_as_attachment', 'redirect'].map((name): [string, number] => [name, 2]),
  ['add_to_addressbook', 2],
  ...'delete mark unmark lock unlock mark_as_read mark_as_unread mark_as_spam mark_as_ham stop hide ignore watch clear_tags'
    .split(' ')
    .map((name): [string, number] => [name, 0]),
]);

function actionsIn(words: readonly Word[]): readonly { readonly at: number; readonly action: RuleAction }[] {
  const found: { at: number; action: RuleAction }[] = [];
  for (let at = headEnd(words); at < words.length; at++) {
    const word = words[at];
    const count = word === undefined || word.isQuoted ? undefined : argumentsOf.get(word.text);
    if (word === undefined || count === undefined) continue;
    found.push({
      at,
      action: actionOf(
        word.text,
        words.slice(at + 1, at + 1 + count).map(({ text }) => text),
      ),
    });
    at += count;
  }
  return found;
}

function actionOf(name: string, given: readonly string[]): RuleAction {
  const last = given.at(-1) ?? '';
  const targets = last
    .split(/[\s<>,;]+/)
    .filter((one) => /.@./.test(one))
    .map((one) => addressTarget(one));
  switch (name) {
    case 'forward':
      return action('forward', { targets });
    case 'forward_as_attachment':
      return action('forward-as-attachment', { targets });
    case 'redirect':
      return action('redirect', { targets });
    case 'move':
    case 'copy':
      return action(name, { targets: [folderTarget(last)] });
    case 'execute':
      return action('run-program', { facts: [value('program', last)] });
    case 'delete':
      return action('delete');
    case 'mark_as_read':
      return action('mark-read');
    case 'stop':
      return action('stop');
    default:
      return action('other', { flavour: [name], facts: given.map((one) => value('argument', one)) });
  }
}
