/** A prefix that a mail program puts before the subject of an answer or a forward. */
export interface SubjectPrefix {
  /** As it is written, without the colon. Compared without case. */
  readonly prefix: string;
  readonly kind: 'forward' | 'reply';
  /** ISO 639-1, and the program where it is that program's alone. */
  readonly language: string;
  readonly source: string;
}

/** Raised whenever a row is added or changed. */
export const subjectPrefixesVersion = '1';

const outlook = 'Outlook of that language, abbreviation of forwards and answers in the subject';
const common = 'RFC 5322 3.6.5 and common use';

/** Prefixes by language. */
export const subjectPrefixes: readonly SubjectPrefix[] = [
  { prefix: 'FW', kind: 'forward', language: 'en', source: outlook },
  { prefix: 'Fwd', kind: 'forward', language: 'en', source: 'Gmail, Thunderbird, Apple Mail in every language' },
  { prefix: 'WG', kind: 'forward', language: 'de', source: outlook },
  { prefix: 'TR', kind: 'forward', language: 'fr', source: outlook },
  { prefix: 'RV', kind: 'forward', language: 'es', source: outlook },
  { prefix: 'I', kind: 'forward', language: 'it', source: outlook },
  { prefix: 'ENC', kind: 'forward', language: 'pt', source: outlook },
  { prefix: 'VS', kind: 'forward', language: 'da', source: outlook },
  { prefix: 'VB', kind: 'forward', language: 'sv', source: outlook },
  { prefix: 'VL', kind: 'forward', language: 'fi', source: outlook },
  { prefix: 'Doorst', kind: 'forward', language: 'nl', source: outlook },
  { prefix: 'PD', kind: 'forward', language: 'pl', source: outlook },
  { prefix: 'İLT', kind: 'forward', language: 'tr', source: outlook },
  { prefix: 'ILT', kind: 'forward', language: 'tr', source: outlook },
  { prefix: 'ΠΡΘ', kind: 'forward', language: 'el', source: outlook },
  { prefix: 'Továbbítás', kind: 'forward', language: 'hu', source: outlook },
  { prefix: '转发', kind: 'forward', language: 'zh', source: outlook },
  { prefix: '轉寄', kind: 'forward', language: 'zh', source: outlook },
  { prefix: '転送', kind: 'forward', language: 'ja', source: outlook },
  { prefix: '전달', kind: 'forward', language: 'ko', source: outlook },
  { prefix: 'Пересл', kind: 'forward', language: 'ru', source: outlook },
  { prefix: 'הועבר', kind: 'forward', language: 'he', source: outlook },
  { prefix: 'Re', kind: 'reply', language: 'en', source: common },
  { prefix: 'AW', kind: 'reply', language: 'de', source: outlook },
  { prefix: 'RÉ', kind: 'reply', language: 'fr', source: outlook },
  { prefix: 'R', kind: 'reply', language: 'it', source: outlook },
  { prefix: 'RIF', kind: 'reply', language: 'it', source: outlook },
  { prefix: 'RES', kind: 'reply', language: 'pt', source: outlook },
  { prefix: 'SV', kind: 'reply', language: 'sv', source: outlook },
  { prefix: 'Antw', kind: 'reply', language: 'nl', source: outlook },
  { prefix: 'Odp', kind: 'reply', language: 'pl', source: outlook },
  { prefix: 'YNT', kind: 'reply', language: 'tr', source: outlook },
  { prefix: 'ΑΠ', kind: 'reply', language: 'el', source: outlook },
  { prefix: '回复', kind: 'reply', language: 'zh', source: outlook },
  { prefix: '答复', kind: 'reply', language: 'zh', source: outlook },
  { prefix: '回覆', kind: 'reply', language: 'zh', source: outlook },
  { prefix: '返信', kind: 'reply', language: 'ja', source: outlook },
  { prefix: '회신', kind: 'reply', language: 'ko', source: outlook },
  { prefix: 'Отв', kind: 'reply', language: 'ru', source: outlook },
];

const kinds: ReadonlyMap<string, SubjectPrefix['kind']> = new Map(subjectPrefixes.map(({ prefix, kind }) => [prefix.toLowerCase(), kind]));
const longestPrefix = Math.max(...subjectPrefixes.map(({ prefix }) => prefix.length));

/** What the prefixes of a subject say. */
export interface ReadSubject {
  /** The subject without its prefixes, in lower case, blanks united: what a message and its forward have in common. */
  readonly base: string;
  /** The outermost prefix is that of a forward. */
  readonly isForward: boolean;
}

/** Takes the prefixes off a subject: `AW: WG[2]: Angebot` is `angebot`, an answer. At most eight of them are taken off. */
export function readSubject(subject: string): ReadSubject {
  let rest = subject.slice(0, longestSubject).trimStart();
  let outermost: SubjectPrefix['kind'] | null = null;
  for (let count = 0; count < mostPrefixes; count += 1) {
    const colon = colonIn(rest);
    if (colon === -1) break;
    const kind = kinds.get(
      rest
        .slice(0, colon)
        .replace(/\s*[[(^]\d{1,4}[\])]?$/, '')
        .trim()
        .toLowerCase(),
    );
    if (kind === undefined) break;
    outermost ??= kind;
    rest = rest.slice(colon + 1).trimStart();
  }
  // Apple Mail and others write `Subject (fwd)`, as pine did.
  const pine = / ?\(fwd\)$/i.exec(rest);
  if (pine !== null) rest = rest.slice(0, pine.index);
  return {
    base: rest.replace(/\s+/g, ' ').trim().toLowerCase(),
    isForward: outermost === 'forward' || (outermost === null && pine !== null),
  };
}

const longestSubject = 500;
const mostPrefixes = 8;

// Chinese and Japanese programs write the wide colon; French ones a blank before it.
function colonIn(text: string): number {
  for (let at = 0; at < Math.min(text.length, longestPrefix + 8); at += 1) if (text[at] === ':' || text[at] === '：') return at;
  return -1;
}
