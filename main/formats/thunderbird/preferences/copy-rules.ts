import type { ByteRange, RuleClaims, RulePart } from '#model/index.ts';
import { shortened, targetsOf } from '../claims.ts';
import { storedText, type StoredText } from '../stored-text.ts';
import { addressOfIdentity } from './accounts.ts';
import type { PrefTable } from './pref-table.ts';
import type { Pref } from './tokenize-prefs.ts';

/** A standing copy of what an identity sends. */
export interface CopyRule {
  readonly key: string;
  /** The preference that names the receivers. */
  readonly range: ByteRange;
  readonly claims: RuleClaims;
}

/**
 * The standing copies of sent mail: `doBcc` with `doBccList`, `doCc` with `doCcList`, and the older `bcc_others` with
 * `bcc_other_list` (nsMsgIdentity.cpp of comm-central). A list that is switched off is a rule that is not enabled.
 */
export function copyRulesOf(prefs: PrefTable, { stored: bytes }: StoredText, folderPath: readonly string[]): CopyRule[] {
  return prefs.keys('mail.identity.').flatMap((identity) =>
    copies.flatMap((copy): CopyRule[] => {
      const prefix = `mail.identity.${identity}.`;
      const list = prefs.get(prefix + copy.list);
      const isOn = prefs.isTrue(prefix + copy.isOn);
      if (list === null || typeof list.value !== 'string' || list.value.trim() === '') return [];
      const switches = [prefs.get(prefix + copy.isOn)].filter((pref) => pref !== null);
      const targets = targetsOf(list.value);
      const claims: RuleClaims = {
        client: 'thunderbird',
        storedAs: `preference ${list.name}`,
        folderPath,
        owner: addressOfIdentity(prefs, identity),
        provider: null,
        name: null,
        isEnabled: isOn,
        isHidden: false,
        hiddenBecause: [],
        sequence: null,
        state: [`applies to all mail sent as identity ${identity}`],
        condition: null,
        actions: [
          {
            kind: 'carbon-copy',
            flavour: copy.flavour,
            targets,
            facts: [],
            raw: hexOf(bytes, list),
            isWhole: true,
          },
        ],
        created: null,
        modified: null,
        parts: [...switches, list].map((pref) => partOf(bytes, pref)),
        strayAddresses: [],
      };
      return [{ key: list.name, range: list.range, claims }];
    }),
  );
}

const copies: readonly { readonly isOn: string; readonly list: string; readonly flavour: readonly string[] }[] = [
  { isOn: 'doBcc', list: 'doBccList', flavour: ['blind'] },
  { isOn: 'doCc', list: 'doCcList', flavour: [] },
  { isOn: 'bcc_others', list: 'bcc_other_list', flavour: ['blind'] },
];

const rawBytes = 256;

function hexOf(bytes: Buffer, { range }: Pref): string {
  return bytes.toString('hex', range.offsetBytes, range.offsetBytes + Math.min(range.lengthBytes, rawBytes));
}

function partOf(bytes: Buffer, pref: Pref): RulePart {
  const { offsetBytes, lengthBytes } = pref.range;
  return {
    field: pref.name,
    tag: null,
    sizeBytes: lengthBytes,
    raw: hexOf(bytes, pref),
    isRawWhole: lengthBytes <= rawBytes,
    text: shortened(storedText(bytes.subarray(offsetBytes, offsetBytes + lengthBytes)).bytes.toString('utf8')),
    decoded: 'whole',
    trouble: '',
  };
}
