import type { ForwardingDirection, ForwardingMechanism } from '#model/index.ts';
import type { Block } from '../blocks.ts';
import { countOf, formatCount, formatDay, joinWords } from '../wording.ts';
import type { NumberedSection } from './section.ts';

const mostRows = 500;

/** Every artifact of forwarding, added up by mechanism and destination. */
export const forwarding: NumberedSection = {
  title: 'Forwarding by mechanism and destination',
  anchor: 'forwarding',
  blocks: ({ observations, case: { zone } }): Block[] => {
    if (observations === undefined) return [{ kind: 'notice', text: 'Observations of forwarding were not gathered for this report.' }];
    const sums = observations.sums();
    const left = sums.length - Math.min(sums.length, mostRows);
    return [
      {
        kind: 'paragraph',
        text: `${countOf(observations.count(), 'observation')} of forwarding: artifacts in messages, rules, settings, indexes and events, in one form. Visible forwards of ordinary work are among them; they are no findings. The direction is seen from the mailbox that holds the record.`,
      },
      {
        kind: 'table',
        caption: `Records that state forwarding, by mechanism and destination; days in ${zone}`,
        columns: [
          { title: 'Mechanism', align: 'start' },
          { title: 'Mailbox', align: 'start' },
          { title: 'Direction', align: 'start', isNarrow: true },
          { title: 'Destination', align: 'start', mono: true },
          { title: 'By whom', align: 'start' },
          { title: 'Records', align: 'end' },
          { title: 'First', align: 'start', isNarrow: true },
          { title: 'Last', align: 'start', isNarrow: true },
        ],
        rows: sums
          .slice(0, mostRows)
          .map(({ mechanism, mailbox, direction, destination, agencies, records, first, last }) => [
            mechanismTexts[mechanism],
            mailbox,
            directionTexts[direction],
            destination === '' ? 'not named' : destination,
            joinWords([...agencies].sort()),
            formatCount(records),
            first === null ? 'not stated' : formatDay(first, zone),
            last === null ? 'not stated' : formatDay(last, zone),
          ]),
        emptyText: 'No artifact of forwarding was observed.',
      },
      ...(left + observations.otherCount() === 0
        ? []
        : [
            {
              kind: 'notice' as const,
              text: `${countOf(left, 'further line')} and ${countOf(observations.otherCount(), 'observation')} of further destinations are not printed; all observations stand in observations.ndjson.`,
            },
          ]),
    ];
  },
};

const mechanismTexts: Readonly<Record<ForwardingMechanism, string>> = {
  'client-rule': 'rule of a mail program',
  'server-rule': 'inbox rule on the server',
  'mailbox-setting': 'forwarding setting of the mailbox',
  'transport-rule': 'mail flow rule of the organisation',
  'server-alias': 'alias or forward at a mail server',
  sieve: 'Sieve script on the server',
  'standing-copy': 'standing copy of what is sent',
  delegate: 'delegate of the mailbox',
  'by-hand': 'forward by hand',
  resent: 'redirect or re-send',
  unknown: 'not stated',
};

const directionTexts: Readonly<Record<ForwardingDirection, string>> = {
  out: 'out of it',
  in: 'into it',
  through: 'through it',
  unknown: 'not told',
};
