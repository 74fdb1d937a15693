import { readers } from '#formats/registry.ts';
import { serveReading } from './serve-reading.ts';

// Entry of the process that reads evidence, with all readers there are.
serveReading(readers);
