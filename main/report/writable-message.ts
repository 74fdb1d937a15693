import { headerFields, type FactRecord, type FileRecord, type HeaderField, type MessageRecord } from '#model/index.ts';

/** A message record as writers take it: as it crosses the wire, without `headers`, or whole. */
export type WritableMessage = Omit<MessageRecord, 'headers'> & { readonly headers?: readonly HeaderField[] };

/** A record of any kind as writers take it. */
export type WritableRecord = WritableMessage | FileRecord | FactRecord;

/** The header fields of a message, computed from its header block where the record does not carry them. */
export function headersOf(message: WritableMessage): readonly HeaderField[] {
  return message.headers ?? headerFields(message.headerBlock);
}
