import type { Rule } from '#model/index.ts';
import { citeHeader } from '../cite-header.ts';
import type { Detector } from '../detector.ts';
import { headerLookupOf } from '../header-lookup.ts';
import { contradictionOf, writtenHeaders } from './chain-check.ts';
import { messageTime } from './message-time.ts';
import { valueForms } from './value-forms.ts';

const rule: Rule = {
  id: 'forwarding.header.contradicted',
  version: '1',
  title: 'The chain of servers contradicts a header of forwarding',
  technique: 'T1114.003',
  level: 'low',
  needs: ['message', 'a header of forwarding', 'at least two headers Received'],
  parameters: [],
  benignExplanations: [
    'The sender, or a program on the way, wrote the header; nobody checks it.',
    'A server on the way took Received fields out, as gateways of some houses do.',
  ],
  wouldProve: ['The mail log of the server that wrote the topmost Received field.', 'The message as the sender has it.'],
  references: ['RFC 5321 4.4', 'RFC 5322 3.6.7'],
};

/**
 * Looks for headers of forwarding that one service alone writes, in messages that by their Received fields never went through
 * that service nor through the domain that the header names.
 */
export const contradictedHeader: Detector = {
  rules: [rule],
  start: () => ({
    *consume(record) {
      if (record.kind !== 'message' || record.headers.length === 0) return;
      const lookup = headerLookupOf(record);
      for (const header of writtenHeaders) {
        const [first] = lookup.get(header) ?? [];
        if (first === undefined) continue;
        const value = first.field.value;
        const named =
          valueForms['source-then-destinations'](value) ??
          valueForms['from-to'](value) ??
          valueForms['mailbox-of-tenant'](value) ??
          valueForms.sources(value) ??
          valueForms.true(value);
        const contradiction = named === null ? null : contradictionOf(record, header, named.sources);
        if (contradiction === null) continue;
        const received = (lookup.get('received') ?? []).slice(0, mostCited).map(({ index }) => citeHeader(record, index));
        yield {
          ruleId: rule.id,
          ruleVersion: rule.version,
          technique: rule.technique,
          level: rule.level,
          strength: 'INDICATES',
          statement: `The header ${first.field.name} states forwarding, which the chain of servers contradicts: none of ${String(contradiction.received)} Received fields names a server of ${contradiction.service}, which alone writes it.`,
          mechanism: `header of ${contradiction.service} that its chain of servers contradicts`,
          agency: 'undecidable',
          sources: [],
          destinations: [],
          time: messageTime(record),
          citations: [citeHeader(record, first.index), ...received],
          benignExplanations: rule.benignExplanations,
          wouldProve: rule.wouldProve,
        };
        return;
      }
    },
  }),
};

const mostCited = 8;
