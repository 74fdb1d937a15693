import { decodeText } from '#formats/mime/charset.ts';
import { charsetOfCodepage } from '#formats/mime/codepage.ts';

/** A module that the directory of a VBA project lists. */
export interface ListedModule {
  readonly name: string;
  /** The stream that holds it, beside the directory. */
  readonly stream: string;
  /** Where its compressed source begins in the stream. */
  readonly sourceOffset: number;
  readonly form: 'procedures' | 'object';
}

/** The directory of a VBA project. */
export interface ProjectDirectory {
  readonly codepage: number;
  /** How many modules it says there are; null where it does not come so far. */
  readonly statedModules: number | null;
  readonly modules: readonly ListedModule[];
}

const records = {
  codepage: 0x0003,
  version: 0x0009,
  modules: 0x000f,
  end: 0x0010,
  moduleName: 0x0019,
  moduleStream: 0x001a,
  moduleStreamWide: 0x0032,
  moduleNameWide: 0x0047,
  objectModule: 0x0022,
  sourceOffset: 0x0031,
  moduleEnd: 0x002b,
} as const;

const mostModules = 10_000;

/**
 * Reads the directory of a VBA project ([MS-OVBA] 2.3.4.2): records of an identifier, a size and so many bytes. The version alone
 * has two bytes more than it states. References to libraries are passed over.
 */
export function readProjectDirectory(bytes: Uint8Array): ProjectDirectory {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const modules: ListedModule[] = [];
  let codepage = 1252;
  let statedModules: number | null = null;
  let open = newModule();
  for (let at = 0; at + 6 <= bytes.length && modules.length < mostModules;) {
    const id = view.getUint16(at, true);
    const size = view.getUint32(at + 2, true) + (id === records.version ? 2 : 0);
    const data = bytes.subarray(at + 6, at + 6 + size);
    at += 6 + size;
    if (id === records.end || data.length < size) break;
    const text8 = (): string => decodeText(data, charsetOfCodepage(codepage)).text;
    if (id === records.codepage && size === 2) codepage = data[0] === undefined ? codepage : data[0] | ((data[1] ?? 0) << 8);
    else if (id === records.modules && size === 2) statedModules = (data[0] ?? 0) | ((data[1] ?? 0) << 8);
    else if (id === records.moduleName) open = { ...newModule(), name: text8() };
    else if (id === records.moduleNameWide) open.name = wide(data);
    else if (id === records.moduleStream) open.stream = text8();
    else if (id === records.moduleStreamWide && size > 0) open.stream = wide(data);
    else if (id === records.sourceOffset && size === 4) open.sourceOffset = view.getUint32(at - size, true);
    else if (id === records.objectModule) open.form = 'object';
    else if (id === records.moduleEnd) {
      modules.push(open);
      open = newModule();
    }
  }
  return { codepage, statedModules, modules };
}

type OpenModule = { -readonly [Field in keyof ListedModule]: ListedModule[Field] };

function newModule(): OpenModule {
  return { name: '', stream: '', sourceOffset: 0, form: 'procedures' };
}

function wide(data: Uint8Array): string {
  return new TextDecoder('utf-16le').decode(data);
}
