/**
 * Reads event logs of Windows with our reader alone, all values of all records, and prints how many records there are:
 * `logs-reading.ts INDEX COUNT LOG…`. One log is read in parts, of several every COUNT-th is read.
 */
import { openEvidenceFile } from '#evidence/open-source.ts';
import { evtxReader } from '#formats/evtx/index.ts';
import { defaultLimits, fileStep } from '#model/index.ts';

const refuse = (): never => {
  throw new Error('Event logs need nothing beside them.');
};
// Without the registry, which would load every other reader.
const nothingAround = { surroundings: { open: () => null, list: () => [] }, privateCopy: refuse, scratchFile: refuse, readers: [] };

const [index = 0, count = 1] = process.argv.slice(2, 4).map(Number);
const logs = process.argv.slice(4);
const own = logs.length === 1 ? logs : logs.filter((_, at) => at % count === index);
let records = 0;
for (const path of own) {
  const source = openEvidenceFile(path);
  const context = { locator: [fileStep(path)], folderPath: [], fileName: path, limits: defaultLimits, enter: () => true, ...nothingAround };
  const reading = evtxReader.parts?.(source, context);
  const outputs = logs.length === 1 ? reading?.part(index, count, context) : evtxReader.read(source, context);
  for (const output of outputs ?? []) if (output.kind === 'record') records += 1;
  source.close();
}
console.log(records);
