/** The line with which a mail program begins the quotation of a message that is forwarded. */
export interface ForwardSeparator {
  /** The line's text; compared at the beginning of a line, without its dashes, quoting marks and blanks. */
  readonly text: string;
  readonly client: string;
  /** ISO 639-1. */
  readonly language: string;
  readonly source: string;
  /** True where the program begins answers with the same line; then the subject must tell that it is a forward. */
  readonly alsoOnReplies: boolean;
}

/** Raised whenever a row is added or changed. */
export const forwardSeparatorsVersion = '1';

const thunderbird = 'Thunderbird language packs, mailnews.properties: mailnews.forward_header_originalmessage';
const gmail = 'Observed separator of Gmail';
const apple = 'Observed separator of Apple Mail';
const outlook = 'Observed separator of Outlook for plain text';

function rows(client: string, source: string, alsoOnReplies: boolean, texts: Readonly<Record<string, string>>): ForwardSeparator[] {
  return Object.entries(texts).map(([language, text]) => ({ text, client, language, source, alsoOnReplies }));
}

/** Separators by program and language. */
export const forwardSeparators: readonly ForwardSeparator[] = [
  ...rows('Thunderbird', thunderbird, false, {
    en: 'Forwarded Message',
    de: 'Weitergeleitete Nachricht',
    fr: 'Message transféré',
    es: 'Mensaje reenviado',
    it: 'Messaggio Inoltrato',
    nl: 'Doorgestuurd bericht',
    pt: 'Mensagem encaminhada',
    pl: 'Treść przekazanej wiadomości',
    ru: 'Перенаправленное сообщение',
    ja: '転送メッセージ',
  }),
  ...rows('Gmail', gmail, false, {
    en: 'Forwarded message',
    de: 'Forwarded message',
    fr: 'Message transféré',
    es: 'Mensaje reenviado',
    it: 'Messaggio inoltrato',
    pt: 'Mensagem encaminhada',
    pl: 'Przekazana wiadomość',
    nl: 'Doorgestuurd bericht',
    ru: 'Пересланное сообщение',
    ja: '転送されたメッセージ',
    zh: '转发的邮件',
  }),
  ...rows('Apple Mail', apple, false, {
    en: 'Begin forwarded message:',
    de: 'Anfang der weitergeleiteten Nachricht:',
    fr: 'Début du message réexpédié :',
    es: 'Inicio del mensaje reenviado:',
    it: 'Inizio messaggio inoltrato:',
    nl: 'Begin doorgestuurd bericht:',
    pt: 'Início da mensagem encaminhada:',
    sv: 'Vidarebefordrat brev:',
    ja: '転送されたメッセージ：',
    zh: '开始转发的邮件：',
  }),
  ...rows('Outlook', outlook, true, {
    en: 'Original Message',
    de: 'Ursprüngliche Nachricht',
    fr: "Message d'origine",
    es: 'Mensaje original',
    it: 'Messaggio originale',
    nl: 'Oorspronkelijk bericht',
    pt: 'Mensagem original',
    pl: 'Oryginalna wiadomość',
    sv: 'Ursprungligt meddelande',
    da: 'Oprindelig meddelelse',
    ru: 'Исходное сообщение',
    zh: '邮件原件',
  }),
];

/** A quotation of a forwarded message within a text. */
export interface ForwardBlock {
  readonly separator: ForwardSeparator;
  /** Where its line begins, in UTF-16 code units. */
  readonly start: number;
  /** Where the words of the quoted message begin: behind the empty line after its few header lines. */
  readonly words: number;
}

const byLine: ReadonlyMap<string, ForwardSeparator> = new Map(
  // Of equal texts the first stands: the program is then one of several.
  [...forwardSeparators].reverse().map((separator) => [bare(separator.text), separator]),
);
const longestLine = 80;
const mostText = 16 * 1024;

/**
 * Finds the first quotation of a forwarded message in a text, within its first 16,384 characters.
 * @param subjectSaysForward whether the subject has the prefix of a forward, without which Outlook's separator is that of an answer
 */
export function forwardBlockIn(text: string, subjectSaysForward: boolean): ForwardBlock | null {
  const end = Math.min(text.length, mostText);
  for (let start = 0; start < end;) {
    const feed = text.indexOf('\n', start);
    const lineEnd = feed === -1 || feed > end ? end : feed;
    if (lineEnd - start >= 4 && lineEnd - start <= longestLine && mayBeSeparator(text.charCodeAt(start), text.charCodeAt(start + 1))) {
      const separator = byLine.get(bare(text.slice(start, lineEnd)));
      if (separator !== undefined && (!separator.alsoOnReplies || subjectSaysForward))
        return { separator, start, words: wordsAfter(text, lineEnd, end) };
    }
    start = lineEnd + 1;
  }
  return null;
}

// A line of ordinary prose begins with a letter; most are told from separators by that: dashes, quoting marks, blanks, or one
// of the initials of Apple Mail's lines.
function mayBeSeparator(first: number, second: number): boolean {
  return first === 0x2d || first === 0x3e || first === 0x20 || first === 0x5f || second === 0x2d || initials.has(first);
}

const initials: ReadonlySet<number> = new Set(
  forwardSeparators.filter(({ client }) => client === 'Apple Mail').map(({ text }) => text.charCodeAt(0)),
);

function bare(line: string): string {
  return line
    .replace(/^[\s>_-]+|[\s_-]+$/g, '')
    .replace(/\u00a0/g, ' ')
    .toLowerCase();
}

// The quoted header lines (From, Date, Subject, To) end with an empty line, or one of quoting marks alone.
function wordsAfter(text: string, lineEnd: number, end: number): number {
  let at = lineEnd + 1;
  for (let line = 0; line < mostHeaderLines && at < end; line += 1) {
    const feed = text.indexOf('\n', at);
    const stop = feed === -1 ? end : feed;
    const isEmpty = /^[\s>]*$/.test(text.slice(at, Math.min(stop, at + longestLine)));
    // Apple Mail has an empty line before the header lines as well.
    if (isEmpty && line > 0) return Math.min(stop + 1, end);
    at = stop + 1;
  }
  return Math.min(lineEnd + 1, end);
}

const mostHeaderLines = 12;
