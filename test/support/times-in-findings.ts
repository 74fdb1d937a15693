import type { Finding } from '#model/index.ts';

/**
 * Days and times that a finding tells in its own words, in its statement or as a cell of its table, without saying that
 * they are UTC. What a statement quotes of the evidence stands as it is there.
 */
export function timesWithoutZone({ statement, table }: Pick<Finding, 'statement' | 'table'>): readonly string[] {
  const cells = (table?.rows ?? []).flat().filter((cell) => /^\d{4}-\d{2}-\d{2}\b[\d :.TZ]*(?:UTC)?$/.test(cell));
  return [statement.replace(/"(?:[^"\\]|\\.)*"/g, '""'), ...cells].flatMap((text) =>
    [...text.matchAll(/\b\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?!\d| UTC| \d{2}:\d{2}|:\d{2}|\.\d)/g)].map(
      ([time]) => time,
    ),
  );
}
