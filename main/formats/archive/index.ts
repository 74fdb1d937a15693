/**
 * Format `archive`: zip and tar archives and files packed by gzip, bzip2 or xz, with everything in them.
 *
 * Enters: a byte source. Leaves: a record for each member, and whatever the readers of the registry find in it, its
 * locators beginning with the archive's and a step `member`.
 * Invariants: members of any size in bounded memory; nothing is unpacked under a name of the evidence; every limit that
 * stops the unpacking is told; bytes are inflated by fflate, whose stream is synchronous,
 * and unpacked of bzip2 and xz here.
 */
export { gzipReader } from './gzip-reader.ts';
export { bzip2Reader, xzReader } from './packed-file-readers.ts';
export { tarReader } from './tar-reader.ts';
export { zipReader } from './zip-reader.ts';
