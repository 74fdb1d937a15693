import type { Mutant } from './mutants.ts';

/** Changes to one line that no test need notice, with the reason: they leave what is found as it was. */
export interface ReviewedSurvivors {
  readonly file: string;
  /** The line as it stands, without blanks around. */
  readonly line: string;
  /** What is replaced and by what, as the suite lists it, and which it is of several such in the line (the first). */
  readonly changes: readonly (readonly [was: string, becomes: string, nth?: number])[];
  readonly because: string;
}

/** The survivors that were looked at. One that matches no mutant, or a mutant that is noticed after all, fails the suite. */
export const reviewedSurvivors: readonly ReviewedSurvivors[] = [
  {
    file: 'main/analysis/across/automatic-chain.ts',
    line: 'if (chain.cited.length < 6) chain.cited.push(citeTrace(trace, evidenceId));',
    changes: [['<', '<=']],
    because: 'It bounds how many messages are cited, not what is found.',
  },
  {
    file: 'main/analysis/across/confirmations.ts',
    line: 'if (tally.cited.length < 8) tally.cited.push(citeTrace(trace, evidenceId));',
    changes: [['<', '<=']],
    because: 'It bounds how many messages are cited, not what is found.',
  },
  {
    file: 'main/analysis/across/above-user-level.ts',
    line: 'const destination = tally.destinations.has(named) || tally.destinations.size < mostDestinations ? named : otherDestinations;',
    changes: [['tally.destinations.has(named)', '!(tally.destinations.has(named))']],
    because: 'Only beyond the bound of memory does it matter whether the destination is known.',
  },
  {
    file: 'main/analysis/across/above-user-level.ts',
    line: '.filter(([, { automatic, visible }]) => automatic.size > 0 || visible > 0)',
    changes: [
      ['>', '>='],
      ['>', '>=', 2],
    ],
    because: 'A day is made only when a message of it is counted, so that none is empty.',
  },
  {
    file: 'main/analysis/across/case-knowledge.ts',
    line: 'const weightOfAccount = 1_000_000;',
    changes: [
      ['1_000_000', '1000001'],
      ['1_000_000', '999999'],
    ],
    because: 'It only has to be far above the number of messages that anyone sends.',
  },
  {
    file: 'main/analysis/across/case-knowledge.ts',
    line: 'if (known.size < mostOwners || known.has(address)) known.set(address, (known.get(address) ?? 0) + weight);',
    changes: [['known.has(address)', '!(known.has(address))']],
    because: 'Only beyond the bound of memory does it matter whether the address is known.',
  },
  {
    file: 'main/analysis/across/new-destination.ts',
    line: '(one.flow.destination < other.flow.destination ? -1 : 1)',
    changes: [['<', '<=']],
    because: 'Of two mailboxes that forward as much to one destination either goes first.',
  },
  {
    file: 'main/analysis/across/security-mail-deleted.ts',
    line: "const fewestDeleted = countParameter('fewestDeleted', 'fewest such messages among the deleted', 1);",
    changes: [['1', '0']],
    because: 'A mailbox is looked at only where one such message lies in it.',
  },
  {
    file: 'main/analysis/across/security-mail-deleted.ts',
    line: 'if (tally.cited.length < 6) tally.cited.push(citeTrace(trace, evidenceId));',
    changes: [['<', '<=']],
    because: 'It bounds how many messages are cited, not what is found.',
  },
  {
    file: 'main/analysis/across/undelivered-destination.ts',
    line: 'if (!reports.has(key) && reports.size >= mostAddresses) continue;',
    changes: [['!reports.has(key)', 'reports.has(key)']],
    because: 'Only beyond the bound of memory does it matter whether the address is known.',
  },
  {
    file: 'main/analysis/across/undelivered-destination.ts',
    line: 'if (tally.cited.length < 4) tally.cited.push(citeTrace(trace, evidenceId));',
    changes: [['<', '<=']],
    because: 'It bounds how many messages are cited, not what is found.',
  },
  {
    file: 'main/analysis/across/extent.ts',
    line: "if (first === null || last === null) return '';",
    changes: [['||', '&&']],
    because: 'The first and the last time are set together: either both are null or none is.',
  },
  {
    file: 'main/analysis/observe/forward-blocks.ts',
    line: 'const lineEnd = feed === -1 || feed > end ? end : feed;',
    changes: [['>', '>=']],
    because: 'Where the line ends at the end of what is searched, both are the same place.',
  },
  {
    file: 'main/analysis/observe/forward-blocks.ts',
    line: 'if (lineEnd - start >= 4 && lineEnd - start <= longestLine && mayBeSeparator(text.charCodeAt(start), text.charCodeAt(start + 1))) {',
    changes: [['>=', '>']],
    because: 'No separator with a mark before it is as short as four signs: short lines are only spared the comparing.',
  },
  {
    file: 'main/analysis/observe/trace-of.ts',
    line: 'const headInBase64 = 30;',
    changes: [['30', '31']],
    because: 'What is decoded behind the identifier is cut off.',
  },
  {
    file: 'main/analysis/forwarding/caf.ts',
    line: 'if (mark < 1 || at < mark) return null;',
    changes: [
      ['||', '&&'],
      ['<', '<=', 2],
    ],
    because: 'Without the mark, or with the sign before it, what is cut out is refused as no address; both signs never share a place.',
  },
  {
    file: 'main/analysis/forwarding/srs.ts',
    line: 'if (at < 1 || address.length > longestAddress) return null;',
    changes: [['<', '<=']],
    because: 'A local part of one sign is of none of the forms.',
  },
  {
    file: 'main/analysis/forwarding/srs.ts',
    line: 'if (hashEnd < 1 || hostEnd <= hashEnd + 1) return null;',
    changes: [['<=', '<']],
    because: 'An empty domain is refused as no address below.',
  },
  {
    file: 'main/analysis/forwarding/resent.ts',
    line: 'return false;',
    changes: [['false', '!(false)']],
    because: 'A message without such a field holds no block: it is only spared the search.',
  },
  {
    file: 'main/analysis/forwarding/header-detector.ts',
    line: 'return levelsFromHighest.indexOf(one) > levelsFromHighest.indexOf(other) ? one : other;',
    changes: [['>', '>=']],
    because: 'Of two levels that are the same either is given.',
  },
  {
    file: 'main/analysis/forwarding/delivery-chain.ts',
    line: 'if (last === undefined || top === undefined || earlier.length === 0) return;',
    changes: [['||', '&&']],
    because: 'The addresses are those of the hops: either both lists are empty or neither is.',
  },
  {
    file: 'main/analysis/forwarding/delivery-chain.ts',
    line: 'const shortest = domains.reduce((one, other) => (other.length < one.length ? other : one));',
    changes: [['<', '<=']],
    because: 'Of two domains of one length that differ, neither lies below the other, whichever is taken.',
  },
];

/** The entry that says why this mutant may survive. */
export function reviewOf(file: string, { lineText, was, becomes, nth }: Mutant): ReviewedSurvivors | undefined {
  return reviewedSurvivors.find(
    (one) =>
      one.file === file &&
      one.line === lineText &&
      one.changes.some(([from, to, which = 1]) => from === was && to === becomes && which === nth),
  );
}
