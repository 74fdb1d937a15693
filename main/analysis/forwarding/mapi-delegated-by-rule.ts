import type { Rule } from '#model/index.ts';
import { citeProperty, propertyOf } from '../cite-property.ts';
import type { Detector } from '../detector.ts';
import { messageTime } from './message-time.ts';

const rule: Rule = {
  id: 'forwarding.mapi.delegated-by-rule',
  version: '1',
  title: 'A delegate rule passed the message on',
  technique: 'T1114.003',
  level: 'low',
  needs: ['message', 'property PidTagDelegatedByRule (0x3FE3)'],
  parameters: [],
  benignExplanations: ['Exchange passes meeting requests on to the delegates of a mailbox by such a rule.'],
  wouldProve: ['The rules of the mailbox with the provider "Schedule+ EMS Interface", and the delegates in its free/busy item.'],
  references: ['[MS-OXPROPS] PidTagDelegatedByRule', '[MS-OXORULE] 2.2.5.1 (OP_DELEGATE)'],
};

/** Looks for PidTagDelegatedByRule with the value true in Outlook stores. */
export const mapiDelegatedByRule: Detector = {
  rules: [rule],
  start: () => ({
    *consume(record) {
      if (record.kind !== 'message') return;
      const property = propertyOf(record, 0x3fe3);
      if (property?.value !== true) return;
      yield {
        ruleId: rule.id,
        ruleVersion: rule.version,
        technique: rule.technique,
        level: rule.level,
        strength: 'STATES',
        statement: 'The property PidTagDelegatedByRule states that a delegate rule passed this message on.',
        mechanism: 'delegate rule in Exchange',
        agency: 'automatic',
        sources: [],
        destinations: [],
        time: messageTime(record),
        citations: [citeProperty(record, property)],
        benignExplanations: rule.benignExplanations,
        wouldProve: rule.wouldProve,
      };
    },
  }),
};
