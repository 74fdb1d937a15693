/** Where a set of properties stands within an item of a message store. */
export type PropertySetKind = 'item' | 'recipient' | 'attachment';

/** A property as it was read from the evidence, whole or as far as the limits go. */
export interface ReadProperty {
  /** Property tag, identifier in the upper and type in the lower 16 bits ([MS-OXCDATA] 2.11.1). */
  readonly tag: number;
  /** The type in words, e.g. `PtypString`; its number where it is unknown. */
  readonly type: string;
  /** The canonical name where known, e.g. `PidTagSubject`; null for others and for named properties. */
  readonly name: string | null;
  /** What a named property is called ([MS-OXPROPS] 1.3.2); null for others. */
  readonly named: {
    readonly guid: string;
    /** Name of the property set, e.g. `PSETID_Common`; null where it is unknown. */
    readonly set: string | null;
    /** A text, or a number (LID). */
    readonly name: string | number;
  } | null;
  /** The value in words; null where its type has no form but bytes, or it could not be read. */
  readonly value: string | null;
  /** False when `value` is its beginning only. */
  readonly isValueWhole: boolean;
  /** Size of the stored value in bytes. */
  readonly sizeBytes: number;
  /** The stored bytes as hexadecimal. */
  readonly hex: string;
  /** False when `hex` is their beginning only. */
  readonly isHexWhole: boolean;
  /** Why the value could not be read, in words; null when it could. */
  readonly trouble: string | null;
}

/** The properties of an item, of one of its recipients or of one of its attachments. */
export interface PropertySet {
  readonly kind: PropertySetKind;
  /** Which recipient or attachment, from 0; 0 for the item. */
  readonly index: number;
  /** What it calls itself, for people; empty where it has no name. */
  readonly title: string;
  readonly properties: readonly ReadProperty[];
  /** What could not be read of it, in sentences. */
  readonly troubles: readonly string[];
}

/** All properties of an item, read from the evidence on demand. */
export interface ItemProperties {
  /** What read them: `libpff`, or `structure engine`. */
  readonly readBy: string;
  readonly sets: readonly PropertySet[];
  /** What the limits left out, in sentences. */
  readonly cuts: readonly string[];
}
