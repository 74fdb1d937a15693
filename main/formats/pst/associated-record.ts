import type { FactDraft } from '#model/index.ts';
import { codepageOf, sizeOf, subjectOf, type MessagePlace } from './message-record.ts';
import { propertyBag } from './property-bag.ts';
import { tagOf } from './recorded-values.ts';
import type { StoreItem } from './store-item.ts';

/**
 * Makes the record of a folder-associated item (FAI): where Outlook and Exchange keep rules, views, forms and settings
 * of a folder. It names the properties that the item has.
 */
export function associatedRecord(message: StoreItem, place: MessagePlace): FactDraft {
  const bag = propertyBag(message.properties, codepageOf(message, place.storeCodepage));
  return {
    kind: 'setting',
    locator: place.locator,
    parent: place.parent,
    observed: {
      range: null,
      sizeBytes: sizeOf(message, bag),
      sha256: null,
      allocation: place.allocation,
      intact: message.properties.every(({ isReadable }) => isReadable),
    },
    claimed: {
      messageClass: bag.text(0x001a) ?? '',
      subject: subjectOf(bag),
      folderPath: place.folderPath,
      modified: bag.time(0x3008, 'PidTagLastModificationTime'),
      propertyTags: message.properties.map((property) => `0x${tagOf(property).toString(16).padStart(8, '0')}`),
    },
  };
}
