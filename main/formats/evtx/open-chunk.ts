import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef, RuleValue } from '#model/index.ts';
import type { ReadContext } from '../reader.ts';
import { chunkBytes } from './binxml/chunk-bytes.ts';
import type { EventBounds } from './binxml/read-event.ts';
import { templateTable, type TemplateTable } from './binxml/template-table.ts';
import type { LogHeader } from './file-header.ts';

/** A log that is being read. */
export interface LogPlace {
  readonly source: ByteSource;
  /** Null where the file has none. */
  readonly header: LogHeader | null;
  readonly firstChunk: number;
  readonly context: ReadContext;
  readonly container: ContainerRef;
}

/** The chunk that records are read from. */
export interface OpenChunk {
  readonly log: LogPlace;
  /** Where it begins in the file. */
  readonly offsetBytes: number;
  readonly templates: TemplateTable;
  readonly bounds: EventBounds;
  /** What of the chunk bears on each of its records, e.g. that its checksum is wrong. */
  readonly remarks: readonly RuleValue[];
}

/** How many times the text of one event all events of a chunk together may have. */
const eventsOfText = 64;

/** What of a chunk is still to be read, and with what. */
export function openChunk(log: LogPlace, bytes: Uint8Array, offsetBytes: number, remarks: readonly RuleValue[]): OpenChunk {
  const { limits } = log.context;
  return {
    log,
    offsetBytes,
    templates: templateTable(chunkBytes(bytes)),
    bounds: { limits, charactersLeft: limits.eventCharacters * eventsOfText },
    remarks,
  };
}
