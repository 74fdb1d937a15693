import type {
  RuleAction,
  RuleActionKind,
  RuleClaims,
  RuleClient,
  RuleCondition,
  RulePart,
  RuleTarget,
  RuleValue,
  SettingClaims,
} from '#model/index.ts';
import type { StatedPerson } from '../record/addresses.ts';
import type { LogClaims } from '../record/log-family.ts';
import { elsewhere } from '../shapes/clixml.ts';

/** What a listing says of a rule; what it does not say is filled in. */
export type ListedRule = Pick<RuleClaims, 'client' | 'storedAs' | 'owner' | 'name' | 'isEnabled' | 'actions' | 'parts'> &
  Partial<RuleClaims>;

/** A rule as a listing of administration has it. */
export function listedRule(stated: ListedRule): LogClaims {
  return {
    kind: 'rule',
    claimed: {
      folderPath: [],
      provider: null,
      isHidden: false,
      hiddenBecause: [],
      sequence: null,
      state: [],
      condition: null,
      created: null,
      modified: null,
      strayAddresses: [],
      ...stated,
    },
  };
}

/** A rule with what stands beside its record in the export, and with the mailbox that stands there where the record names none. */
export function withBeside(rule: LogClaims, beside: readonly RuleValue[], owner: string): LogClaims {
  if (rule.kind !== 'rule' || beside.length === 0) return rule;
  const part = listedPart('beside the record in the export, as JSON', JSON.stringify(beside));
  const { claimed } = rule;
  return { kind: 'rule', claimed: { ...claimed, owner: claimed.owner || owner, parts: [...claimed.parts, part] } };
}

/** A setting as a listing has it. */
export function listedSetting(client: RuleClient, name: string, values: readonly RuleValue[]): LogClaims {
  const claimed: SettingClaims = { setting: 'client-setting', client, name, folderPath: [], modified: null, values };
  return { kind: 'setting', claimed };
}

/** An action of a listed rule. */
export function listedAction(kind: RuleActionKind, rest: Partial<RuleAction> = {}): RuleAction {
  return { kind, flavour: [], targets: [], facts: [], raw: '', isWhole: true, ...rest };
}

/** Somebody as a target, as a listing states it: a mail address, an X.500 name, or a name of the directory. */
export function listedAddress({ address, name, type }: StatedPerson): RuleTarget {
  const isX500 = /^\/o=/i.test(address);
  // An address that ends with dots was cut: it is no whole one.
  const isCut = address.endsWith(leftOut) || address.endsWith('...');
  const isSmtp = !isX500 && !isCut && address.includes('@') && (type === '' || type === 'SMTP');
  return {
    kind: 'address',
    name,
    smtpAddress: isSmtp ? address : null,
    x500Address: isX500 ? address : null,
    addressType: isSmtp ? 'SMTP' : isX500 ? 'EX' : type,
    otherAddress: isSmtp || isX500 ? '' : address,
    entryId: null,
  };
}

/** A folder as a target. */
export function listedFolder(name: string): RuleTarget {
  return { kind: 'folder', name, store: null, folder: null };
}

/** A field of a listing that a rule was read from. @param longest most characters of its text that are kept */
export function listedPart(field: string, text: string, longest = 4000): RulePart {
  const lost = isLost(text);
  // A name may be nothing but dots.
  const cut = isLeftOut(text) && !/name|description/i.test(field);
  const bytes = Buffer.from(text.slice(0, 512));
  return {
    field,
    tag: null,
    sizeBytes: Buffer.byteLength(text),
    raw: bytes.toString('hex'),
    isRawWhole: text.length <= 512,
    text: text.slice(0, longest),
    decoded: lost ? 'not' : cut ? 'partly' : 'whole',
    trouble: lost
      ? 'The export holds the name of a type in place of the value; ConvertTo-Json or Export-Clixml would have kept it.'
      : cut
        ? 'The export ends the value with dots: what follows was left out when it was written.'
        : '',
  };
}

/** Whether a text is what Export-Csv writes in place of a list, the name of its type, or a reference to an object elsewhere. */
export function isLost(text: string): boolean {
  return /^(?:System|Microsoft|Deserialized)\.[\w.`+[\], ]+$/.test(text.slice(0, 1000)) || text.startsWith(elsewhere);
}

/** What stands in a list for the items that PowerShell left out. */
export const leftOut = '\u2026';

/** Whether a text ends with the dots by which PowerShell says that it left something out of a list or a column. */
export function isLeftOut(text: string): boolean {
  return text.endsWith(leftOut) || text.endsWith('\u2026}') || (text.startsWith('{') && text.endsWith('...}'));
}

/** Conditions together; one alone stays as it is, none is null. */
export function allOf(conditions: readonly RuleCondition[]): RuleCondition | null {
  const [first] = conditions;
  if (first === undefined) return null;
  return conditions.length === 1 ? first : { kind: 'all', of: conditions };
}
