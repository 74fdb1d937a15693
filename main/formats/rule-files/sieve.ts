import type { RuleCondition } from '#model/index.ts';
import { action, noneOf, together } from './claims.ts';
import { readable } from './readable.ts';
import { ruleFileReader, type ParsedRule, type ParsedRuleFile, type TextRange } from './rule-file.ts';
import { actionOf, conditionOf, isMarkedRead } from './sieve-claims.ts';
import { parseSieve, type SieveCommand, type SieveScript } from './sieve-syntax.ts';

/**
 * Reads Sieve scripts (RFC 5228; copy RFC 3894, vacation RFC 5230, imap4flags RFC 5232, editheader RFC 5293, enotify RFC
 * 5435, reject RFC 5429, include RFC 6609, and what Dovecot adds). Each branch of an `if` is a rule, and so is each run of
 * actions that stand by themselves.
 *
 * A script is known by its grammar: all of it must fit, with a command that only Sieve has. Which script of several is in
 * force is told by a link in their folder, which the list of files names (`entry-skipped`); `.dovecot.sieve` as a file is
 * in force itself.
 */
export const sieveReader = ruleFileReader({
  id: 'sieve',
  version: '1',
  title: 'Sieve script',
  extensions: ['.sieve', '.siv'],
  client: 'sieve',
  storedAs: 'Sieve script',
  begins:
    /^(?:\s|#[^\r\n]*(?:[\r\n]|$)|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$))*(?:(?:require|if|redirect|fileinto|keep|discard|stop|vacation|reject|ereject|set|setflag|addflag|include|notify)\b|$)/i,
  recognise(text, place) {
    const script = parseSieve(text);
    const isNamed = /\.(?:sieve|siv)(?:script)?$|^\.?(?:dovecot\.)?sieve$/i.test(place?.fileName ?? '');
    if (script.brokenAt === null && (script.commands.some(isTelling) || isNamed)) {
      return { verdict: 'yes', because: `It is a script by the grammar of Sieve, with the command "${script.commands[0]?.name ?? ''}".` };
    }
    return isNamed && script.commands.length > 0
      ? { verdict: 'perhaps', because: 'It is named as a Sieve script and begins as one.' }
      : { verdict: 'no', because: 'It does not follow the grammar of Sieve.' };
  },
  parse: (text, { fileName }) => readScript(text, parseSieve(text), fileName.toLowerCase() === '.dovecot.sieve'),
});

// `stop;` is a statement of other languages too.
function isTelling({ name, arguments: found, tests }: SieveCommand): boolean {
  if (name === 'require' || name === 'redirect' || name === 'fileinto' || name === 'vacation') return found.length > 0;
  return name === 'if' && tests.some((test) => knownTests.has(test.name));
}

const knownTests = new Set(
  'header address envelope size exists not allof anyof true false body date currentdate string hasflag duplicate spamtest virustest environment mailbox'.split(
    ' ',
  ),
);

function readScript(text: string, script: SieveScript, isInForce: boolean): ParsedRuleFile {
  const rules: ParsedRule[] = [];
  collect(script.commands, null, { start: 0, end: 0 }, { rules, script, isInForce });
  const strangeText = script.brokenAt === null ? [] : [{ start: endOfLast(script), end: text.trimEnd().length }];
  return { rules, settings: [], strangeText: strangeText.filter(({ start, end }) => end > start) };
}

function endOfLast({ commands }: SieveScript): number {
  return commands.at(-1)?.end ?? 0;
}

interface Collecting {
  readonly rules: ParsedRule[];
  readonly script: SieveScript;
  readonly isInForce: boolean;
}

// The range of a rule is its whole branch (`around`), or its commands where there is none or others branch off within it.
function collect(commands: readonly SieveCommand[], above: RuleCondition | null, around: TextRange, into: Collecting): void {
  let run: SieveCommand[] = [];
  let earlier: RuleCondition[] = [];
  const close = (): void => {
    const actions = run.flatMap((command) => {
      const own = actionOf(command);
      return own === null ? [] : isMarkedRead(command) ? [own, action('mark-read')] : [own];
    });
    const [first, last] = [run[0], run.at(-1)];
    run = [];
    if (first === undefined || last === undefined || actions.length === 0) return;
    const range = around.end > 0 && commands.every(({ block }) => block === null) ? around : { start: first.start, end: last.end };
    const isOff = above?.kind === 'any' && above.of.length === 0;
    into.rules.push({
      ...range,
      name: nameBefore(range.start, into.script),
      isEnabled: isOff ? false : into.isInForce ? true : null,
      state: [],
      condition: above,
      actions,
      trouble: null,
    });
  };
  for (const command of commands) {
    if (command.block === null) {
      run.push(command);
      continue;
    }
    close();
    const own = command.tests.map(conditionOf);
    if (command.name === 'if') earlier = [];
    const passed = command.name === 'if' ? [] : noneOf(earlier);
    earlier.push(...own);
    const loop: readonly RuleCondition[] = ['if', 'elsif', 'else'].includes(command.name)
      ? []
      : [{ kind: 'named', name: command.name, values: [] }];
    const condition = together('all', [...(above === null ? [] : [above]), ...passed, ...own, ...loop]);
    collect(command.block, condition, command, into);
  }
  close();
}

// Programs that write scripts put the name of a rule into a comment before it: `# rule:[name]` (Roundcube),
// `## Flag: |UniqueId:0|Rulename: name` (Open-Xchange), `# Rule: name` and `# Filter: name` (others).
function nameBefore(start: number, { comments, commands }: SieveScript): string | null {
  const previousEnd = commands[lastBefore(commands, start)]?.end ?? 0;
  for (let at = lastBefore(comments, start); at >= 0; at--) {
    const comment = comments[at];
    if (comment === undefined || comment.start < previousEnd) return null;
    const match = /rule:\[(.*)\]\s*$|Rulename:\s*(.*?)\s*$|^#+\s*(?:Rule|Filter):?\s+(.*?)\s*$/i.exec(comment.text);
    const name = match?.[1] ?? match?.[2] ?? match?.[3];
    if (name !== undefined) return readable(name);
  }
  return null;
}

// The index of the last range that ends before a place; -1 when none does. The ranges are in order.
function lastBefore(ranges: readonly TextRange[], place: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
