import { formatInZone, formatLocator, type AccountClaims } from '#model/index.ts';
import type { Block } from '../blocks.ts';
import type { ReportInput } from '../report-input.ts';
import { countOf, formatClaimedTime } from '../wording.ts';
import type { NumberedSection } from './section.ts';

/** The accounts that mail programs state, and the traces of use that their files and other sources hold. */
export const accountsAndUse: NumberedSection = {
  title: 'Accounts and traces of use',
  anchor: 'accounts',
  blocks: (input) => [introduction(input), accountTable(input), ...moreAccounts(input), eventTable(input), ...moreEvents(input)],
};

function introduction({ facts }: ReportInput): Block {
  const known = facts.correspondentCount();
  const people =
    known === 0
      ? ''
      : ` ${countOf(known, 'entry', 'entries')} of address books and completion lists ${known === 1 ? 'is' : 'are'} in records.ndjson.`;
  return {
    kind: 'paragraph',
    text: `${countOf(facts.accountCount(), 'account')} of mail programs, as their settings state them. A trace of use says what its source records, and no more; what it does not show stands beside it.${people}`,
  };
}

function accountTable({ facts, case: { zone } }: ReportInput): Block {
  return {
    kind: 'table',
    caption: 'Accounts',
    columns: [
      { title: 'Exhibit', align: 'start', isNarrow: true },
      { title: 'Account', align: 'start' },
      { title: 'Service', align: 'start' },
      { title: 'Identities', align: 'start' },
      { title: 'Last used', align: 'start' },
      { title: 'Record', align: 'start', mono: true },
    ],
    rows: facts
      .accounts()
      .map(({ evidenceId, claimed, locator }) => [
        evidenceId,
        [claimed.name, claimed.key].find((text) => text !== '') ?? 'no name',
        [claimed.service, claimed.type ?? '', claimed.server, claimed.userName, mailText(claimed)].filter((text) => text !== '').join(', '),
        claimed.identities.map(({ address, name }) => (address === '' ? name : address)).join('; '),
        claimed.lastUsed === null ? 'not stated' : formatClaimedTime(claimed.lastUsed, zone),
        formatLocator(locator),
      ]),
    emptyText: 'No settings of accounts were read.',
  };
}

function mailText({ canHoldMail }: AccountClaims): string {
  return canHoldMail === undefined ? '' : { yes: 'can hold mail', perhaps: 'may hold mail', no: 'holds no mail' }[canHoldMail.answer];
}

function moreAccounts({ facts }: ReportInput): Block[] {
  const left = facts.accountCount() - facts.accounts().length;
  return left <= 0
    ? []
    : [{ kind: 'notice', text: `${countOf(left, 'further account')} ${left === 1 ? 'stands' : 'stand'} in records.ndjson.` }];
}

function eventTable({ facts, case: { zone } }: ReportInput): Block {
  return {
    kind: 'table',
    caption: `Traces of use (times as stated, in ${zone})`,
    columns: [
      { title: 'Exhibit', align: 'start', isNarrow: true },
      { title: 'Source', align: 'start' },
      { title: 'Strength', align: 'start', isNarrow: true },
      { title: 'Events', align: 'end', isNarrow: true },
      { title: 'First', align: 'start', isNarrow: true },
      { title: 'Last', align: 'start', isNarrow: true },
      { title: 'What it does not show', align: 'start' },
    ],
    rows: facts
      .events()
      .map(({ evidenceId, source, strength, count, first, last, doesNotShow }) => [
        evidenceId,
        source,
        strength,
        String(count),
        timeText(first, zone),
        timeText(last, zone),
        doesNotShow,
      ]),
    emptyText: 'No traces of use were read.',
  };
}

function timeText(milliseconds: number | null, zone: string): string {
  return milliseconds === null ? 'not stated' : formatInZone(milliseconds, zone);
}

function moreEvents({ facts }: ReportInput): Block[] {
  const left = facts.otherEventCount();
  return left === 0
    ? []
    : [{ kind: 'notice', text: `${countOf(left, 'event')} of further sources ${left === 1 ? 'stands' : 'stand'} in records.ndjson.` }];
}
