import type { Property } from 'libpff-wasm';
import type { Allocation, Diagnostic, FactDraft, Locator } from '#model/index.ts';
import { collectTroubles } from '../mime/troubles.ts';
import { reportDamaged, reportUnreadable, sizeOf, subjectOf, type MessagePlace } from './message-record.ts';
import { codepageOf } from './item-codepage.ts';
import { propertyBag, type PropertyBag } from './property-bag.ts';
import { tagOf } from './recorded-values.ts';
import { factsOfItem, isOfInterest, type ItemFacts } from './rules/item-facts.ts';
import type { SettingLimits, StoredItem, StoredValue } from './rules/stored-item.ts';
import { tagText } from './rules/property-names.ts';
import type { StoreItem } from './store-item.ts';
import { wholeValue, type ValueReader } from './whole-value.ts';

/** The record of an item and those that lie within it. */
export interface ReadFacts {
  readonly record: FactDraft;
  readonly diagnostics: readonly Diagnostic[];
  readonly inner: readonly FactDraft[];
  /** The loss of inner records that could not be told apart; null when there is none. */
  readonly lostInner: Diagnostic | null;
}

/**
 * Makes the record of a folder-associated item (FAI): where Outlook and Exchange keep rules, views, forms and settings
 * of a folder. Rules and the settings that are known are decoded; of the others it names the properties.
 */
export function associatedRecord(message: StoreItem, place: MessagePlace): ReadFacts {
  const bag = propertyBag(message.properties, codepageOf(message, place.storeCodepage));
  return recordsOf(factsOfItem(storedItem(message, bag, place)), {
    locator: place.locator,
    parent: place.parent,
    sizeBytes: sizeOf(message, bag),
    allocation: place.allocation,
    message,
  });
}

/**
 * Makes the record that a message of a rule's or setting's class is beside being a message: rules and delegates stand in
 * either table of a folder.
 * @param messageClass of the message, as its record has it
 * @returns null for every other message
 */
export function settingWithin(message: StoreItem, messageClass: string, place: MessagePlace): ReadFacts | null {
  if (!isOfInterest(messageClass)) return null;
  const bag = propertyBag(message.properties, codepageOf(message, place.storeCodepage));
  const facts = factsOfItem(storedItem(message, bag, place));
  if (facts.own.kind === 'setting' && facts.own.claimed.setting === 'item') return null;
  return recordsOf(facts, {
    locator: [...place.locator, { kind: facts.own.kind, at: '0' }],
    parent: place.locator,
    sizeBytes: sizeOf(message, bag),
    allocation: place.allocation,
    message: null,
  });
}

/** What decoders of rules see of an item, whichever engine opened it. */
export function storedItem(
  item: ValueReader & { readonly properties: readonly Property[] },
  bag: PropertyBag,
  place: Pick<MessagePlace, 'folderPath' | 'storeCodepage'> & { readonly limits: SettingLimits },
): StoredItem {
  return {
    messageClass: bag.text(0x001a) ?? '',
    subject: subjectOf(bag),
    folderPath: place.folderPath,
    codepage: codepageOf(item, place.storeCodepage),
    limits: place.limits,
    bag,
    propertyTags: item.properties.map((property) => tagText(tagOf(property))),
    value(id) {
      const property = bag.find(id);
      return property === null ? null : storedValue(item, property, place.limits.ruleBytes);
    },
  };
}

function storedValue(item: ValueReader, property: Property, limitBytes: number): StoredValue {
  const { sizeBytes } = property;
  const read = wholeValue(item, property, limitBytes);
  const unread = { tag: tagOf(property), bytes: new Uint8Array(0), sizeBytes };
  if (!read.ok) return { ...unread, trouble: `it could not be read (${read.error.message})` };
  if (!property.isReadable) return { ...unread, trouble: 'it could not be read' };
  const { bytes, isWhole } = read.value;
  return { ...unread, bytes, trouble: isWhole ? null : `it is longer than ${String(limitBytes)} bytes` };
}

/** Where facts stand, and what was observed of them. */
export interface FactsPlace {
  readonly locator: Locator;
  readonly parent: Locator | null;
  readonly sizeBytes: number;
  readonly allocation: Allocation;
  /** The item that has the record for its own, whose unreadable properties are told; null for what lies beside an item. */
  readonly message: StoreItem | null;
}

/** Puts facts into records. */
export function recordsOf(facts: ItemFacts, { locator, parent, sizeBytes, allocation, message }: FactsPlace): ReadFacts {
  const troubles = collectTroubles();
  if (message !== null) {
    reportUnreadable(message, troubles);
    reportDamaged(message.damagedBlocks?.() ?? 0, troubles);
  }
  for (const { code, effect, detail } of facts.undecoded) troubles.add(code, effect, detail);
  const observed = { range: null, sha256: null, allocation } as const;
  return {
    record: { ...facts.own, locator, parent, observed: { ...observed, sizeBytes, intact: troubles.intact } },
    diagnostics: troubles.diagnostics(locator),
    inner: facts.inner.map(({ at, offsetBytes: _offset, sizeBytes: size, isWhole, ...own }): FactDraft => ({
      ...own,
      locator: [...locator, { kind: 'rule', at: String(at) }],
      parent: locator,
      observed: { ...observed, sizeBytes: size, intact: isWhole },
    })),
    lostInner:
      facts.lostInner === null
        ? null
        : { code: 'rule-undecoded', effect: 'item-lost', stage: 'read', locator, detail: `${facts.lostInner}.` },
  };
}
