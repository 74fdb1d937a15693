import { levelsFromHighest, type Finding, type Level, type MessageRecord, type NonEmpty, type Rule } from '#model/index.ts';
import { citeHeader } from '../cite-header.ts';
import type { Detector } from '../detector.ts';
import { headerLookupOf, type HeaderLookup, type PlacedField } from '../header-lookup.ts';
import { contradictionOf } from './chain-check.ts';
import { distinctAddresses, nameAddresses } from './describe-addresses.ts';
import { ruleOfArtifact, type HeaderArtifact } from './header-artifact.ts';
import { headerArtifactTable, headerArtifactTableVersion } from './header-artifacts.ts';
import { lookAlikeReasons, lookAlikes } from './look-alikes.ts';
import { messageTime } from './message-time.ts';
import { valueForms, type ArtifactNames } from './value-forms.ts';

const rows = new Map(
  headerArtifactTable.map((artifact) => [
    artifact.header.toLowerCase(),
    { artifact, rule: ruleOfArtifact(artifact, headerArtifactTableVersion) },
  ]),
);

/**
 * Looks for the headers of the artifact table. One finding for each rule and message, however often the message holds
 * the header, so that counts of findings are counts of messages; every such field is cited, up to a limit that the
 * statement names.
 */
export const headerArtifacts: Detector = {
  rules: [...rows.values()].map((row) => row.rule),
  start: () => ({
    *consume(record) {
      if (record.kind !== 'message' || record.headers.length === 0) return;
      const lookup = headerLookupOf(record);
      for (const [name, { artifact, rule }] of rows) {
        const fields = lookup.get(name);
        if (fields === undefined) continue;
        const finding = findingOf(record, { artifact, rule, fields, lookup });
        if (finding !== null) yield finding;
      }
    },
  }),
};

/** Most fields of one name that a finding cites. */
const mostCitedFields = 16;

interface Candidate {
  readonly artifact: HeaderArtifact;
  readonly rule: Rule;
  readonly fields: readonly PlacedField[];
  readonly lookup: HeaderLookup;
}

function findingOf(record: MessageRecord, { artifact, rule, fields, lookup }: Candidate): Finding | null {
  for (const reading of artifact.readings) {
    const read = valueForms[reading.form];
    const matches = fields.flatMap((placed) => {
      const names = read(placed.field.value);
      return names === null ? [] : [{ placed, names }];
    });
    const [first, ...others] = matches;
    if (first === undefined) continue;
    const lowered = lowerForLookAlikes(
      record,
      lookup,
      artifact,
      { level: reading.level, benignExplanations: rule.benignExplanations },
      matches.length,
    );
    if (lowered === null) return null;
    const named = unite(matches.map((match) => match.names));
    const contradiction = contradictionOf(record, artifact.header.toLowerCase(), named.sources);
    return {
      ruleId: rule.id,
      ruleVersion: rule.version,
      technique: rule.technique,
      level: contradiction === null ? lowered.level : lowerOf(lowered.level, 'low'),
      strength: reading.strength,
      statement: fillIn(reading.statement, named) + remarkOnCount(matches.length),
      mechanism: artifact.mechanism,
      agency: artifact.agency,
      sources: named.sources,
      destinations: named.destinations,
      time: messageTime(record),
      citations: [
        citeHeader(record, first.placed.index),
        ...others.slice(0, mostCitedFields - 1).map((match) => citeHeader(record, match.placed.index)),
      ],
      benignExplanations: contradiction === null ? lowered.benignExplanations : [contradictedReason, ...lowered.benignExplanations],
      wouldProve: rule.wouldProve,
    };
  }
  return null;
}

const contradictedReason = 'The chain of servers contradicts the header: no Received field names the service that alone writes it.';

interface Weight {
  readonly level: Level;
  readonly benignExplanations: NonEmpty<string>;
}

// An automatic reply leaves one such field. A message with several passed through several mailboxes, of which one may
// have forwarded it: that is lowered, never left out.
function lowerForLookAlikes(
  record: MessageRecord,
  lookup: HeaderLookup,
  artifact: HeaderArtifact,
  weight: Weight,
  fieldCount: number,
): Weight | null {
  let { level, benignExplanations } = weight;
  for (const { when, effect } of artifact.lookAlikes) {
    if (!lookAlikes[when](record, lookup)) continue;
    if (effect === 'no-finding' && fieldCount === 1) return null;
    level = lowerOf(level, effect === 'no-finding' ? 'low' : effect);
    benignExplanations = [lookAlikeReasons[when], ...benignExplanations];
  }
  return { level, benignExplanations };
}

function lowerOf(one: Level, other: Level): Level {
  return levelsFromHighest.indexOf(one) > levelsFromHighest.indexOf(other) ? one : other;
}

function unite(all: readonly ArtifactNames[]): ArtifactNames {
  return {
    sources: distinctAddresses(all.flatMap((names) => names.sources)),
    destinations: distinctAddresses(all.flatMap((names) => names.destinations)),
    quoted: distinctAddresses(all.flatMap((names) => names.quoted)),
  };
}

function fillIn(template: string, named: ArtifactNames): string {
  const texts: Readonly<Record<string, string>> = {
    sources: nameAddresses(named.sources),
    destinations: nameAddresses(named.destinations),
    quoted: nameAddresses(named.quoted),
  };
  // One pass, since an address of the evidence may itself look like a place of the template.
  return template.replace(/\{(sources|destinations|quoted)\}/g, (_, place: string) => texts[place] ?? '');
}

function remarkOnCount(fields: number): string {
  if (fields === 1) return '';
  const cited = fields > mostCitedFields ? `, of which the first ${String(mostCitedFields)} are cited` : '';
  return ` The message holds ${String(fields)} such fields${cited}.`;
}
