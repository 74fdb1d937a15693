import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Real stores that the package pst-extractor brings with it, so that they are on every machine. */
export const exampleStores = {
  /** Enron mail, Unicode PST. */
  enron: 'enron.pst',
  /** Two caches of outlook.com mailboxes, Outlook 2013 OST with 4 KiB pages. */
  outlook: 'pstextractortest@outlook.com.ost',
  outlookPdf: 'pstextractortestpdf@outlook.com.ost',
} as const;

const folder = new URL('../../node_modules/pst-extractor/example/testdata/', import.meta.url);

/** The path of an example store. */
export function exampleStorePath(name: keyof typeof exampleStores): string {
  return fileURLToPath(new URL(exampleStores[name], folder));
}

/** The bytes of an example store. */
export function exampleStore(name: keyof typeof exampleStores): Uint8Array {
  return readFileSync(exampleStorePath(name));
}

/** The bytes of a file that lies beside the example stores, e.g. the original of an attachment. */
export function exampleFile(path: string): Uint8Array {
  return readFileSync(new URL(path, folder));
}
