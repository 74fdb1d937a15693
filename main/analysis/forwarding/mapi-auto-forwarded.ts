import type { Rule } from '#model/index.ts';
import { citeProperty, propertyOf } from '../cite-property.ts';
import type { Detector } from '../detector.ts';
import { headerLookupOf } from '../header-lookup.ts';
import { lookAlikeReasons, lookAlikes, withReasons } from './look-alikes.ts';
import { messageTime } from './message-time.ts';

const rule: Rule = {
  id: 'forwarding.mapi.auto-forwarded',
  version: '1',
  title: 'The store marks the message as automatically forwarded',
  technique: 'T1114.003',
  level: 'high',
  needs: ['message', 'property PidTagAutoForwarded (0x0005)'],
  parameters: [],
  benignExplanations: [
    'The holder of the mailbox made the rule for their own use: to a colleague, a shared mailbox, a ticket system.',
    'A person replied to or forwarded an automatically forwarded message, and the client left the mark on (Microsoft KB 278352).',
  ],
  wouldProve: [
    'The rules of the mailbox: those in its data file, and Get-InboxRule with hidden rules.',
    'The message trace of the server for this Message-ID.',
  ],
  references: ['[MS-OXCMSG] 2.2.1.20', '[MS-OXPROPS] PidTagAutoForwarded', 'Microsoft KB 278352'],
};

/** Looks for PidTagAutoForwarded with the value true in Outlook stores. */
export const mapiAutoForwarded: Detector = {
  rules: [rule],
  start: () => ({
    *consume(record) {
      if (record.kind !== 'message') return;
      const property = propertyOf(record, 0x0005);
      if (property?.value !== true) return;
      const isCalendar = lookAlikes.calendar(record, headerLookupOf(record));
      yield {
        ruleId: rule.id,
        ruleVersion: rule.version,
        technique: rule.technique,
        level: isCalendar ? 'low' : rule.level,
        strength: 'STATES',
        statement: 'The property PidTagAutoForwarded states that this message was forwarded automatically.',
        mechanism: 'automatic forwarding in Exchange or Outlook',
        agency: 'automatic',
        sources: [],
        destinations: [],
        time: messageTime(record),
        citations: [citeProperty(record, property)],
        benignExplanations: withReasons(isCalendar ? [lookAlikeReasons.calendar] : [], rule.benignExplanations),
        wouldProve: rule.wouldProve,
      };
    },
  }),
};
