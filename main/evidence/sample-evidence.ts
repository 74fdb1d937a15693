import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The stores of the sample case: real mail of the Enron corpus, and two mailboxes that were made for testing. */
const sampleStores = ['enron.pst', 'pstextractortest@outlook.com.ost', 'pstextractortestpdf@outlook.com.ost'];

/**
 * Where the sample stores lie: in the packaged application beside its archive, otherwise in the development package
 * that brings them. Seen from `main/evidence` and from `out/main` alike.
 */
const sampleFolders = [new URL('../../../sample/', import.meta.url), new URL('../../node_modules/pst-extractor/example/testdata/', import.meta.url)];

/** Finds the files of the sample evidence, absolute paths; empty when this installation has none. */
export function sampleEvidencePaths(): readonly string[] {
  for (const folder of sampleFolders) {
    const paths = sampleStores.map((name) => fileURLToPath(new URL(name, folder)));
    if (paths.every((path) => existsSync(path))) return paths;
  }
  return [];
}
