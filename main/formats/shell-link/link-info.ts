import type { Fields } from '#formats/windows-values/fields.ts';
import { ansiUntil0, utf16Until0 } from '#formats/windows-values/text.ts';

/** Where the target of a link lay ([MS-SHLLINK] 2.3). */
export interface LinkInfo {
  /** Path on the machine; empty where none is stated. */
  readonly localPath: string;
  /** Path by the share; empty where none is stated. */
  readonly networkPath: string;
  /** Drive letter that the share had; empty where none is stated. */
  readonly networkDrive: string;
  readonly volume: LinkVolume | null;
}

export interface LinkVolume {
  readonly driveType: string;
  /** Serial number as eight hexadecimal digits. */
  readonly serial: string;
  readonly label: string;
}

const driveTypes = ['unknown', 'no root', 'removable', 'fixed', 'network', 'CD-ROM', 'RAM disk'];

/** Reads it from its own bytes. Offsets that lead out of them give empty texts. */
export function readLinkInfo(info: Fields): LinkInfo {
  const flags = info.u32(8);
  const isWide = info.u32(4) >= 0x24;
  const ansiSuffix = textAt(info, info.u32(24), false);
  const suffix = (isWide ? textAt(info, info.u32(32), true) : '') || ansiSuffix;
  const isLocal = (flags & 1) !== 0;
  const base = isLocal ? (isWide ? textAt(info, info.u32(28), true) : '') || textAt(info, info.u32(16), false) : '';
  const share = (flags & 2) !== 0 ? shareAt(info, info.u32(20)) : { name: '', drive: '' };
  const joined = share.name === '' ? '' : suffix === '' ? share.name : `${share.name.replace(/\\$/, '')}\\${suffix}`;
  return {
    localPath: base === '' ? '' : base + suffix,
    networkPath: joined,
    networkDrive: share.drive,
    volume: isLocal ? volumeAt(info, info.u32(12)) : null,
  };
}

function volumeAt(info: Fields, offset: number): LinkVolume | null {
  if (offset < 28 || !info.has(offset, 16)) return null;
  const label = info.u32(offset + 12);
  // An offset of 20 says that the label follows in UTF-16 instead.
  const text = label === 0x14 ? textAt(info, offset + info.u32(offset + 16), true) : textAt(info, offset + label, false);
  return {
    driveType: driveTypes[info.u32(offset + 4)] ?? `type ${String(info.u32(offset + 4))}`,
    serial: info
      .u32(offset + 8)
      .toString(16)
      .padStart(8, '0')
      .toUpperCase(),
    label: text,
  };
}

function shareAt(info: Fields, offset: number): { readonly name: string; readonly drive: string } {
  if (offset < 28 || !info.has(offset, 20)) return { name: '', drive: '' };
  const nameOffset = info.u32(offset + 8);
  const isWide = nameOffset > 0x14;
  const hasDrive = (info.u32(offset + 4) & 1) !== 0;
  const wideName = isWide ? textAt(info, offset + info.u32(offset + 20), true) : '';
  const wideDrive = isWide && hasDrive ? textAt(info, offset + info.u32(offset + 24), true) : '';
  return {
    name: wideName || textAt(info, offset + nameOffset, false),
    drive: hasDrive ? wideDrive || textAt(info, offset + info.u32(offset + 12), false) : '',
  };
}

function textAt(info: Fields, offset: number, isWide: boolean): string {
  if (offset < 16 || !info.has(offset, 1)) return '';
  const bytes = info.slice(offset, info.bytes.length - offset);
  return isWide ? utf16Until0(bytes) : ansiUntil0(bytes);
}
