import { EvidenceReadError } from '#evidence/byte-source.ts';
import type { RuleClaims, RulePart } from '#model/index.ts';
import {
  claimedSeconds,
  entryOf,
  factsOf,
  integerOf,
  itemsOf,
  plainValue,
  readPlist,
  textOf,
  yesOrNoOf,
  type KeyPath,
  type PlistEntry,
  type PlistValue,
} from '../plist/index.ts';
import type { ReadContext } from '../reader.ts';
import type { ListFact, ListFile } from './list-file.ts';
import { findStrayAddresses } from './stray-addresses.ts';
import { describingKeys, readRuleActions } from './rule-actions.ts';
import { readRuleCondition } from './rule-condition.ts';

/** The rules of a list, and the path to the array that holds them; null when the list holds none. */
export function findRules(root: PlistValue): { readonly path: KeyPath; readonly rules: readonly PlistValue[] } | null {
  for (const [path, array] of [
    [[], root],
    [['rules'], entryOf(root, 'rules')],
    [['Rules'], entryOf(root, 'Rules')],
  ] as const) {
    const items = itemsOf(array);
    if (items.some(isRule)) return { path, rules: items };
  }
  return null;
}

/** Most keys of a rule that are read; programs write some thirty. */
const mostKeys = 1000;

function isRule(value: PlistValue): boolean {
  return ['RuleName', 'RuleId', 'Criteria'].some((key) => entryOf(value, key) !== null) && entryOf(value, 'MailboxCriteria') === null;
}

/**
 * Reads rules as `SyncedRules.plist`, `UnsyncedRules.plist` and the older `MessageRules.plist` hold them. Whether a rule is
 * in use stands in `RulesActiveState.plist` beside them, by its identifier.
 */
export function* ruleFacts(file: ListFile, path: KeyPath, rules: readonly PlistValue[]): Generator<ListFact, void, undefined> {
  const active = rulesInUse(file.context);
  for (const [position, rule] of rules.entries()) {
    const place = [...path, position];
    const undecoded: string[] = [];
    if (rule.kind !== 'dictionary') undecoded.push(`A rule is no dictionary: ${String(plainValue(rule)).slice(0, 100)}.`);
    const stored = rule.kind === 'dictionary' ? rule.entries : [];
    const entries = stored.slice(0, mostKeys);
    const limited = stored.length > mostKeys ? [`A rule has ${String(stored.length)} keys; the first ${String(mostKeys)} were read.`] : [];
    const actions = readRuleActions(entries);
    const condition = readRuleCondition(rule);
    if (actions.unknown.length > 0) undecoded.push(`The meaning of ${actions.unknown.join(', ')} is not published; the value is kept.`);
    const parts = entries.map((entry) => partOf(entry, place, file.bytes, actions));
    const name = textOf(entryOf(rule, 'RuleName'));
    const identifier = textOf(entryOf(rule, 'RuleId')) ?? '';
    const stamp = integerOf(entryOf(rule, 'TimeStamp'));
    const hiddenBecause =
      name !== null && /^[\p{White_Space}\p{C}]*$/u.test(name) ? ['Its name is blank, so the list of rules shows an empty line.'] : [];
    const claimed: RuleClaims = {
      client: 'apple-mail',
      storedAs: `property list ${file.context.fileName}`,
      folderPath: file.context.folderPath,
      owner: '',
      provider: null,
      name,
      isEnabled: active?.get(identifier) ?? yesOrNoOf(entryOf(rule, 'Active') ?? entryOf(rule, 'IsActive')),
      isHidden: hiddenBecause.length > 0,
      hiddenBecause,
      sequence: position,
      state: identifier === '' ? [] : [`identifier ${identifier}`],
      condition,
      actions: actions.actions,
      created: null,
      modified: stamp === null ? null : claimedSeconds(stamp, 'apple', 'property TimeStamp of the rule'),
      parts,
      strayAddresses: strayAddresses(entries, actions, file.bytes),
    };
    yield { kind: 'rule', claimed, path: place, value: rule, container: 'rules', undecoded, limited };
  }
}

const longestRaw = 64;

function partOf(
  { key, value }: PlistEntry,
  place: KeyPath,
  bytes: Uint8Array,
  { unknown, known }: ReturnType<typeof readRuleActions>,
): RulePart {
  const stored = storedBytes(value, bytes);
  const { facts } = factsOf(value);
  const shown = facts.map((fact) => `${fact.name === '' ? '' : `${fact.name}: `}${String(fact.value)}`).join('\n');
  const isKnown = known.has(key) || describing.has(key);
  return {
    field: [...place, key].join('.'),
    tag: null,
    sizeBytes: value.range?.lengthBytes ?? 0,
    raw: Buffer.from(stored.subarray(0, longestRaw)).toString('hex'),
    isRawWhole: stored.length <= longestRaw,
    text: shown.slice(0, 4096),
    decoded: isKnown ? (unknown.includes(key) ? 'partly' : 'whole') : 'not',
    trouble: isKnown ? '' : 'This key is not known; its value is kept as it stands.',
  };
}

function storedBytes(value: PlistValue, bytes: Uint8Array): Uint8Array {
  return value.range === null
    ? new Uint8Array(0)
    : bytes.subarray(value.range.offsetBytes, value.range.offsetBytes + value.range.lengthBytes);
}

// Addresses in keys that are neither conditions nor understood actions.
function strayAddresses(
  entries: readonly PlistEntry[],
  { known }: ReturnType<typeof readRuleActions>,
  bytes: Uint8Array,
): RuleClaims['strayAddresses'] {
  return entries.flatMap(({ key, value }) => (known.has(key) || describing.has(key) ? [] : findStrayAddresses(storedBytes(value, bytes))));
}

const describing = new Set(describingKeys);

/** Whether each rule is in use, by its identifier; null where no such list lies beside the rules. */
function rulesInUse({ surroundings, limits }: ReadContext): ReadonlyMap<string, boolean> | null {
  try {
    const source = surroundings.open('RulesActiveState.plist');
    const root = source === null ? null : (readPlist(source.read(0, limits.ruleBytes), limits)?.root ?? null);
    if (root?.kind !== 'dictionary') return null;
    return new Map(
      root.entries.flatMap(({ key, value }) => {
        const isActive = yesOrNoOf(value);
        return isActive === null ? [] : [[key, isActive] as const];
      }),
    );
  } catch (error) {
    // The list itself is a file of the evidence, whose own reading tells the trouble.
    if (!(error instanceof EvidenceReadError)) throw error;
    return null;
  }
}
