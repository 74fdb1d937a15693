import { serveEvidence } from '#pipeline/serve-evidence.ts';
import { writeBatch } from './written-batch.ts';

// Entry of the process that reads evidence for the command line.
serveEvidence(writeBatch);
