import { describe, expect, it } from 'vitest';
import { openEvidenceFile } from '#evidence/index.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { filePathOf, type Diagnostic } from '#model/index.ts';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';

/** Counts that differ from the inventory's, with the number that is right and why. */
const explained: Readonly<Record<string, readonly [number, string]>> = {
  'mbox/thunderbird-tests/mbox_unquoted': [2, 'Python splits at a body line "From "; the file says of itself that it holds two messages'],
  'mbox/gmime/output/substring.mbox': [0, 'not a mailbox: the expected output of a test of one, with "From - " after its own lines'],
  'eml/hyperkitty/non-ascii-headers.txt': [6, 'a mailbox of six messages, counted as one by a parser of single messages'],
  'eml/kde-kmime/simple-encapsulated.mbox': [
    2,
    'a mailbox of two messages without empty line between them, counted as one by a parser of single messages',
  ],
  // The inventory counts Internet messages; these are one Outlook message each.
  'eml/roundcube/body.tnef': [1, 'a message in TNEF'],
  'eml/roundcube/one-file.tnef': [1, 'a message in TNEF'],
  'eml/roundcube/winmail-10193.tnef': [1, 'a message in TNEF'],
  // The inventory does not look into packed files; "zcat" and Python's mailbox count these, where not said otherwise.
  'mbox/bogofilter/input-sf-bug-122-buffadd-tmin2.gz': [1, 'packed; its second line "From " has neither date nor header after it'],
  'mbox/bogofilter/input-sf-bug-124-buffshift-tmin.gz': [1, 'packed: a single message'],
  'mbox/bogofilter/input-sf-bug-124-count-tmin.gz': [1, 'packed: a single message'],
  'mbox/bogofilter/t.passthrough-truncation-in.gz': [1, 'packed: a mailbox of one message'],
  'mbox/grepmail/mailarc-1.txt.gz': [16, 'packed: a mailbox of 16 messages'],
  'mbox/grepmail/mailarc-1.txt.bz2': [16, 'the same mailbox, packed by bzip2'],
  'mbox/grepmail/mailarc-1.txt.xz': [16, 'the same mailbox, packed by xz'],
  // The inventory counts separators, and these are messages without any.
  'mbox/bogofilter/headerbody.txt': [1, 'a single message'],
  'mbox/bogofilter/mime-qp-cont-with-cr.txt': [1, 'a single message'],
  'mbox/bogofilter/msg.split.gs.0119.text': [1, 'a single message'],
  'mbox/mime4j/mbox-example/mbox.rlug-0': [1, 'a single message, as it is to come out of mbox.rlug'],
  'mbox/mime4j/mbox-example/mbox.rlug-1': [1, 'as mbox.rlug-0'],
  'mbox/mime4j/mbox-example/mbox.rlug-2': [1, 'as mbox.rlug-0'],
  'mbox/mime4j/mbox-example/mbox.rlug-3': [1, 'as mbox.rlug-0'],
  'mbox/mime4j/mbox-example/mbox.rlug-4': [1, 'as mbox.rlug-0'],
  'mbox/thunderbird-tests/dot': [1, 'a single message'],
};

interface FileCount {
  readonly path: string;
  readonly expected: number;
  readonly found: number;
}

describe.runIf(corpusPath() !== null).each(['mbox/', 'maildir/', 'eml/', 'spamassassin/', 'enron/'])('real mail below %s', (place) => {
  it('adds up in every container, and counts as the inventory does or as is explained', () => {
    const wrong: FileCount[] = [];
    const lost: Diagnostic[] = [];
    let messages = 0;
    for (const { path, facts } of inventory(place)) {
      const { found, diagnostics, imbalance } = scan(path);
      expect(imbalance, path).toEqual([]);
      lost.push(...diagnostics.filter(({ effect }) => effect === 'item-lost' || effect === 'limit-reached'));
      messages += found;
      const expected = explained[path]?.[0] ?? countIn(facts);
      if (found !== expected) wrong.push({ path, expected, found });
    }
    expect(wrong).toEqual([]);
    expect(lost).toEqual([]);
    expect(messages).toBe(totals[place]);
  });
});

// What the places hold together; a change here is a change of results and belongs in the changelog.
const totals: Readonly<Record<string, number>> = { 'mbox/': 2272, 'maildir/': 15, 'eml/': 649, 'spamassassin/': 292, 'enron/': 1073 };

describe.runIf(corpusPath() !== null)('the monthly archives', () => {
  it('split as the archive itself did, message by message', () => {
    for (const { path, facts } of inventory('mbox/pipermail-months/')) {
      const pages = Number(/independent oracle: (\d+) per-message HTML pages/.exec(facts)?.[1]);
      expect([path, scan(path).found]).toEqual([path, pages]);
    }
  });
});

if (corpusPath() === null) console.warn(skipReason);

// A tool's count in the inventory: separators that Python sees in an mbox, one message in a single file, none elsewhere.
function countIn(facts: string): number {
  const mbox = /py mailbox\.mbox=(\d+)/.exec(facts)?.[1];
  if (mbox !== undefined) return Number(mbox);
  return /^"?1 message;/.test(facts) ? 1 : 0;
}

function scan(path: string): { found: number; diagnostics: readonly Diagnostic[]; imbalance: string[] } {
  const source = openEvidenceFile(corpusPath(path) ?? path);
  const { reader } = chooseReader(source, readers);
  if (reader === null) {
    source.close();
    return { found: 0, diagnostics: [], imbalance: [] };
  }
  const result = readSource(reader, source, { fileName: path });
  source.close();
  expect(result.messages.every(({ locator }) => filePathOf(locator) === path)).toBe(true);
  return {
    found: result.messages.filter(({ parent }) => parent === null).length,
    diagnostics: result.diagnostics,
    imbalance: unbalanced(result),
  };
}
