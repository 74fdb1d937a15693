import type { PlacedField } from '../header-lookup.ts';

/** The fields that one re-sending added to a message. */
export interface ResentBlock {
  readonly fields: readonly PlacedField[];
}

/**
 * Groups Resent-* fields into blocks, the latest re-sending first. RFC 5322 3.6.6: each re-sender puts its fields before
 * those that are there, and a block holds each field once. So a name that repeats begins the next block; a trace field
 * (Received) between them does too, since every relay puts one before what it got.
 * @param fields all fields of a message, in order.
 */
export function resentBlocksOf(fields: readonly PlacedField[]): ResentBlock[] {
  const blocks: ResentBlock[] = [];
  let current: PlacedField[] = [];
  let names = new Set<string>();
  const close = () => {
    if (current.length > 0) blocks.push({ fields: current });
    current = [];
    names = new Set();
  };
  for (const placed of fields) {
    const name = placed.field.name.toLowerCase();
    if (name === 'received') close();
    if (!resentNames.has(name)) continue;
    if (names.has(name)) close();
    current.push(placed);
    names.add(name);
  }
  close();
  return blocks;
}

/** The value of a field of the block by its name in lower case, or null. */
export function valueInBlock(block: ResentBlock, name: string): string | null {
  return block.fields.find((placed) => placed.field.name.toLowerCase() === name)?.field.value ?? null;
}

export const resentNames: ReadonlySet<string> = new Set([
  'resent-date',
  'resent-from',
  'resent-sender',
  'resent-to',
  'resent-cc',
  'resent-bcc',
  'resent-message-id',
]);
