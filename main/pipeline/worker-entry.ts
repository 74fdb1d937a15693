/**
 * Where the code of the reading worker lies: the source beside this file when run from source, the built module beside
 * the bundle when built.
 */
export const ingestWorkerEntry: URL = import.meta.url.endsWith('.ts')
  ? new URL('./ingest-worker.ts', import.meta.url)
  : new URL('./ingest-worker.js', import.meta.url);
