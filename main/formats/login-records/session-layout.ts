import { fixedText, isPlainField } from './byte-record.ts';

/** One entry of a file of sessions, decoded. */
export interface SessionEntry {
  readonly type: number;
  readonly processId: number;
  /** The terminal: `pts/0`, `ssh:notty`. */
  readonly line: string;
  readonly user: string;
  readonly host: string;
  readonly seconds: number;
  readonly microseconds: number;
  /** In its usual notation; empty where none is stated. */
  readonly address: string;
  readonly session: number;
}

/** How a system lays an entry out. */
export interface SessionLayout {
  readonly id: 'linux' | 'linux-64-bit' | 'linux-64-bit-big-endian' | 'macos';
  readonly title: string;
  readonly entryBytes: number;
  decode(bytes: Buffer): SessionEntry;
  /** Tells whether bytes may be an entry of this layout; an empty slot may be. */
  isPlausible(bytes: Buffer): boolean;
}

const highestLinuxType = 9;
const highestMacosType = 11;

/**
 * `struct utmp` of the GNU C library (bits/utmp.h): 384 bytes on x86 of 32 and 64 bits, where session and times keep 32 bits;
 * 400 bytes where they have 64.
 */
function linuxLayout(id: SessionLayout['id'], title: string, is64: boolean, isBig: boolean): SessionLayout {
  const uint32 = (bytes: Buffer, at: number): number => (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  const long = (bytes: Buffer, at: number): number => Number(isBig ? bytes.readBigInt64BE(at) : bytes.readBigInt64LE(at));
  const typeOf = (bytes: Buffer): number => (isBig ? bytes.readInt16BE(0) : bytes.readInt16LE(0));
  return {
    id,
    title,
    entryBytes: is64 ? 400 : 384,
    decode: (bytes) => ({
      type: typeOf(bytes),
      processId: uint32(bytes, 4),
      line: fixedText(bytes, 8, 32),
      user: fixedText(bytes, 44, 32),
      host: fixedText(bytes, 76, 256),
      session: is64 ? long(bytes, 336) : uint32(bytes, 336),
      seconds: is64 ? long(bytes, 344) : uint32(bytes, 340),
      microseconds: is64 ? long(bytes, 352) : uint32(bytes, 344),
      address: addressOf(bytes.subarray(is64 ? 360 : 348, (is64 ? 360 : 348) + 16)),
    }),
    isPlausible(bytes) {
      const type = typeOf(bytes);
      if (type < 0 || type > highestLinuxType) return false;
      if (!isPlainField(bytes, 8, 32) || !isPlainField(bytes, 44, 32) || !isPlainField(bytes, 76, 256)) return false;
      const [seconds, microseconds] = is64 ? [long(bytes, 344), long(bytes, 352)] : [uint32(bytes, 340), uint32(bytes, 344)];
      // Wholly empty slots, and times of machines whose clock was never set, are common.
      return seconds >= 0 && seconds < 0x1_0000_0000 && microseconds >= 0 && microseconds < 1_000_000;
    },
  };
}

/** `struct utmpx` of macOS (utmpx.h): 628 bytes; the first entry is a signature. */
const macosLayout: SessionLayout = {
  id: 'macos',
  title: 'macOS',
  entryBytes: 628,
  decode: (bytes) => ({
    user: fixedText(bytes, 0, 256),
    line: fixedText(bytes, 260, 32),
    processId: bytes.readUInt32LE(292),
    type: bytes.readInt16LE(296),
    seconds: bytes.readUInt32LE(300),
    microseconds: bytes.readUInt32LE(304),
    host: fixedText(bytes, 308, 256),
    address: '',
    session: 0,
  }),
  isPlausible: (bytes) => bytes.readInt16LE(296) >= 0 && bytes.readInt16LE(296) <= highestMacosType && isPlainField(bytes, 0, 256),
};

const linuxLayouts: readonly SessionLayout[] = [
  linuxLayout('linux', 'Linux (384 bytes)', false, false),
  linuxLayout('linux-64-bit', 'Linux (400 bytes, little-endian)', true, false),
  linuxLayout('linux-64-bit-big-endian', 'Linux (400 bytes, big-endian)', true, true),
];

const probedEntries = 6;

/**
 * The layout of a file of sessions, from its beginning; null when it is none. The first entry must be plausible, most of the
 * others too, and one must be of a session, a start of the system or a terminal, with a name and a time of this age. The times
 * stand at other places in each layout, so that no file fits two.
 * @param start up to 4 KiB
 */
export function layoutOf(start: Buffer): SessionLayout | null {
  if (start.length >= macosLayout.entryBytes && start.toString('latin1', 0, 11) === 'utmpx-1.00\0') return macosLayout;
  return linuxLayouts.find((layout) => fits(layout, start)) ?? null;
}

const thisAge = { from: Date.UTC(1990, 0, 1) / 1000, to: Date.UTC(2060, 0, 1) / 1000 };

function fits(layout: SessionLayout, start: Buffer): boolean {
  const { entryBytes } = layout;
  const count = Math.min(probedEntries, Math.floor(start.length / entryBytes));
  const entries = Array.from({ length: count }, (_, index) => start.subarray(index * entryBytes, (index + 1) * entryBytes));
  const plausible = entries.filter((bytes) => layout.isPlausible(bytes));
  if (plausible[0] !== entries[0] || plausible.length * 2 < count) return false;
  return plausible.some((bytes) => {
    const { type, line, user, seconds } = layout.decode(bytes);
    return type !== 0 && (line !== '' || user !== '') && seconds >= thisAge.from && seconds < thisAge.to;
  });
}

// Version 4 addresses stand in the first four bytes alone.
function addressOf(bytes: Buffer): string {
  if (bytes.every((byte) => byte === 0)) return '';
  if (bytes.subarray(4).every((byte) => byte === 0)) return [...bytes.subarray(0, 4)].join('.');
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return groups.join(':');
}
