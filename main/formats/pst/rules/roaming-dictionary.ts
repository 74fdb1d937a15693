import type { RuleValue } from '#model/index.ts';

/** PidTagRoamingDictionary ([MS-OXOCFG] 2.2.2.2): the settings of an `IPM.Configuration` item. */
export const dictionaryId = 0x7c07;

const mostEntries = 1000;
const keptCharacters = 1024;

/**
 * Reads the entries of a dictionary stream ([MS-OXOCFG] 2.2.5.1): XML whose elements `e` have the attributes `k` and `v`, each
 * a type and a text, as in `k="18-piRuleOnAllRss" v="3-False"`. Names lose their type, values keep it.
 */
export function readDictionary(bytes: Uint8Array): RuleValue[] {
  const xml = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const entries: RuleValue[] = [];
  for (const [, attributes = ''] of xml.matchAll(/<e((?:\s+[kv]="[^"<>]*"){2})\s*\/?>/g)) {
    if (entries.length === mostEntries) break;
    const name = /\sk="(?:\d+-)?([^"]*)"/.exec(attributes)?.[1];
    const value = /\sv="([^"]*)"/.exec(attributes)?.[1];
    if (name !== undefined && value !== undefined)
      entries.push({ name: unescaped(name), value: unescaped(value).slice(0, keptCharacters) });
  }
  return entries;
}

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => characters[name] ?? whole);
}
