import { EvidenceReadError, type Surroundings } from '#evidence/byte-source.ts';

const longestFile = 1024 * 1024;

/**
 * What a file beside a message says of its state, as words for `ClaimedMessage.flags`.
 *
 * - MH: `.mh_sequences` lists the numbers of messages under names (mh-sequence(5)); a message is `unseen`, `flagged`, or
 *   in a sequence of the owner's (`sequence:name`). A number with `,` or `#` before it is a message that was removed.
 * - Maildir: `dovecot-keywords` names the small letters after `:2,` (Dovecot's documentation of its Maildir format).
 */
export function stateFromFolder(folderPath: readonly string[], fileName: string, surroundings: Surroundings): readonly string[] {
  const numbered = /^([,#]?)(\d{1,10})$/.exec(fileName);
  if (numbered !== null) {
    const removed = numbered[1] === '' ? [] : ['deleted'];
    return [...removed, ...sequencesOf(Number(numbered[2]), textOf(surroundings, '.mh_sequences'))];
  }
  const letters = /[:;!]2,[A-Z]*([a-z]+)/.exec(fileName)?.[1];
  if (letters === undefined || !['cur', 'new', 'tmp'].includes(folderPath.at(-1) ?? '')) return [];
  const names = keywordNames(textOf(surroundings, '../dovecot-keywords'));
  return Array.from(letters).flatMap((letter) => names.get(letter.charCodeAt(0) - 0x61) ?? []);
}

function sequencesOf(number: number, text: string): readonly string[] {
  return Array.from(text.matchAll(/^([A-Za-z][\w-]*):[ \t]*([\d \t-]*)$/gm)).flatMap(([, name = '', ranges = '']) => {
    const isListed = ranges.split(/\s+/).some((range) => {
      const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
      return first !== undefined && number >= Number(first) && number <= Number(last ?? first);
    });
    if (!isListed || name === 'cur') return [];
    return ['unseen', 'flagged', 'replied', 'forwarded'].includes(name.toLowerCase()) ? [name.toLowerCase()] : [`sequence:${name}`];
  });
}

function keywordNames(text: string): ReadonlyMap<number, string> {
  return new Map(
    Array.from(text.matchAll(/^(\d{1,2}) (\S+)\r?$/gm), ([, index = '', name = '']): [number, string] => [
      Number(index),
      name.toLowerCase() === '$forwarded' ? 'forwarded' : name.toLowerCase(),
    ]),
  );
}

// A file that is there and cannot be read is told where it is read for itself.
function textOf(surroundings: Surroundings, path: string): string {
  try {
    const source = surroundings.open(path);
    return source === null ? '' : Buffer.from(source.read(0, longestFile)).toString('utf8');
  } catch (error) {
    if (!(error instanceof EvidenceReadError)) throw error;
    return '';
  }
}
