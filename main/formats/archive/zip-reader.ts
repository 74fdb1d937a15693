import type { ByteSource } from '#evidence/byte-source.ts';
import type { FormatReader, NamedPlace, ProbeResult } from '../reader.ts';
import { readMembers } from './read-members.ts';
import { readZipDirectory, type ZipEntry } from '#formats/zip/zip-directory.ts';
import { readLocalHeader } from '#formats/zip/zip-local.ts';
import { listZip } from './zip-members.ts';
import { withinMembers } from './within-member.ts';

/**
 * Reads zip archives (PKWARE APPNOTE 6.3.10) with everything in them. Documents and programs that are zip files by their
 * make (Office, OpenDocument, EPUB, Java, Android) are not taken for archives of mail.
 */
export const zipReader: FormatReader = {
  id: 'zip',
  version: '3',
  title: 'Archive (zip)',
  extensions: ['.zip'],
  probe,
  read: (source, context) => readMembers(listZip(source, context.limits), source.sizeBytes, context),
  ...withinMembers(listZip),
};

const mostNames = 50;

function probe(source: ByteSource, place?: NamedPlace | null): ProbeResult {
  const signature = Buffer.from(source.read(0, 4)).toString('latin1');
  // What unpacks itself begins with a program. Looking at the end of every file would cost more than it finds.
  const mayFollow = signature.startsWith('MZ') || /\.zip$/i.test(place?.fileName ?? '');
  if (!signature.startsWith('PK') && mayFollow) return probeBehindOthers(source);
  if (signature === 'PK\u0005\u0006') return { verdict: 'yes', because: 'It is a zip archive without members.' };
  const isSpanned = signature === 'PK\u0007\u0008' || signature === 'PK00';
  const first = readLocalHeader(source, isSpanned ? 4 : 0);
  if (first === null) return { verdict: 'no', because: 'It does not begin with the header of a zip member.' };
  const names = namesOf([first.entry, ...(readZipDirectory(source, mostNames)?.entries ?? [])]);
  const document = documentOf(names);
  if (document !== null) return { verdict: 'no', because: document };
  return { verdict: 'yes', because: `It begins with the header of a zip member, ${JSON.stringify(names[0]?.slice(0, 80) ?? '')}.` };
}

// A zip archive behind other bytes: its directory is at the end, and its first member where the directory says.
function probeBehindOthers(source: ByteSource): ProbeResult {
  const entries = readZipDirectory(source, mostNames)?.entries ?? [];
  const [first] = entries;
  if (first === undefined || readLocalHeader(source, first.headerOffset) === null) {
    return { verdict: 'no', because: 'It neither begins with the header of a zip member nor ends with a directory of such.' };
  }
  const document = documentOf(namesOf(entries));
  if (document !== null) return { verdict: 'no', because: document };
  return { verdict: 'yes', because: `It ends with the directory of a zip archive, which begins at byte ${String(first.headerOffset)}.` };
}

function namesOf(entries: readonly ZipEntry[]): readonly string[] {
  return entries.map(({ nameBytes }) => Buffer.from(nameBytes).toString('latin1'));
}

function documentOf(names: readonly string[]): string | null {
  const known = documents.find(([name]) => names.includes(name));
  return known === undefined ? null : `It is a zip file by its make, but ${known[1]}: it holds ${JSON.stringify(known[0])}.`;
}

const documents = [
  ['[Content_Types].xml', 'an Office document'],
  ['mimetype', 'a document (OpenDocument, EPUB)'],
  ['META-INF/MANIFEST.MF', 'a Java program'],
  ['AndroidManifest.xml', 'an Android program'],
] as const;
