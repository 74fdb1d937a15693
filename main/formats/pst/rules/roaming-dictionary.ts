import type { Limits, RuleValue } from '#model/index.ts';

/** PidTagRoamingDictionary ([MS-OXOCFG] 2.2.2.2): the settings of an `IPM.Configuration` item. */
export const dictionaryId = 0x7c07;

/** The entries of a dictionary, and what of it is not kept, in words. */
export interface ReadDictionary {
  readonly values: readonly RuleValue[];
  readonly cuts: readonly string[];
}

/**
 * Reads the entries of a dictionary stream ([MS-OXOCFG] 2.2.5.1): XML whose elements `e` have the attributes `k` and `v`, each
 * a type and a text, as in `k="18-piRuleOnAllRss" v="3-False"`. Names lose their type, values keep it.
 */
export function readDictionary(bytes: Uint8Array, limits: Pick<Limits, 'settingEntries' | 'settingCharacters'>): ReadDictionary {
  const xml = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const values: RuleValue[] = [];
  let [entries, shortened] = [0, 0];
  const keep = (text: string): string => {
    if (text.length > limits.settingCharacters) shortened += 1;
    return text.slice(0, limits.settingCharacters);
  };
  for (const [, attributes = ''] of xml.matchAll(/<e((?:\s+[kv]="[^"<>]*"){2})\s*\/?>/g)) {
    const name = /\sk="(?:\d+-)?([^"]*)"/.exec(attributes)?.[1];
    const value = /\sv="([^"]*)"/.exec(attributes)?.[1];
    if (name === undefined || value === undefined) continue;
    entries += 1;
    if (values.length < limits.settingEntries) values.push({ name: keep(unescaped(name)), value: keep(unescaped(value)) });
  }
  const cuts = [
    ...(entries > values.length ? [`${String(values.length)} of ${String(entries)} entries of the roaming dictionary are kept`] : []),
    ...(shortened > 0
      ? [`${String(shortened)} texts of the roaming dictionary are kept to ${String(limits.settingCharacters)} characters`]
      : []),
  ];
  return { values, cuts };
}

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => characters[name] ?? whole);
}
