import type { RuleClaims, RuleCondition, RulePart } from '#model/index.ts';
import { findAddresses } from './found-text.ts';
import { readActionsBlob, readConditionBlob, type BlobReading, type ExpectedForm, type ReadBlob } from './rule-blobs.ts';
import type { StreamRule } from './rules-stream.ts';
import { cutValues, partOf, undecodedParts, type StoredItem, type StoredValue, type Undecoded } from './stored-item.ts';

/** Message classes of rules ([MS-OXORULE] 2.2.4; `IPM.Rule.Version2.Message` is what Exchange makes of standard rules). */
const ruleClasses: ReadonlyMap<string, ExpectedForm> = new Map([
  ['ipm.rule.message', 'standard'],
  ['ipm.rule.version2.message', 'extended'],
  ['ipm.extendedrule.message', 'extended'],
]);

/** Whether an item of this class is a rule. */
export function isRuleClass(messageClass: string): boolean {
  return ruleClasses.has(messageClass.toLowerCase());
}

/* Where conditions and actions stand: the properties of extended rules, those that items of older servers have (not in
 * [MS-OXPROPS]), and those of the rules table. */
const conditionFields = [
  [0x0e9a, 'PidTagExtendedRuleMessageCondition'],
  [0x65f0, 'PR_RULE_MSG_CONDITION'],
  [0x6679, 'PidTagRuleCondition'],
] as const;
const actionFields = [
  [0x0e99, 'PidTagExtendedRuleMessageActions'],
  [0x65ef, 'PR_RULE_MSG_ACTIONS'],
  [0x6680, 'PidTagRuleActions'],
] as const;

/** A rule and what of it was not understood. */
export interface DecodedRule {
  readonly claimed: RuleClaims;
  readonly undecoded: readonly Undecoded[];
}

/** Decodes an item whose class is that of a rule. */
export function decodeRule(item: StoredItem): DecodedRule {
  const expected = ruleClasses.get(item.messageClass.toLowerCase()) ?? 'extended';
  const condition = readField(item, conditionFields, expected, readConditionBlob, null);
  const actions = readField(item, actionFields, expected, readActionsBlob, []);
  const parts = [...condition.parts, ...actions.parts];
  const state = item.bag.integer(0x65e9);
  const provider = item.bag.text(0x65eb);
  const name = item.bag.text(0x65ec);
  // What is there and could not be read, or is no text, is not missing.
  const hiddenBecause = whyHidden(name ?? unread(item, 0x65ec), provider ?? unread(item, 0x65eb));
  return {
    claimed: {
      client: 'outlook',
      storedAs: item.messageClass,
      folderPath: item.folderPath,
      owner: ownerOf(item),
      provider,
      name,
      isEnabled: state === null ? null : (state & stateBits.enabled) !== 0,
      isHidden: hiddenBecause.length > 0,
      hiddenBecause,
      sequence: item.bag.integer(0x65f3),
      state: stateWords(state),
      condition: condition.read ?? unreadCondition(condition.parts),
      actions: actions.read,
      created: item.bag.time(0x3007, 'PidTagCreationTime'),
      modified: item.bag.time(0x3008, 'PidTagLastModificationTime'),
      parts,
      strayAddresses: [...condition.stray, ...actions.stray],
    },
    undecoded: [...undecodedParts(parts, [condition.stored, actions.stored]), ...cutValues([...condition.cuts, ...actions.cuts])],
  };
}

/** A mark for a property that the item has, but not as a text that could be read; null when it does not have it. */
function unread(item: StoredItem, id: number): string | null {
  return item.value(id) === null ? null : 'not read';
}

/** A condition of which nothing could be read is not one that is not there. */
function unreadCondition(parts: readonly RulePart[]): RuleCondition | null {
  const reason = parts.find(({ trouble }) => trouble !== '')?.trouble;
  return reason === undefined ? null : { kind: 'unreadable', reason };
}

interface ReadField<T> {
  readonly read: T;
  readonly parts: readonly RulePart[];
  readonly stray: RuleClaims['strayAddresses'];
  readonly stored: StoredValue | null;
  readonly cuts: readonly string[];
}

function readField<T>(
  item: StoredItem,
  fields: readonly (readonly [number, string])[],
  expected: ExpectedForm,
  read: (bytes: Uint8Array, reading: BlobReading) => ReadBlob<T>,
  none: T,
): ReadField<T> {
  for (const [id, field] of fields) {
    const stored = item.value(id);
    if (stored === null) continue;
    const blob = read(stored.bytes, { expected, codepage: item.codepage, limits: item.limits });
    const decoded = blob.trouble === null && stored.trouble === null ? 'whole' : isNothing(blob.value) ? 'not' : 'partly';
    const stray = decoded === 'whole' ? [] : findAddresses(stored.bytes);
    return {
      read: blob.value,
      parts: [partOf(field, stored, decoded, blob.trouble)],
      stray,
      stored,
      cuts: blob.cuts.map((cut) => `${field}: ${cut}`),
    };
  }
  return { read: none, parts: [], stray: [], stored: null, cuts: [] };
}

function isNothing(read: unknown): boolean {
  return read === null || (Array.isArray(read) && read.length === 0) || (read as Partial<RuleCondition>).kind === 'unreadable';
}

/** PidTagRuleMessageState ([MS-OXORULE] 2.2.1.3.1.3). */
const stateBits = { enabled: 0x1 } as const;
const stateTable: readonly (readonly [number, string])[] = [
  [0x2, 'the server met an error in it'],
  [0x4, 'only while out of office'],
  [0x8, 'once for each sender while out of office'],
  [0x10, 'ends the evaluation of rules'],
  [0x20, 'skipped for mail that is no spam'],
  [0x40, 'the server could not parse it'],
  [0x80000000, 'clears the out-of-office history'],
];

function stateWords(state: number | null): string[] {
  if (state === null) return [];
  const unknown = stateTable.reduce((rest, [bit]) => rest & ~bit, state & ~stateBits.enabled) >>> 0;
  const words = stateTable.filter(([bit]) => (state & bit) !== 0).map(([, word]) => word);
  return unknown === 0 ? words : [...words, `unknown state 0x${unknown.toString(16).padStart(8, '0')}`];
}

/* Rules of these providers have no name of their own: delegate rules ([MS-OXODLGT] 2.2.3.1.3) and the rules of the
 * out-of-office and public-folder assistants. */
const namelessProviders = /^(?:Schedule\+ EMS Interface|MSFT:)/;

/**
 * Why a rule is taken as hidden. Outlook and the web client list the rules of providers they know, under their names; where
 * these properties are cleared, the server still carries out the rule and nobody sees it.
 */
function whyHidden(name: string | null, provider: string | null): string[] {
  const reasons: string[] = [];
  if (isBlank(provider)) {
    reasons.push(`PidTagRuleMessageProvider is ${missingOr(provider)}: mail programs list only rules of providers that they know.`);
  }
  if (isBlank(name) && !namelessProviders.test(provider ?? '')) {
    reasons.push(`PidTagRuleMessageName is ${missingOr(name)}: mail programs do not list such a rule, or list it as an empty line.`);
  }
  return reasons;
}

function missingOr(text: string | null): string {
  return text === null ? 'missing' : text === '' ? 'empty' : 'blank';
}

/** Whether nothing of a text can be seen: spaces, control and format characters are all it has. */
function isBlank(text: string | null): boolean {
  return text === null || /^[\p{White_Space}\p{C}\u115f\u1160\u2800\u3164\uffa0]*$/u.test(text);
}

// PidTagLastModifierName and PidTagCreatorName, or the SMTP addresses that Exchange writes beside them.
function ownerOf({ bag }: StoredItem): string {
  for (const id of [0x5d0b, 0x5d0a, 0x3ffa, 0x3ff8]) {
    const text = bag.text(id)?.trim() ?? '';
    if (text !== '') return text;
  }
  return '';
}

/** Makes the claims of a rule of the rules stream. */
export function streamRuleClaims(
  rule: StreamRule,
  stored: Pick<RuleClaims, 'storedAs' | 'folderPath' | 'owner' | 'modified'>,
  part: RulePart,
): RuleClaims {
  const conditions: RuleCondition[] = [
    ...rule.conditions,
    ...rule.exceptions.map((of): RuleCondition => ({ kind: 'not', of })),
    // What broke off may have been conditions.
    ...(rule.trouble === null ? [] : [{ kind: 'unreadable', reason: rule.trouble } as const]),
  ];
  return {
    client: 'outlook',
    ...stored,
    provider: null,
    name: rule.name,
    isEnabled: rule.isEnabled,
    isHidden: false,
    hiddenBecause: [],
    sequence: null,
    state: rule.event === '' ? [] : [`applies to ${rule.event}`],
    condition: conditions.length === 0 ? null : { kind: 'all', of: conditions },
    actions: rule.actions,
    created: null,
    parts: [part],
    strayAddresses: [],
  };
}
