import { fileURLToPath } from 'node:url';

/** The command line as it ships; `npm run bench` builds it first. From source, a start takes seconds that no examiner waits. */
export const commandLine = fileURLToPath(new URL('../../out/main/mail-triage.js', import.meta.url));
