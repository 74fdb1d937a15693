import { action } from './claims.ts';
import { actionsOf, sortDestinations } from './destinations.ts';
import { ruleFileReader, type ParsedRule } from './rule-file.ts';
import { logicalLines } from './text-lines.ts';

/**
 * Reads `.forward` files (aliases(5) of Sendmail, local(8) of Postfix, chapter 22 of the Exim specification): where all
 * mail of a user goes. The file is one rule.
 *
 * Such a file is a list of addresses without any mark, so a text is only taken for one when it is named as one and all of
 * it fits the grammar, or addresses and programs stand among what does not.
 */
export const forwardFileReader = ruleFileReader({
  id: 'forward-file',
  version: '2',
  title: 'Forwarding of a user (.forward)',
  extensions: [],
  client: 'mail-server',
  storedAs: '.forward file',
  names: /^\.forward(?:[+-][\w.+-]+)?(?:\.(?:bak|old|orig|save))?$/i,
  recognise(text) {
    if (/^\s*#\s*(?:exim|sieve) filter/i.test(text)) return { verdict: 'no', because: 'It is a filter, not a list of addresses.' };
    return ruleOf(text) === null
      ? { verdict: 'no', because: 'It is named as a .forward file, but holds other text than destinations of mail.' }
      : { verdict: 'yes', because: 'It is named as a .forward file, and holds destinations of mail.' };
  },
  parse(text, { folderPath }) {
    const rule = ruleOf(text, folderPath.at(-1) ?? null);
    return { rules: rule === null ? [] : [rule], settings: [], strangeText: rule === null ? [{ start: 0, end: text.length }] : [] };
  },
});

// The owner's own name, which is that of the home folder, means the owner's mailbox, with or without the backslash.
function ruleOf(text: string, owner: string | null = null): ParsedRule | null {
  const lines = logicalLines(text, 'blank-first');
  const [first, last] = [lines[0], lines.at(-1)];
  if (first === undefined || last === undefined) return null;
  const { destinations, strange } = sortDestinations(lines.map((line) => line.text).join('\n'));
  if (destinations.length === 0) return null;
  // Words alone are no sign of a list when other text stands among them.
  if (strange.length > 0 && !destinations.some(({ kind }) => kind === 'address' || kind === 'program')) return null;
  const actions = actionsOf(
    destinations.map((one) => (one.kind === 'user' && one.user === owner ? { ...one, isFinal: true } : one)),
    'somebody else',
  );
  const keeps = destinations.some(({ kind }) => kind === 'file' || kind === 'user');
  const passesOn = destinations.some(({ kind }) => kind === 'address' || kind === 'program' || kind === 'list');
  return {
    start: first.start,
    end: last.end,
    name: null,
    isEnabled: null,
    state: passesOn && !keeps ? ['no copy is kept'] : [],
    condition: null,
    actions: actions.length > 0 ? actions : [action('other')],
    trouble: strange.length === 0 ? null : `These pieces are no destinations: ${JSON.stringify(strange.slice(0, 5)).slice(0, 200)}.`,
  };
}
