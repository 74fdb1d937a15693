import { readers } from '#formats/registry.ts';
import { serveReading } from './serve-reading.ts';
import type { PackContent } from './worker-messages.ts';

/** Serves reading with all readers there are, in a process that a run started (`IngestOptions.workerEntry`). */
export function serveEvidence(pack?: PackContent): void {
  serveReading(readers, pack);
}
