import type { ByteSource } from '#evidence/byte-source.ts';
import type { FormatReader, ProbeResult } from '../reader.ts';
import { readMembers } from './read-members.ts';
import { blockBytes, listTar, readTarHeader } from './tar-members.ts';
import { withinMembers } from './within-member.ts';

/** Reads tar archives (POSIX.1-1988 and 2001, GNU tar, and the form before them). Their members are read where they lie. */
export const tarReader: FormatReader = {
  id: 'tar',
  version: '2',
  title: 'Archive (tar)',
  extensions: ['.tar'],
  probe,
  read: (source, context) => readMembers(listTar(source, context.limits), source.sizeBytes, context),
  ...withinMembers(listTar),
};

function probe(source: ByteSource): ProbeResult {
  const header = readTarHeader(Buffer.from(source.read(0, blockBytes)));
  return header === null
    ? { verdict: 'no', because: 'It does not begin with a header of tar whose checksum fits.' }
    : { verdict: 'yes', because: `It begins with the header of a tar member, ${JSON.stringify(header.name.slice(0, 80))}.` };
}
