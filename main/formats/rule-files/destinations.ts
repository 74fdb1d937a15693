import type { RuleAction } from '#model/index.ts';
import { action, addressTarget, folderTarget, value } from './claims.ts';

/** Where a mail server delivers to, by a line of `.forward` or `aliases`. */
export type Destination =
  | { readonly kind: 'address'; readonly address: string }
  /** A user of the server; `isFinal` when no rule of that user is asked any more (`\user`). */
  | { readonly kind: 'user'; readonly user: string; readonly isFinal: boolean }
  | { readonly kind: 'program'; readonly command: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'list'; readonly path: string }
  /** `:blackhole:`, `:fail:` and `:defer:` of Exim. */
  | { readonly kind: 'refusal'; readonly what: string; readonly text: string };

/**
 * Reads a list of destinations (aliases(5) of Sendmail and Postfix, local(8) of Postfix, chapter 22 of the Exim
 * specification): addresses, users, `\user`, `|program`, `/file`, `:include:list`, any of them in quotes; separated by
 * commas and line ends.
 * @returns null when a piece is none of these: then the text is no such list
 */
export function readDestinations(text: string): readonly Destination[] | null {
  const { destinations, strange } = sortDestinations(text);
  return strange.length > 0 ? null : destinations;
}

/** The same of a list that may hold pieces that are none of these, which a mail server passes over. */
export function sortDestinations(text: string): { readonly destinations: readonly Destination[]; readonly strange: readonly string[] } {
  const destinations: Destination[] = [];
  const strange: string[] = [];
  for (const piece of piecesOf(text)) {
    const destination = readDestination(piece);
    if (destination === null) strange.push(piece);
    else destinations.push(destination);
  }
  return { destinations, strange };
}

// Commas and line ends within quotes separate nothing. A program outside quotes reaches to the end of its line.
function piecesOf(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/\|[^\r\n"]*|:(?:fail|defer|blackhole|unknown):[^\r\n]*|(?:"(?:\\[^]|[^"\\]){0,250}"|[^,\r\n"])+/g),
    ([piece]) => piece.trim(),
  ).filter((piece) => piece !== '');
}

const localPart = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+";
const domain = '[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\]';
const addressForm = new RegExp(`^(?:"[^"]+"|${localPart})@(?:${domain})$`);

function readDestination(piece: string): Destination | null {
  const quoted = /^"((?:\\[^]|[^"\\])*)"$/.exec(piece)?.[1];
  const text = quoted === undefined ? piece : quoted.replace(/\\([^])/g, '$1').trim();
  if (text.startsWith('|')) return text.length < 3 ? null : { kind: 'program', command: text.slice(1).trim() };
  const list = /^:include: ?(\/\S+|\w\S*)$/.exec(text)?.[1];
  if (list !== undefined) return { kind: 'list', path: list };
  const refusal = /^:(blackhole|fail|defer|unknown):\s*(.*)$/.exec(text);
  if (refusal !== null) return { kind: 'refusal', what: refusal[1] ?? '', text: refusal[2] ?? '' };
  if (/^\/[\w./~+@:-]+$/.test(text)) return { kind: 'file', path: text };
  const inBrackets = /^(?:[\w .'"-]*)<([^<>\s]+)>$/.exec(text)?.[1] ?? text;
  if (addressForm.test(inBrackets)) return { kind: 'address', address: inBrackets };
  const user = /^(\\?)([A-Za-z0-9_][\w.+-]*)$/.exec(text);
  return user === null ? null : { kind: 'user', user: user[2] ?? '', isFinal: user[1] === '\\' };
}

/**
 * What delivery to these does.
 * @param users whether a user of the server is somebody else, as in `.forward`, or whoever a role or an address stands for,
 *   as in aliases
 */
export function actionsOf(destinations: readonly Destination[], users: 'somebody else' | 'the owner'): readonly RuleAction[] {
  return destinations.map((destination) => {
    switch (destination.kind) {
      case 'address':
        return action('redirect', { targets: [addressTarget(destination.address)] });
      case 'user':
        if (users === 'the owner')
          return action('copy', { flavour: ['to a user of the server'], targets: [addressTarget(destination.user)] });
        return destination.isFinal
          ? action('copy', { flavour: ['kept in the mailbox of the user'], targets: [addressTarget(destination.user)] })
          : action('redirect', { flavour: ['on the same server'], targets: [addressTarget(destination.user)] });
      case 'program':
        return action('run-program', { facts: [value('program', destination.command)] });
      case 'file':
        return action('copy', { flavour: ['appended to a file'], targets: [folderTarget(destination.path)] });
      case 'list':
        return action('redirect', { flavour: ['to all in a list'], facts: [value('list file', destination.path)] });
      case 'refusal':
        return destination.what === 'blackhole'
          ? action('delete')
          : action('bounce', { flavour: [destination.what], facts: destination.text === '' ? [] : [value('text', destination.text)] });
    }
  });
}
