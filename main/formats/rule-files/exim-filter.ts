import type { RuleAction, RuleCondition } from '#model/index.ts';
import { action, addressTarget, folderTarget, noneOf, together, value } from './claims.ts';
import { ruleFileReader, type ParsedRule, type ParsedRuleFile, type TextRange } from './rule-file.ts';

/**
 * Reads filters of Exim ("Exim's interfaces to mail filtering", section 3): each command is a rule with the conditions of
 * the `if` around it. A filter is known by its first line, `# Exim filter`, which the specification demands.
 */
export const eximFilterReader = ruleFileReader({
  id: 'exim-filter',
  version: '1',
  title: 'Filter of Exim',
  extensions: [],
  client: 'mail-server',
  storedAs: 'Exim filter',
  begins: /^\s*#\s*exim\s+filter\b/i,
  recognise: (text) =>
    /^\s*#\s*exim\s+filter\b/i.test(text)
      ? { verdict: 'yes', because: 'It begins with the line "# Exim filter".' }
      : { verdict: 'no', because: 'It does not begin with the line "# Exim filter".' },
  parse,
});

interface Word extends TextRange {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly isFirstInLine: boolean;
}

// Deeper ones are found by their text.
const deepestBranches = 64;

const commands = new Set(
  'add deliver fail freeze finish headers logfile logwrite mail pipe save seen testprint unseen vacation noerror'.split(' '),
);
const ends = new Set([...commands, 'if', 'elif', 'else', 'endif']);

function parse(text: string): ParsedRuleFile {
  const words = wordsOf(text);
  const rules: ParsedRule[] = [];
  const strangeText: TextRange[] = [];
  const branches: { passed: RuleCondition[]; now: RuleCondition }[] = [];
  for (let at = 0; at < words.length;) {
    const word = words[at];
    if (word === undefined) break;
    const name = word.isQuoted ? '' : word.text.toLowerCase();
    if (name === 'if' || name === 'elif') {
      let then = at + 1;
      while (then < words.length && (words[then]?.isQuoted === true || words[then]?.text.toLowerCase() !== 'then')) then += 1;
      if (then === words.length) {
        strangeText.push({ start: word.start, end: text.trimEnd().length });
        break;
      }
      const [first, last] = [words[at + 1], words[then - 1]];
      const shown = first === undefined || last === undefined ? '' : text.slice(first.start, last.end);
      const asked: RuleCondition = { kind: 'named', name: 'condition', values: [value('text', shown.replace(/\s+/g, ' '))] };
      const branch = branches.at(-1);
      if (name === 'if' || branch === undefined) branches.push({ passed: [], now: asked });
      else Object.assign(branch, { passed: [...branch.passed, branch.now], now: asked });
      at = then + 1;
    } else if (name === 'else' || name === 'endif') {
      const branch = branches.at(-1);
      if (branch === undefined) strangeText.push(word);
      else if (name === 'endif') branches.pop();
      else Object.assign(branch, { passed: [...branch.passed, branch.now], now: { kind: 'all', of: [] } });
      at += 1;
    } else if (commands.has(name)) {
      const end = endOfCommand(words, at);
      rules.push(ruleOf(words.slice(at, end), branches));
      at = end;
    } else {
      strangeText.push(word);
      at += 1;
    }
  }
  return { rules, settings: [], strangeText };
}

function endOfCommand(words: readonly Word[], at: number): number {
  let end = at + 1;
  // `seen`, `unseen` and `noerror` stand before the command that they modify.
  while (end <= words.length && /^(?:seen|unseen|noerror)$/i.test(words[end - 1]?.text ?? '')) end += 1;
  while (end < words.length) {
    const word = words[end];
    // A name of a command may be an argument as well (`mail to fail`), so one ends the command before only at a line's start.
    const name = word === undefined || word.isQuoted ? '' : word.text.toLowerCase();
    if (ends.has(name) && (word?.isFirstInLine === true || ['endif', 'else', 'elif'].includes(name))) break;
    end += 1;
  }
  return Math.min(end, words.length);
}

function ruleOf(words: readonly Word[], branches: readonly { passed: RuleCondition[]; now: RuleCondition }[]): ParsedRule {
  const names = words.map(({ text }) => text.toLowerCase());
  const start = names.findIndex((name) => !['seen', 'unseen', 'noerror'].includes(name));
  const own = words.slice(Math.max(0, start));
  const conditions = branches
    .slice(-deepestBranches)
    .flatMap(({ passed, now }) => [...noneOf(passed), ...(now.kind === 'all' ? [] : [now])]);
  const done = actionOf(own, names.slice(0, Math.max(0, start)).includes('unseen') ? ['the mail goes on to the mailbox'] : []);
  return {
    start: words[0]?.start ?? 0,
    end: words.at(-1)?.end ?? 0,
    name: null,
    isEnabled: null,
    state: [],
    condition: together('all', conditions),
    actions: done === null ? [] : [done],
    trouble: done === null ? 'The command has no argument that could be read.' : null,
  };
}

function actionOf(words: readonly Word[], flavour: readonly string[]): RuleAction | null {
  const [name = '', first = ''] = words.map(({ text }) => text);
  const rest = words.slice(1).map(({ text }) => text);
  switch (name.toLowerCase()) {
    case 'deliver':
      return first === '' ? null : action('redirect', { flavour, targets: [addressTarget(first)] });
    case 'save':
      return first === '' ? null : action(flavour.length > 0 ? 'copy' : 'move', { flavour, targets: [folderTarget(first)] });
    case 'pipe':
      return first === '' ? null : action('run-program', { flavour, facts: [value('program', first)] });
    case 'mail':
    case 'vacation': {
      const to = ['to', 'cc', 'bcc'].flatMap((key) => {
        const at = rest.findIndex((word) => word.toLowerCase() === key);
        return at === -1 || rest[at + 1] === undefined ? [] : (rest[at + 1] ?? '').split(/[\s,]+/);
      });
      const kind = name.toLowerCase() === 'mail' ? 'reply' : 'out-of-office-reply';
      return action(kind, {
        flavour,
        targets: to.filter((one) => one !== '').map((one) => addressTarget(one)),
        facts: [value('arguments', rest)],
      });
    }
    case 'finish':
      return action('stop');
    case 'fail':
    case 'freeze':
      return action('bounce', { flavour: [name.toLowerCase()], facts: first === '' ? [] : [value('text', rest)] });
    case 'headers':
      return action('tag', { facts: [value('header', rest)] });
    default:
      return action('other', { facts: [value('command', [name, ...rest])] });
  }
}

function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  const pattern = /#[^\r\n]*|"((?:\\[^]|[^"\\]){0,1000})"|[^\s"#()]+|[()]/g;
  let lastEnd = -1;
  for (const match of text.matchAll(pattern)) {
    const [whole, quoted] = match;
    if (whole.startsWith('#')) continue;
    const isFirstInLine = lastEnd === -1 || /[\r\n]/.test(text.slice(lastEnd, match.index));
    lastEnd = match.index + whole.length;
    const word = quoted === undefined ? whole : quoted.replace(/\\(["\\])/g, '$1');
    words.push({ start: match.index, end: lastEnd, text: word, isQuoted: quoted !== undefined, isFirstInLine });
  }
  return words;
}
