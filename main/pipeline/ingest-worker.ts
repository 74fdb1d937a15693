import { serveEvidence } from './serve-evidence.ts';

// Entry of the process that reads evidence, for those who take records.
serveEvidence();
