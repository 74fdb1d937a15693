import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import iconv from 'iconv-lite';

/**
 * Decodes the name of a zip member (APPNOTE 4.4.4 bit 11, 4.6.9, Appendix D): UTF-8 where the archive says so or the
 * bytes can be nothing else, the Unicode Path field of Info-ZIP where it fits its name, else code page 437.
 */
export function decodeMemberName(bytes: Uint8Array, isUtf8Stated: boolean, unicodePath: Uint8Array | null): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // 4.6.9: version 1, the checksum of the name that it belongs to, the name in UTF-8.
  if (unicodePath !== null && unicodePath.length > 5 && unicodePath[0] === 1) {
    const field = Buffer.from(unicodePath);
    if (field.readUInt32LE(1) === crc32(buffer) && isUtf8(field.subarray(5))) return field.toString('utf8', 5);
  }
  if (isUtf8Stated || isUtf8(buffer)) return buffer.toString('utf8');
  return iconv.decode(buffer, 'cp437');
}

/** The folders and the file that a member's name says, without empty steps; old programs for DOS wrote `\`. */
export function stepsOfName(name: string): readonly string[] {
  return name.split(name.includes('/') ? '/' : /[\\/]/).filter((step) => step !== '' && step !== '.');
}

// The controls of Unicode that turn the direction of text (UAX 9), with which a name can be made to look like another.
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** What is unusual about a name, in sentences for the examiner; unpacking it blindly might do harm, reading it here does not. */
export function doubtsOfName(name: string): readonly string[] {
  const steps = name.split(/[\\/]/);
  const doubts: string[] = [];
  if (steps.includes('..')) doubts.push('Its name leads out of the archive (“..”).');
  if (/^(?:[\\/]|[A-Za-z]:)/.test(name)) doubts.push('Its name is an absolute path.');
  if (/[\u0000-\u001f\u007f-\u009f]/.test(name)) doubts.push('Its name holds control characters.');
  if (turning.test(name)) doubts.push('Its name holds characters that turn the direction of text, so that it may look like another name.');
  if (steps.some((step) => /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(step))) doubts.push('Its name is reserved by Windows.');
  if (steps.some((step) => /[ .]$/.test(step) && step !== '.' && step !== '..')) {
    doubts.push('A part of its name ends in a dot or a blank, which Windows drops.');
  }
  return doubts;
}
