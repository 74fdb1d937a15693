import type { ByteSource } from '#evidence/byte-source.ts';
import type { FormatReader, ReaderOutput } from '#formats/reader.ts';
import { defaultLimits, fileStep } from '#model/index.ts';
import { nothingAround } from './reading-room.ts';

/**
 * Reads a source in parts, and closes it: the outputs of each part, and last those of the closing.
 * @param sessions whether one process reads all parts or each is read by another
 */
export function readInParts(
  reader: FormatReader,
  source: ByteSource,
  count: number,
  sessions: 'one' | 'one for each part',
): readonly (readonly ReaderOutput[])[] {
  const context = {
    locator: [fileStep('evidence')],
    folderPath: [],
    fileName: 'evidence',
    enter: () => true,
    ...nothingAround,
    limits: defaultLimits,
  };
  const open = () => {
    const opened = reader.parts?.(source, context);
    if (opened === undefined) throw new Error('the reader cannot read in parts');
    return opened;
  };
  let parted = open();
  const renew = (): void => {
    if (sessions === 'one') return;
    parted.close();
    parted = open();
  };
  const handedOn: Uint8Array[] = [];
  const parts: ReaderOutput[][] = [];
  for (let index = 0; index < count; index += 1) {
    parts.push([...parted.part(index, count, context)]);
    handedOn.push(parted.handOn());
    renew();
  }
  parts.push([...parted.closing(handedOn, context)]);
  parted.close();
  return parts;
}
