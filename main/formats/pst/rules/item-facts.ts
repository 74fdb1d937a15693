import type { RuleClaims, SettingClaims } from '#model/index.ts';
import { guidOf } from './blob-cursor.ts';
import { formClass, readCustomForm } from './custom-form.ts';
import { mayHoldDelegates, readDelegates } from './delegates.ts';
import { findAddresses } from './found-text.ts';
import { homePageId, readHomePages } from './home-page.ts';
import { dictionaryId, readDictionary } from './roaming-dictionary.ts';
import { decodeRule, isRuleClass, streamRuleClaims } from './rule-claims.ts';
import { readRulesStream } from './rules-stream.ts';
import { cutValues, partOf, undecodedParts, type StoredItem, type StoredValue, type Undecoded } from './stored-item.ts';

/** What an item of a store, or a folder, is a record of. */
export type Claims =
  { readonly kind: 'rule'; readonly claimed: RuleClaims } | { readonly kind: 'setting'; readonly claimed: SettingClaims };

/** A record that lies within another one. */
export type InnerFact = Claims & {
  /** Its place in the outer record, from 0. */
  readonly at: number;
  /** Where it begins in the stream. */
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  readonly isWhole: boolean;
};

export interface ItemFacts {
  readonly own: Claims;
  /** The rules of a rules stream. */
  readonly inner: readonly InnerFact[];
  /** Why further inner records, whose number is not known, are lost; null when none is. */
  readonly lostInner: string | null;
  readonly undecoded: readonly Undecoded[];
}

/** PidTagRwRulesStream ([MS-OXPROPS] 2.966). */
const rulesStreamId = 0x6802;
const rulesOrganizer = 'ipm.ruleorganizer';
/** Prefixes of the classes of reply templates ([MS-OXORULE] 3.1.4.2.5). */
const templateClasses = [
  ['ipm.note.rules.ooftemplate.', 'while out of office'],
  ['ipm.note.rules.replytemplate.', 'by rule'],
] as const;

const keptCharacters = 16_384;

/** Whether items of this class are rules or settings that matter, in whichever table of a folder they stand. */
export function isOfInterest(messageClass: string): boolean {
  const lower = messageClass.toLowerCase();
  return (
    isRuleClass(lower) ||
    mayHoldDelegates(lower) ||
    lower === rulesOrganizer ||
    lower === formClass ||
    templateClasses.some(([prefix]) => lower.startsWith(prefix))
  );
}

/** Decodes a folder-associated item, or a message whose class is of interest. */
export function factsOfItem(item: StoredItem): ItemFacts {
  const lower = item.messageClass.toLowerCase();
  if (isRuleClass(lower)) {
    const { claimed, undecoded } = decodeRule(item);
    return { own: { kind: 'rule', claimed }, inner: [], lostInner: null, undecoded };
  }
  if (lower === formClass) return setting(item, readCustomForm(item));
  const stream = lower === rulesOrganizer ? item.value(rulesStreamId) : null;
  if (stream !== null) return factsOfStream(item, stream, 'PidTagRwRulesStream');
  const template = templateClasses.find(([prefix]) => lower.startsWith(prefix));
  if (template !== undefined) {
    const id = item.value(0x65c2);
    const text = item.bag.text(0x1000);
    const cuts = (text?.length ?? 0) > keptCharacters ? [`The text of the template is kept to ${String(keptCharacters)} characters`] : [];
    const templateId = id === null ? '' : guidOf(id.bytes);
    return setting(
      item,
      { setting: 'reply-template', answers: template[1], templateId, text: text?.slice(0, keptCharacters) ?? null },
      cutValues(cuts),
    );
  }
  const delegates = mayHoldDelegates(lower) ? readDelegates(item) : null;
  if (delegates !== null) return setting(item, delegates, undecodedParts(delegates.parts, []));
  const dictionary = item.value(dictionaryId);
  if (dictionary === null) return setting(item, { setting: 'item', values: [] });
  const { values, cuts } = readDictionary(dictionary.bytes, item.limits);
  return setting(item, { setting: 'item', values }, [...undecodedDictionary(dictionary), ...cutValues(cuts)]);
}

function undecodedDictionary({ bytes, trouble }: StoredValue): Undecoded[] {
  if (trouble === null) return [];
  const effect = bytes.length === 0 ? 'field-lost' : 'limit-reached';
  return [{ code: 'rule-undecoded', effect, detail: `PidTagRoamingDictionary was not decoded whole: ${trouble}.` }];
}

/** Decodes the home page of a folder. */
export function factsOfHomePage(folder: StoredItem, stored: StoredValue): ItemFacts {
  const homePage = readHomePages(stored);
  return setting(folder, homePage, undecodedParts(homePage.parts, [stored]));
}

/** The property of a folder that holds its home page. */
export { homePageId };

type Own = SettingClaims extends infer Each ? (Each extends unknown ? Omit<Each, keyof ReturnType<typeof commonOf>> : never) : never;

function setting(item: StoredItem, own: Own, undecoded: readonly Undecoded[] = []): ItemFacts {
  return { own: { kind: 'setting', claimed: { ...commonOf(item), ...own } }, inner: [], lostInner: null, undecoded };
}

function commonOf(item: StoredItem) {
  return {
    messageClass: item.messageClass,
    subject: item.subject,
    folderPath: item.folderPath,
    modified: item.bag.time(0x3008, 'PidTagLastModificationTime'),
    propertyTags: item.propertyTags,
  };
}

/** What a folder states that the store does not list any more. */
export function factsOfDeletedFolder(item: StoredItem, folderName: string): ItemFacts {
  return setting(item, { setting: 'deleted-folder', folderName });
}

/**
 * Decodes a rules stream.
 * @param field what a citation calls it
 */
export function factsOfStream(item: StoredItem, stored: StoredValue, field: string): ItemFacts {
  const stream = readRulesStream(stored.bytes, item.codepage);
  const decoded = stream.trouble === null && stored.trouble === null ? 'whole' : stream.rules.length === 0 ? 'not' : 'partly';
  const parts = [partOf(field, stored, decoded, stream.trouble)];
  const own: Own = {
    setting: 'rules-stream',
    statedRules: stream.statedRules,
    decodedRules: stream.rules.length,
    addresses: findAddresses(stored.bytes),
    templateFolder: stream.templateFolder,
    parts,
  };
  const { modified } = commonOf(item);
  const owner = item.bag.text(0x3ffa) ?? '';
  const inner = stream.rules.map((rule, at): InnerFact => {
    const bytes = stored.bytes.subarray(rule.offsetBytes, rule.offsetBytes + rule.sizeBytes);
    const whole = rule.trouble === null ? 'whole' : 'partly';
    const part = partOf(
      `${field} from byte ${String(rule.offsetBytes)}`,
      { ...stored, bytes, sizeBytes: rule.sizeBytes },
      whole,
      rule.trouble,
    );
    const claimed = streamRuleClaims(rule, { storedAs: 'rules stream', folderPath: item.folderPath, owner, modified }, part);
    const strayAddresses = rule.trouble === null ? [] : findAddresses(bytes);
    return {
      kind: 'rule',
      claimed: { ...claimed, strayAddresses },
      at,
      offsetBytes: rule.offsetBytes,
      sizeBytes: rule.sizeBytes,
      isWhole: rule.trouble === null,
    };
  });
  const missing = (stream.statedRules ?? 0) - stream.rules.length;
  const lostInner =
    missing > 0 ? `${String(missing)} of the ${String(stream.statedRules)} rules that the stream states could not be decoded` : null;
  return { ...setting(item, own, undecodedParts(parts, [stored])), inner, lostInner };
}
