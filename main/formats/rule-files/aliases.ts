import { addressTarget } from './claims.ts';
import { actionsOf, readDestinations } from './destinations.ts';
import { ruleFileReader, type ParsedRule } from './rule-file.ts';
import { logicalLines, nearlyAll, type TextLine } from './text-lines.ts';

/**
 * Reads the aliases of a mail server (aliases(5) of Sendmail and Postfix): for each name where its mail goes. Each line is
 * a rule.
 *
 * `name: value` is the form of many texts, so one is only taken for aliases when it is named as such and nearly all
 * lines fit; what a line of the others holds is told as not understood.
 */
export const aliasesReader = ruleFileReader({
  id: 'aliases',
  version: '2',
  title: 'Aliases of a mail server',
  extensions: [],
  mayBeLarge: 'in-pieces',
  client: 'mail-server',
  storedAs: 'aliases file',
  names: /^(?:[\w-]+[._-])?aliases(?:\.(?:bak|old|orig|save|mailman|local))?$/i,
  recognise(text) {
    const lines = logicalLines(text, 'blank-first');
    return nearlyAll(lines, (line) => ruleOf(line) !== null)
      ? { verdict: 'yes', because: 'It is named as a file of aliases, and its lines name aliases and destinations of mail.' }
      : { verdict: 'no', because: 'It is named as a file of aliases, but not nearly all lines are aliases with destinations of mail.' };
  },
  parse(text) {
    const rules: ParsedRule[] = [];
    const strangeText: TextLine[] = [];
    for (const line of logicalLines(text, 'blank-first')) {
      const rule = ruleOf(line);
      if (rule === null) strangeText.push(line);
      else rules.push(rule);
    }
    return { rules, settings: [], strangeText };
  },
});

function ruleOf({ text, start, end }: TextLine): ParsedRule | null {
  const match = /^("[^"\r\n]+"|[A-Za-z0-9_][\w.+@-]*)[ \t]*:[ \t]*([^]*)$/.exec(text);
  const name = match?.[1]?.replace(/^"|"$/g, '');
  const destinations = readDestinations((match?.[2] ?? '').replace(/\r?\n[ \t]+/g, '\n'));
  if (name === undefined || destinations === null || destinations.length === 0) return null;
  return {
    start,
    end,
    name,
    isEnabled: null,
    state: [],
    condition: { kind: 'people', field: 'recipient', people: [addressTarget(name)] },
    actions: actionsOf(destinations, 'the owner'),
    trouble: null,
  };
}
