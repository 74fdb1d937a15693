import type { MessageParts } from '#test/support/record-builder.ts';

/** Messages of Outlook stores that a rule over MAPI properties must find, or must leave alone. */
export interface MapiCases {
  readonly fires: Readonly<Record<string, MessageParts>>;
  readonly misses: Readonly<Record<string, MessageParts>>;
}

const autoForwarded = (value: boolean) => ({ tag: 0x0005000b, name: 'PidTagAutoForwarded', value });
const delegatedByRule = (value: boolean) => ({ tag: 0x3fe3000b, name: 'PidTagDelegatedByRule', value });
const lastVerb = (value: number) => ({ tag: 0x10810003, name: 'PidTagLastVerbExecuted', value });
const iconIndex = (value: number) => ({ tag: 0x10800003, name: 'PidTagIconIndex', value });
const lastVerbTime = { tag: 0x10820040, name: 'PidTagLastVerbExecutionTime', value: '134170216130000000' };
const claimedVerbTime = {
  raw: '134170216130000000',
  instant: '2026-03-03T08:26:53.000Z',
  offsetMinutes: 0,
  statedBy: 'PidTagLastVerbExecutionTime',
};

/** The cases by rule identifier. */
export const mapiCases: Readonly<Record<string, MapiCases>> = {
  'forwarding.mapi.auto-forwarded': {
    fires: {
      true: { properties: [autoForwarded(true)] },
      'a meeting request, lowered': { properties: [autoForwarded(true)], claimed: { messageClass: 'IPM.Schedule.Meeting.Request' } },
    },
    misses: {
      false: { properties: [autoForwarded(false)] },
      'a comment without the mark': { properties: [{ tag: 0x0004001f, name: 'PidTagAutoForwardComment', value: 'true' }] },
    },
  },
  'forwarding.mapi.delegated-by-rule': {
    fires: { true: { properties: [delegatedByRule(true)] } },
    misses: { false: { properties: [delegatedByRule(false)] } },
  },
  'forwarding.mapi.last-verb-forward': {
    fires: {
      'verb 104 with its time': {
        properties: [lastVerb(104), lastVerbTime],
        claimed: { lastVerb: 104, lastVerbTime: claimedVerbTime },
      },
      'the icon value in the place of the verb': { properties: [lastVerb(262)], claimed: { lastVerb: 262 } },
      'the icon where no verb is kept': { properties: [iconIndex(262)] },
    },
    misses: {
      'verb 102, a reply': { properties: [lastVerb(102)], claimed: { lastVerb: 102 } },
      'verb 103, a reply to all': { properties: [lastVerb(103)], claimed: { lastVerb: 103 } },
      'icon 261, replied': { properties: [iconIndex(261)] },
      'a later reply over an old icon': { properties: [lastVerb(102), iconIndex(262)], claimed: { lastVerb: 102 } },
    },
  },
};
