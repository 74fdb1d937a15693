import { fieldsOf, type Fields } from '#formats/windows-values/fields.ts';
import { fileTime } from '#formats/windows-values/file-time.ts';
import { utf16 } from '#formats/windows-values/text.ts';
import { registryEvent, shortened, valueNamed, type Artifact, type ArtifactKey, type ArtifactReader } from '../artifact.ts';
import type { HiveValue } from '../values.ts';

/** Programs that Windows checked for compatibility; it writes the list when the machine is shut down. */
export const compatibilityCache: ArtifactReader = {
  id: 'compatibility-cache',
  title: 'compatibility cache (AppCompatCache)',
  keys: ['*\\Control\\Session Manager\\AppCompatCache', '*\\Control\\Session Manager\\AppCompatibility'],
  *read(at) {
    const value = valueNamed(at.key, 'AppCompatCache');
    if (value === null) return;
    const bytes = value.bytes();
    if (typeof bytes === 'string') yield { value, claim: bytes };
    else yield* entries(at, value, bytes);
  },
};

const mostEntries = 20_000;
/** `00ts` and `10ts`. */
const marks = new Set([0x73743030, 0x73743031]);

/**
 * Entries of the form of Windows 8 (`00ts`), 8.1, 10 and 11 (`10ts`). What each of them holds is not public; it is as
 * the documentation of winreg-kb tells it.
 */
function* entries(at: ArtifactKey, value: HiveValue, bytes: Uint8Array): Generator<Artifact, void, undefined> {
  const fields = fieldsOf(bytes);
  const first = fields.u32(0);
  // From Windows 10 on the header states its own size; before it has 128 bytes.
  const start = [0x30, 0x34, 0x80].includes(first) ? first : null;
  if (start === null || !marks.has(fields.u32(start))) {
    yield { value, claim: 'it has the form of another version of Windows (before 8), which is not read' };
    return;
  }
  const isEarlier = start === 0x80;
  let offset = start;
  for (let index = 0; offset + 12 <= bytes.length && index < mostEntries; index += 1) {
    const size = fields.u32(offset + 8);
    if (!marks.has(fields.u32(offset)) || !fields.has(offset + 12, size)) {
      yield { value, entry: String(index), claim: `the list is damaged at byte ${String(offset)}; what follows was not read` };
      return;
    }
    yield { value, entry: String(index), claim: entryClaim(at, fieldsOf(fields.slice(offset + 12, size)), index, isEarlier) };
    offset += 12 + size;
  }
}

function entryClaim(at: ArtifactKey, entry: Fields, index: number, isEarlier: boolean): Artifact['claim'] {
  const pathBytes = entry.u16(0);
  if (!entry.has(2, pathBytes)) return 'its path is cut off';
  const path = utf16(entry.slice(2, pathBytes));
  let after = 2 + pathBytes;
  let executed: boolean | null = null;
  if (isEarlier) {
    // A package name, then flags of insertion.
    after += 2 + entry.u16(after);
    executed = (entry.u32(after) & 2) !== 0;
    after += 8;
  }
  const time = fileTime(entry.u64(after), 'AppCompatCache, last modification of the file');
  return registryEvent(at, 'AppCompatCache', {
    time,
    strength: 'PRESENT',
    action: 'other',
    operation: 'program file seen by the compatibility cache',
    process: { name: shortened(path), commandLine: '' },
    object: { kind: 'file', name: shortened(path) },
    facts: [
      { name: 'what the time is', value: 'last modification of the program file' },
      { name: 'place in the list, newest first', value: index + 1 },
      ...(executed === null ? [] : [{ name: 'flag of execution', value: executed }]),
    ],
    doesNotShow: 'It does not show that the program ran, nor when it was put into the list: the time is that of the file itself.',
  });
}
