import type { ByteSource } from '#evidence/byte-source.ts';
import type { ProbeResult } from '../reader.ts';
import { directoryBeginning } from '#formats/compound-file/directory-beginning.ts';

/** Programs of which compound files are met most, by a stream that only they have. */
const known = new Map([
  ['WordDocument', 'a Word document'],
  ['Workbook', 'an Excel workbook'],
  ['Book', 'an Excel workbook'],
  ['PowerPoint Document', 'a PowerPoint presentation'],
  ['VisioDocument', 'a Visio drawing'],
  ['Quill', 'a Publisher document'],
  ['\u4840\u3f3f\u4577\u446c\u3b6a\u45e4\u4824', 'a Windows Installer package'],
  ['EncryptedPackage', 'an encrypted Office document'],
  ['Catalog', 'a store of picture previews'],
  ['DestList', 'a jump list of Windows'],
]);

/** Class identifier of a template ([MS-OXMSG] says nothing of it; Outlook writes it). */
const templateClass = '0006f046-0000-0000-c000-000000000046';

/** Tells a saved Outlook item from other compound files by the names in the beginning of the directory. */
export function probeItem(source: ByteSource): ProbeResult {
  const entries = directoryBeginning(source);
  if (typeof entries === 'string') return { verdict: 'no', because: entries };
  const names = new Set(entries.flatMap((entry) => (entry === null ? [] : [entry.name])));
  if (names.has('__properties_version1.0')) {
    const isTemplate = entries[0]?.classId === templateClass;
    return { verdict: 'yes', because: `It is a compound file with the properties of an Outlook ${isTemplate ? 'template' : 'item'}.` };
  }
  const other = [...known].find(([name]) => names.has(name))?.[1];
  if (other !== undefined) return { verdict: 'no', because: `It is a compound file that holds ${other}.` };
  if ([...names].some((name) => name.startsWith('__substg1.0_'))) {
    return {
      verdict: 'perhaps',
      because: 'It is a compound file with values of Outlook properties, but the beginning of its directory lists no stream of properties.',
    };
  }
  return { verdict: 'no', because: 'It is a compound file without properties of an Outlook item.' };
}
