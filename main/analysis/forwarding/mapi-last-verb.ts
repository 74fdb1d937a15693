import type { Citation, MessageRecord, Rule } from '#model/index.ts';
import { citeProperty, propertyOf } from '../cite-property.ts';
import type { Detector } from '../detector.ts';

const rule: Rule = {
  id: 'forwarding.mapi.last-verb-forward',
  version: '1',
  title: 'The last action on the message was to forward it',
  technique: 'T1114.003',
  level: 'informational',
  needs: ['message', 'property PidTagLastVerbExecuted (0x1081) or PidTagIconIndex (0x1080)'],
  parameters: [],
  benignExplanations: [
    'The holder of the mailbox forwarded the message by hand, in the ordinary course of work.',
    'A rule forwarded it: servers set the same property when a rule forwards (seen in Kopano), so it does not tell a person from a rule.',
  ],
  wouldProve: [
    'The forwarded copy: a message in Sent Items whose In-Reply-To, References or conversation index leads to this one.',
    'Its recipients, and the message trace of the server around the time of PidTagLastVerbExecutionTime.',
  ],
  references: ['[MS-OXOMSG] 2.2.2.4', '[MS-OXOMSG] 2.2.2.5', '[MS-OXOMSG] 2.2.2.1 (PidTagIconIndex)'],
};

/**
 * Looks for messages whose last verb was "forward" in Outlook stores. Three readings of one fact: verb 104, the icon
 * value 262 in the verb's place (as a page of Microsoft Learn lists it), and icon 262 where no verb is kept.
 */
export const mapiLastVerb: Detector = {
  rules: [rule],
  start: () => ({
    *consume(record) {
      if (record.kind !== 'message') return;
      const citations = citationsOf(record);
      const [first, ...others] = citations;
      if (first === undefined) return;
      const { lastVerbTime } = record.claimed;
      const at = lastVerbTime?.instant == null ? '' : ` The property ${lastVerbTime.statedBy} gives the time ${lastVerbTime.instant}.`;
      yield {
        ruleId: rule.id,
        ruleVersion: rule.version,
        technique: rule.technique,
        level: rule.level,
        strength: 'STATES',
        statement: `The ${first.field} states that the last action on this message was to forward it.${at}`,
        mechanism: 'forward in Outlook or by a rule',
        agency: 'undecidable',
        sources: [],
        destinations: [],
        time: lastVerbTime,
        citations: [first, ...others],
        benignExplanations: rule.benignExplanations,
        wouldProve: rule.wouldProve,
      };
    },
  }),
};

const verbForward = 104;
const iconForwarded = 262;

function citationsOf(record: MessageRecord): Citation[] {
  const verb = record.claimed.lastVerb;
  if (verb === verbForward || verb === iconForwarded) {
    const time = propertyOf(record, 0x1082);
    const stated = propertyOf(record, 0x1081) ?? { tag: 0x10810003, name: 'PidTagLastVerbExecuted', value: verb };
    return [citeProperty(record, stated), ...(time === null ? [] : [citeProperty(record, time)])];
  }
  const icon = verb === null ? propertyOf(record, 0x1080) : null;
  return icon?.value === iconForwarded ? [citeProperty(record, icon)] : [];
}
