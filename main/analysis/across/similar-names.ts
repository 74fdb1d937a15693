import { getDomainWithoutSuffix } from 'tldts';

/** How one domain resembles another without being it. */
export type Resemblance = 'letters that look alike' | 'one sign differs' | 'the same name under another suffix';

/** Finds which of some domains another resembles. Costs by the length of the name, not by how many domains there are. */
export interface SimilarNames {
  /** The domain among those given that this one resembles most and is not; null where none. @param domain a registered domain, lower case */
  like(domain: string): { readonly domain: string; readonly how: Resemblance } | null;
}

/** @param domains registered domains in lower case, the most important first */
export function newSimilarNames(domains: Iterable<string>): SimilarNames {
  const given = new Set(domains);
  const byName = new Map<string, string>();
  const bySkeleton = new Map<string, string>();
  const byPart = new Map<string, string[]>();
  for (const domain of given) {
    const name = nameOf(domain);
    setFirst(byName, name, domain);
    setFirst(bySkeleton, skeletonOf(name), domain);
    if (name.length < shortestName) continue;
    for (const part of partsOf(name)) byPart.set(part, [...(byPart.get(part) ?? []), domain].slice(0, mostOfOnePart));
  }
  return {
    like(domain) {
      const name = nameOf(domain);
      const sameLook = bySkeleton.get(skeletonOf(name));
      if (sameLook !== undefined && nameOf(sameLook) !== name) return { domain: sameLook, how: 'letters that look alike' };
      const sameName = byName.get(name);
      if (sameName !== undefined && sameName !== domain) return { domain: sameName, how: 'the same name under another suffix' };
      if (name.length < shortestName) return null;
      for (const part of partsOf(name)) {
        const near = byPart.get(part)?.find((other) => isOneSignOff(name, nameOf(other)));
        if (near !== undefined) return { domain: near, how: 'one sign differs' };
      }
      return null;
    },
  };
}

// Short names are near each other by chance.
const shortestName = 5;
const longestName = 63;
const mostOfOnePart = 20;

function setFirst(map: Map<string, string>, key: string, value: string): void {
  if (!map.has(key)) map.set(key, value);
}

/** The name that was registered, without its suffix, as people read it: IDN decoded. */
function nameOf(domain: string): string {
  const name = getDomainWithoutSuffix(domain, { allowPrivateDomains: true }) ?? domain.split('.')[0] ?? domain;
  return (name.startsWith('xn--') ? (decodePunycode(name.slice(4)) ?? name) : name).slice(0, longestName);
}

// The name itself and all names that lack one of its signs: two names one sign apart have one of these in common.
function partsOf(name: string): string[] {
  return [name, ...Array.from(name, (_, at) => name.slice(0, at) + name.slice(at + 1))];
}

/** Whether one sign was added, left out or replaced, or two neighbours exchanged. */
export function isOneSignOff(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/** Signs that look alike, after Unicode TR 39 (confusables) and the pairs of letters that phishing uses. */
const alike: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'l', i: 'l', '|': 'l', '3': 'e', '5': 's', à: 'a', á: 'a', â: 'a', ä: 'a', å: 'a', ã: 'a', ą: 'a', а: 'a', α: 'a' },
  ...{ ç: 'c', ć: 'c', с: 'c', è: 'e', é: 'e', ê: 'e', ë: 'e', ę: 'e', е: 'e', ε: 'e', ì: 'l', í: 'l', î: 'l', ï: 'l', ı: 'l', і: 'l' },
  ...{ ι: 'l', ł: 'l', ñ: 'n', ń: 'n', ո: 'n', ò: 'o', ó: 'o', ô: 'o', ö: 'o', õ: 'o', ø: 'o', о: 'o', ο: 'o', р: 'p', ρ: 'p' },
  ...{
    ś: 's',
    š: 's',
    ѕ: 's',
    ù: 'u',
    ú: 'u',
    û: 'u',
    ü: 'u',
    υ: 'u',
    ν: 'v',
    х: 'x',
    χ: 'x',
    у: 'y',
    ý: 'y',
    ÿ: 'y',
    ž: 'z',
    ź: 'z',
    ż: 'z',
  },
};

/** A name with every sign replaced by the plain one that it looks like; `rn` reads as `m`, `vv` as `w`. */
export function skeletonOf(name: string): string {
  return Array.from(name.toLowerCase().normalize('NFC'), (sign) => alike[sign] ?? sign)
    .join('')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
    .replace(/-/g, '');
}

/**
 * Decodes the part of an IDN label behind `xn--` (RFC 3492).
 * @returns null where it is none
 */
export function decodePunycode(encoded: string): string | null {
  if (encoded.length > longestName) return null;
  const last = encoded.lastIndexOf('-');
  const signs = Array.from(encoded.slice(0, Math.max(last, 0)));
  let [code, bias, at] = [128, 72, 0];
  for (let input = last + 1; input < encoded.length;) {
    const before = at;
    for (let weight = 1, step = 36; ; step += 36) {
      // Behind the end stands no digit: a number that does not end is none.
      const digit = digitOf(encoded.charCodeAt(input));
      input += 1;
      if (digit === null) return null;
      at += digit * weight;
      const threshold = Math.min(Math.max(step - bias, 1), 26);
      if (digit < threshold) break;
      weight *= 36 - threshold;
    }
    const length = signs.length + 1;
    bias = adapted(at - before, length, before === 0);
    code += Math.floor(at / length);
    at %= length;
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
    signs.splice(at, 0, String.fromCodePoint(code));
    at += 1;
  }
  return signs.join('');
}

function digitOf(unit: number): number | null {
  if (unit >= 0x30 && unit <= 0x39) return unit - 22;
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x61;
  return unit >= 0x41 && unit <= 0x5a ? unit - 0x41 : null;
}

// RFC 3492 6.1.
function adapted(delta: number, length: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / 700) : delta >> 1;
  rest += Math.floor(rest / length);
  let bias = 0;
  for (; rest > 455; bias += 36) rest = Math.floor(rest / 35);
  return bias + Math.floor((36 * rest) / (rest + 38));
}
