import {
  evidenceIdOf,
  fileStep,
  type FactRecord,
  type RecordId,
  type RuleAction,
  type RuleClaims,
  type RuleTarget,
  type SettingClaims,
} from '#model/index.ts';

const common = {
  recordId: 'abcdef0123456789abcdef0123456789' as RecordId,
  evidenceId: evidenceIdOf(1),
  parentRecordId: null,
  parent: null,
  locator: [fileStep('msgFilterRules.dat')],
  observed: { range: { offsetBytes: 20, lengthBytes: 100 }, sizeBytes: 100, sha256: null, allocation: 'allocated', intact: true },
} as const;

/** A rule record of a plain message filter, with the given claims in place of its own. */
export function ruleRecord(claims: Partial<RuleClaims> = {}, observed: Partial<FactRecord['observed']> = {}): FactRecord {
  return {
    ...common,
    kind: 'rule',
    observed: { ...common.observed, ...observed },
    claimed: {
      client: 'thunderbird',
      storedAs: 'filter file',
      folderPath: [],
      owner: '',
      provider: null,
      name: 'Newsletters',
      isEnabled: true,
      isHidden: false,
      hiddenBecause: [],
      sequence: 1,
      state: [],
      condition: { kind: 'text', field: 'subject', match: 'contains', options: [], value: 'garden' },
      actions: [],
      created: null,
      modified: null,
      parts: [
        {
          field: 'filter',
          tag: null,
          sizeBytes: 30,
          raw: '6e616d653d224e65777322',
          isRawWhole: true,
          text: 'name="News"',
          decoded: 'whole',
          trouble: '',
        },
      ],
      strayAddresses: [],
      ...claims,
    },
  };
}

/** A setting record. */
export function settingRecord(claims: SettingClaims): FactRecord {
  return { ...common, kind: 'setting', claimed: claims };
}

/** An account of a mail program with these addresses, one of them the name of its user. */
export function accountRecord(userName: string, identities: readonly string[] = []): FactRecord {
  return {
    ...common,
    kind: 'account',
    claimed: {
      client: 'thunderbird',
      key: 'account1',
      name: '',
      service: 'imap',
      server: '',
      port: null,
      userName,
      identities: identities.map((address) => ({ name: '', address, replyTo: '' })),
      storedAt: '',
      lastUsed: null,
      facts: [],
    },
  };
}

/** An entry of an address book. */
export function correspondentRecord(...addresses: readonly RuleTarget[]): FactRecord {
  return { ...common, kind: 'correspondent', claimed: { client: 'thunderbird', source: 'address book', name: '', addresses, facts: [] } };
}

/** An action of a rule. */
export function actionTo(kind: RuleAction['kind'], targets: readonly RuleTarget[] = [], parts: Partial<RuleAction> = {}): RuleAction {
  return { kind, flavour: [], targets, facts: [], raw: '', isWhole: true, ...parts };
}

/** An SMTP recipient. */
export function smtpTarget(smtpAddress: string): RuleTarget {
  return { kind: 'address', name: '', smtpAddress, x500Address: null, addressType: 'SMTP', otherAddress: '', entryId: null };
}

/** A folder by its name. */
export function folderTarget(name: string): RuleTarget {
  return { kind: 'folder', name, store: null, folder: null };
}
