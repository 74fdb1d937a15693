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
import type { LogClaims } from '../record/log-family.ts';

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

/** A setting as a listing has it. */
export function listedSetting(client: RuleClient, name: string, values: readonly RuleValue[]): LogClaims {
  const claimed: SettingClaims = { setting: 'client-setting', client, name, folderPath: [], modified: null, values };
  return { kind: 'setting', claimed };
}

/** An action of a listed rule. */
export function listedAction(kind: RuleActionKind, rest: Partial<RuleAction> = {}): RuleAction {
  return { kind, flavour: [], targets: [], facts: [], raw: '', isWhole: true, ...rest };
}

/** An address as a target, as a listing states it: a mail address, an X.500 name, or a name of the directory. */
export function listedAddress(stated: string): RuleTarget {
  const isSmtp = stated.includes('@') && !stated.startsWith('/');
  const isX500 = /^\/o=/i.test(stated);
  return {
    kind: 'address',
    name: '',
    smtpAddress: isSmtp ? stated : null,
    x500Address: isX500 ? stated : null,
    addressType: isSmtp ? 'SMTP' : isX500 ? 'EX' : '',
    otherAddress: isSmtp || isX500 ? '' : stated,
    entryId: null,
  };
}

/** A folder as a target. */
export function listedFolder(name: string): RuleTarget {
  return { kind: 'folder', name, store: null, folder: null };
}

/** A field of a listing that a rule was read from. */
export function listedPart(field: string, text: string): RulePart {
  const isLost = isTypeName(text);
  const bytes = Buffer.from(text.slice(0, 512));
  return {
    field,
    tag: null,
    sizeBytes: Buffer.byteLength(text),
    raw: bytes.toString('hex'),
    isRawWhole: text.length <= 512,
    text: text.slice(0, 4000),
    decoded: isLost ? 'not' : 'whole',
    trouble: isLost ? 'The export holds the name of a type in place of the value; ConvertTo-Json or Export-Clixml would have kept it.' : '',
  };
}

/** Whether a cell holds what Export-Csv writes in place of a list: the name of its type. */
export function isTypeName(text: string): boolean {
  return /^(?:System|Microsoft)\.[\w.`+[\], ]+$/.test(text);
}

/** Conditions together; one alone stays as it is, none is null. */
export function allOf(conditions: readonly RuleCondition[]): RuleCondition | null {
  const [first] = conditions;
  if (first === undefined) return null;
  return conditions.length === 1 ? first : { kind: 'all', of: conditions };
}
