import { serveReading } from '#pipeline/serve-reading.ts';
import { lineReader } from './line-reader.ts';

// Entry of a reading worker that knows no format but the one of the pipeline tests.
serveReading([lineReader]);
