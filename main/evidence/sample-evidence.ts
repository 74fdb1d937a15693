import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A mailbox that was written for this project, with forwarded mail of every kind and its look-alikes. */
const sampleMailbox = 'forwarded-mail.mbox';

/** Real mail of the Enron corpus, and two mailboxes that were made for testing. */
const sampleStores = ['enron.pst', 'pstextractortest@outlook.com.ost', 'pstextractortestpdf@outlook.com.ost'];

/** Where the packaged application keeps all of them, beside its archive; seen from `out/main`. */
const packagedFolder = new URL('../../../sample/', import.meta.url);

/** Where they lie in development; seen from `main/evidence` and from `out/main` alike. */
const mailboxFolder = new URL('../../resources/sample/', import.meta.url);
const storeFolder = new URL('../../node_modules/pst-extractor/example/testdata/', import.meta.url);

/** Finds the files of the sample evidence, absolute paths; empty when this installation lacks one of them. */
export function sampleEvidencePaths(): readonly string[] {
  const candidates = [
    [sampleMailbox, ...sampleStores].map((name) => new URL(name, packagedFolder)),
    [new URL(sampleMailbox, mailboxFolder), ...sampleStores.map((name) => new URL(name, storeFolder))],
  ];
  for (const candidate of candidates) {
    const paths = candidate.map((url) => fileURLToPath(url));
    if (paths.every((path) => existsSync(path))) return paths;
  }
  return [];
}
