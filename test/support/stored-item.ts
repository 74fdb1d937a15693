import type { StoredItem } from '#formats/pst/rules/stored-item.ts';
import { storedItem } from '#formats/pst/associated-record.ts';
import { propertyBag } from '#formats/pst/property-bag.ts';
import type { Property } from 'libpff-wasm';
import { defaultLimits, type Limits } from '#model/index.ts';
import { integerProperty, noReader, propertyOf, textProperty } from './fake-store.ts';

/** The properties of a rule item by name; others by identifier. */
export interface RuleProperties {
  readonly messageClass?: string;
  readonly name?: string | null;
  readonly provider?: string | null;
  readonly state?: number;
  readonly sequence?: number;
  readonly actions?: Uint8Array;
  readonly condition?: Uint8Array;
  readonly others?: readonly Property[];
}

/** Properties of an item with the class of a rule. */
export function ruleProperties({
  messageClass = 'IPM.Rule.Version2.Message',
  name = 'a rule',
  provider = 'RuleOrganizer',
  state = 1,
  sequence = 10,
  actions,
  condition,
  others = [],
}: RuleProperties): Property[] {
  return [
    textProperty(0x001a, messageClass),
    ...(name === null ? [] : [textProperty(0x65ec, name)]),
    ...(provider === null ? [] : [textProperty(0x65eb, provider)]),
    integerProperty(0x65e9, state),
    integerProperty(0x65f3, sequence),
    ...(actions === undefined ? [] : [binaryProperty(0x0e99, actions)]),
    ...(condition === undefined ? [] : [binaryProperty(0x0e9a, condition)]),
    ...others,
  ];
}

/** A property of bytes. */
export function binaryProperty(id: number, bytes: Uint8Array): Property {
  return propertyOf(id, 0x0102, bytes);
}

/** An item as the decoders of rules see it. */
export function itemOf(properties: readonly Property[], limits: Partial<Limits> = {}): StoredItem {
  const place = { folderPath: ['Top', 'Inbox'], storeCodepage: 1252, limits: { ...defaultLimits, ...limits } };
  return storedItem({ ...noReader, properties }, propertyBag(properties, 1252), place);
}
