/** Where the code of the command line's reading process lies; see `ingestWorkerEntry`. */
export const scanWorkerEntry: URL = import.meta.url.endsWith('.ts')
  ? new URL('./scan-worker.ts', import.meta.url)
  : new URL('./scan-worker.js', import.meta.url);
