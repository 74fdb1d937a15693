import type { ByteSource } from '#evidence/byte-source.ts';
import type { FormatReader, ProbeResult } from '../reader.ts';
import { readMembers } from './read-members.ts';
import { readZipDirectory } from '#formats/zip/zip-directory.ts';
import { readLocalHeader } from '#formats/zip/zip-local.ts';
import { listZip } from './zip-members.ts';
import { withinMembers } from './within-member.ts';

/**
 * Reads zip archives (PKWARE APPNOTE 6.3.10) with everything in them. Documents and programs that are zip files by their
 * make (Office, OpenDocument, EPUB, Java, Android) are not taken for archives of mail.
 */
export const zipReader: FormatReader = {
  id: 'zip',
  version: '1',
  title: 'Archive (zip)',
  extensions: ['.zip'],
  probe,
  read: (source, context) => readMembers(listZip(source, context.limits), source.sizeBytes, context),
  ...withinMembers(listZip),
};

const mostNames = 50;

function probe(source: ByteSource): ProbeResult {
  const signature = Buffer.from(source.read(0, 4)).toString('latin1');
  if (signature === 'PK\u0005\u0006') return { verdict: 'yes', because: 'It is a zip archive without members.' };
  const isSpanned = signature === 'PK\u0007\u0008' || signature === 'PK00';
  const first = readLocalHeader(source, isSpanned ? 4 : 0);
  if (first === null) return { verdict: 'no', because: 'It does not begin with the header of a zip member.' };
  const names = [first.entry, ...(readZipDirectory(source, mostNames)?.entries ?? [])].map(({ nameBytes }) =>
    Buffer.from(nameBytes).toString('latin1'),
  );
  for (const [name, what] of documents) {
    if (names.some((one) => one === name))
      return { verdict: 'no', because: `It is a zip file by its make, but ${what}: it holds ${JSON.stringify(name)}.` };
  }
  return { verdict: 'yes', because: `It begins with the header of a zip member, ${JSON.stringify(names[0]?.slice(0, 80) ?? '')}.` };
}

const documents = [
  ['[Content_Types].xml', 'an Office document'],
  ['mimetype', 'a document (OpenDocument, EPUB)'],
  ['META-INF/MANIFEST.MF', 'a Java program'],
  ['AndroidManifest.xml', 'an Android program'],
] as const;
