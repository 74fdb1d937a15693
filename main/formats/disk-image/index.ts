/**
 * Format `disk-image`: images of disks and file systems, which this program does not open.
 *
 * Enters: the bytes of a file. Leaves: what kind of image it is, and one item that was not read, so that an image among the evidence
 * is never taken for a file without mail.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';

export const diskImageReader: FormatReader = {
  id: 'disk-image',
  version: '1',
  title: 'Image of a disk or file system',
  extensions: [],
  probe(source) {
    const kind = kindOf(source);
    return kind === null
      ? { verdict: 'no', because: 'It has the signature of no image of a disk or file system.' }
      : { verdict: 'yes', because: `It is ${kind}.` };
  },
  *read(source: ByteSource, { locator }: ReadContext): Generator<ReaderOutput, void, undefined> {
    const container: ContainerRef = { kind: 'disk-image', locator };
    const detail = `The file is ${kindOf(source) ?? 'an image'}. The files in it were not read: mount it read-only, or export them, and add their folder as evidence.`;
    yield { kind: 'expected', container, items: 1 };
    yield { kind: 'diagnostic', container, diagnostic: { code: 'part-unread', effect: 'item-lost', stage: 'read', locator, detail } };
  },
  attachment() {
    throw new AttachmentUnreadableError('Images of disks are not opened.');
  },
};

interface Signature {
  readonly offsetBytes: number;
  /** Characters of Latin-1. */
  readonly text: string;
  readonly kind: string;
}

const signatures: readonly Signature[] = [
  { offsetBytes: 0, text: 'EVF\x09\x0d\x0a\xff\x00', kind: 'an image of a disk (EnCase, E01)' },
  { offsetBytes: 0, text: 'LVF\x09\x0d\x0a\xff\x00', kind: 'an image of files (EnCase, L01)' },
  { offsetBytes: 0, text: 'EVF2\x0d\x0a\x81\x00', kind: 'an image of a disk (EnCase, Ex01)' },
  { offsetBytes: 0, text: 'LEF2\x0d\x0a\x81\x00', kind: 'an image of files (EnCase, Lx01)' },
  { offsetBytes: 0, text: 'KDMV', kind: 'the disk of a virtual machine (VMDK)' },
  { offsetBytes: 0, text: 'vhdxfile', kind: 'the disk of a virtual machine (VHDX)' },
  { offsetBytes: 0, text: 'conectix', kind: 'the disk of a virtual machine (VHD)' },
  { offsetBytes: 0, text: 'QFI\xfb', kind: 'the disk of a virtual machine (QCOW)' },
  { offsetBytes: 64, text: '\x7f\x10\xda\xbe', kind: 'the disk of a virtual machine (VDI)' },
  { offsetBytes: 3, text: 'NTFS    ', kind: 'an image of a file system (NTFS)' },
  { offsetBytes: 3, text: 'EXFAT   ', kind: 'an image of a file system (exFAT)' },
  { offsetBytes: 3, text: '-FVE-FS-', kind: 'an image of an encrypted file system (BitLocker)' },
  { offsetBytes: 32, text: 'NXSB', kind: 'an image of a file system (APFS)' },
  { offsetBytes: 512, text: 'EFI PART', kind: 'an image of a disk (partitions of GPT)' },
  { offsetBytes: 0, text: 'LUKS\xba\xbe', kind: 'an image of an encrypted file system (LUKS)' },
];

const headBytes = 2048;

/** What image it is, in words; null where it is none. Signatures of libyal's libewf, libvmdk and libqcow documentation and of file(1). */
function kindOf(source: ByteSource): string | null {
  const head = Buffer.from(source.read(0, headBytes));
  const text = head.toString('latin1');
  const known = signatures.find((signature) => text.startsWith(signature.text, signature.offsetBytes));
  if (known !== undefined) return known.kind;
  if (head.length < headBytes) return null;
  // The superblock of ext2 to ext4: blocks of 1 to 64 KiB, a state and a revision that there are.
  if (head.readUInt16LE(1080) === 0xef53 && head.readUInt32LE(1048) <= 6 && head.readUInt16LE(1082) <= 7 && head.readUInt32LE(1100) <= 1)
    return 'an image of a file system (ext2, ext3 or ext4)';
  if (/^(?:H\+\x00\x04|HX\x00\x05)/.test(text.slice(1024, 1028))) return 'an image of a file system (HFS+)';
  if (text.startsWith('XFSB') && head.readUInt32BE(4) >= 512) return 'an image of a file system (XFS)';
  if (head.readUInt16LE(510) !== 0xaa55) return isDmg(source) ? 'an image of a disk of macOS (DMG)' : null;
  if (/^FAT(?:12|16| ) {2}/.test(text.slice(54, 62)) || text.startsWith('FAT32   ', 82)) return 'an image of a file system (FAT)';
  return hasPartitions(head) ? 'an image of a disk (partitions of an MBR)' : null;
}

// A DMG ends with a block of 512 bytes that begins so.
function isDmg(source: ByteSource): boolean {
  if (source.sizeBytes < 512) return false;
  return Buffer.from(source.read(source.sizeBytes - 512, 8)).toString('latin1') === 'koly\x00\x00\x00\x04';
}

// Four entries, active or not, one of which has a type, a beginning and a length.
function hasPartitions(head: Buffer): boolean {
  const entries = [446, 462, 478, 494].map((at) => head.subarray(at, at + 16));
  const areSound = entries.every((entry) => entry[0] === 0 || entry[0] === 0x80);
  return areSound && entries.some((entry) => (entry[4] ?? 0) !== 0 && entry.readUInt32LE(8) > 0 && entry.readUInt32LE(12) > 0);
}
