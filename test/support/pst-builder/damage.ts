import { closeSync, openSync, readSync, truncateSync, writeSync } from 'node:fs';
import { pageBytes } from './store-file.ts';
import { storeLayouts } from './store-layout.ts';

/** Makes the checksums of a store's header wrong: both of a Unicode store, the one of an ANSI store. */
export function breakHeaderChecksums(path: string): void {
  invert(path, 4, 4);
  if (readBytes(path, 10, 1)[0] === storeLayouts.unicode.version) invert(path, 524, 4);
}

/** Cuts a store off. */
export function truncateStore(path: string, sizeBytes: number): void {
  truncateSync(path, sizeBytes);
}

/** Fills a page with zeros, e.g. one of `StoreTruth.nodeTreePages`. */
export function zeroPage(path: string, offsetBytes: number): void {
  overwrite(path, offsetBytes, Buffer.alloc(pageBytes));
}

/** Inverts the bits of some bytes. */
export function invert(path: string, offsetBytes: number, lengthBytes: number): void {
  overwrite(path, offsetBytes, Buffer.from(readBytes(path, offsetBytes, lengthBytes).map((byte) => byte ^ 0xff)));
}

function readBytes(path: string, offsetBytes: number, lengthBytes: number): Buffer {
  const bytes = Buffer.alloc(lengthBytes);
  const file = openSync(path, 'r');
  readSync(file, bytes, 0, lengthBytes, offsetBytes);
  closeSync(file);
  return bytes;
}

function overwrite(path: string, offsetBytes: number, bytes: Buffer): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, offsetBytes);
  closeSync(file);
}
