import type { Property } from 'libpff-wasm';
import type { PropertyNames } from './property-names.ts';
import type { StoredValue } from './values.ts';

/** Values up to this size travel with their item; longer ones are read in pieces. As the binding of libpff has it. */
export const inlineLimitBytes = 256 * 1024;

/** How much the values that travel with an item may take together: a hostile one gives the same value again and again. */
export interface InlineAllowance {
  bytes: number;
}

/** Enough for a hundred thousand recipients. */
export const inlineBytesPerItem = 96 * 1024 * 1024;

/** Makes the properties of an item out of its values, in the shape of libpff's binding. */
export function propertiesOf(
  values: readonly { readonly id: number; readonly type: number; readonly value: StoredValue | null }[],
  names: PropertyNames,
  setIndex: number,
  allowance: InlineAllowance,
): Property[] {
  return values.map(({ id, type, value }, index) => {
    const isInline = value !== null && value.sizeBytes <= Math.min(inlineLimitBytes, allowance.bytes);
    if (isInline) allowance.bytes -= value.sizeBytes;
    const bytes = isInline ? value.read(0, value.sizeBytes) : null;
    const isReadable = value !== null && (!isInline || bytes !== null);
    return { id, type, name: names.nameOf(id), sizeBytes: isReadable ? value.sizeBytes : 0, bytes, isReadable, setIndex, index };
  });
}
