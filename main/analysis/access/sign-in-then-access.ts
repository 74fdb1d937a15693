import type { Finding, Rule } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { findingOfEvents } from './event-finding.ts';
import { eventGroup, type EventGroup } from './event-group.ts';
import { ruleOf } from './event-rule.ts';
import { citeEvent, countText, momentText, quote } from './event-statement.ts';
import { factText, type EventRecord } from './event-text.ts';
import { actorNameOf, addressOf, momentOf, reachesMail } from './mailbox-event.ts';
import { listParameter, numberParameter, settingsOf } from './parameter-values.ts';

const proof = [
  'The place of the address, and whether the owner was there.',
  'The messages that the events of access name.',
  'How the second factor was passed: the sign-in log tells the methods.',
] as const;
const needs = ['sign-in log with account and address, over a time', 'events of mail access with actor and address or session'] as const;

const newAddress = ruleOf({
  id: 'access.cloud.new-address-then-mail',
  title: 'A sign-in from an address that was not seen before, followed by access to mail',
  technique: 'T1114.002',
  level: 'medium',
  needs,
  parameters: [
    numberParameter('days', 'Days of sign-ins of the account that must lie before, so that there is something to compare with.', 7),
    numberParameter('hours', 'Within how many hours the access follows.', 24),
    listParameter('known', 'Beginnings of addresses that are known to the organisation.', []),
  ],
  benign: ['The owner travels, works from home, or has a provider that changes addresses.'],
  proof,
  references: ['MITRE ATT&CK T1114.002, DET0048 (AN0131, AN0132; KnownIPLocations, LoginGeolocationVariance)'],
});

const legacy = ruleOf({
  id: 'access.cloud.legacy-then-mail',
  title: 'A sign-in by a protocol that knows no second factor, followed by access to mail',
  technique: 'T1114.002',
  level: 'medium',
  needs,
  parameters: [
    numberParameter('hours', 'Within how many hours the access follows.', 24),
    listParameter('clients', 'Beginnings of the names of such protocols.', [
      ...['imap', 'pop', 'authenticated smtp', 'exchange activesync', 'other clients', 'exchange web services', 'bav2ropc', 'cbainprod'],
    ]),
  ],
  benign: ['Old mail programs and telephones of the owner work that way.'],
  proof,
  references: ['MITRE ATT&CK T1114.002, T1078.004, DET0048 (UserAgentPattern)'],
});

/** Most addresses of all accounts together that are kept. */
export const mostAddresses = 50_000;

interface Place {
  readonly account: string;
  readonly address: string;
  first: number;
  firstLegacy: number;
  legacyClient: string;
  readonly signIns: EventGroup;
  readonly legacySignIns: EventGroup;
  readonly sessions: Set<string>;
  access: EventGroup | null;
  legacyAccess: EventGroup | null;
}

const mostSessionsOfPlace = 500;

/** Joins sign-ins with the access to mail that follows by the same account from the same address or in the same session. */
export const signInThenAccess: CaseDetector = {
  rules: [newAddress, legacy],
  start(context) {
    const ofNew = settingsOf(newAddress, context.parameters);
    const ofLegacy = settingsOf(legacy, context.parameters);
    const places = new Map<string, Place>();
    const beginnings = new Map<string, number>();
    const budget = { left: 200_000 };
    const isNew = (place: Place): boolean =>
      place.first - (beginnings.get(place.account) ?? place.first) >= ofNew.number('days') * 86_400_000 &&
      !ofNew.list('known').some((known) => place.address.toLowerCase().startsWith(known));
    return {
      consume({ facts }) {
        for (const fact of facts) {
          if (fact.kind !== 'event' || fact.claimed.action !== 'sign-in' || fact.claimed.strength === 'ATTEMPTED') continue;
          const moment = momentOf(fact);
          const account = accountOf(fact);
          const address = addressOf(fact);
          if (moment === null || account === '' || address === '') continue;
          beginnings.set(account, Math.min(beginnings.get(account) ?? moment, moment));
          const key = `${account}\u0000${address}`;
          const place = places.get(key) ?? emptyPlace(account, address);
          if (!places.has(key)) {
            if (places.size >= mostAddresses) continue;
            places.set(key, place);
          }
          const { session = '' } = fact.claimed;
          if (session !== '' && place.sessions.size < mostSessionsOfPlace) place.sessions.add(session);
          const event = { recordId: fact.recordId, time: fact.claimed.time, citations: [citeEvent(fact, 'account')] as const };
          place.first = Math.min(place.first, moment);
          place.signIns.add(event);
          const client = legacyClientOf(fact, ofLegacy.list('clients'));
          if (client !== '') {
            if (moment < place.firstLegacy) place.legacyClient = client;
            place.firstLegacy = Math.min(place.firstLegacy, moment);
            place.legacySignIns.add(event);
          }
        }
      },
      consumeAgain({ facts }) {
        for (const fact of facts) {
          if (fact.kind !== 'event' || !reachesMail(fact)) continue;
          const moment = momentOf(fact);
          if (moment === null) continue;
          const place = places.get(`${actorNameOf(fact)}\u0000${addressOf(fact)}`);
          if (place === undefined) continue;
          const event = { recordId: fact.recordId, time: fact.claimed.time, citations: [citeEvent(fact, 'operation')] as const };
          if (isWithin(moment, place.first, ofNew.number('hours')) && isNew(place)) (place.access ??= eventGroup(budget)).add(event);
          if (isWithin(moment, place.firstLegacy, ofLegacy.number('hours'))) (place.legacyAccess ??= eventGroup(budget)).add(event);
        }
      },
      *finish() {
        const isCut = places.size >= mostAddresses;
        for (const key of [...places.keys()].sort()) {
          const place = places.get(key);
          if (place?.access != null) {
            yield findingOf(
              newAddress,
              place,
              place.signIns,
              place.access,
              `the first from there in the sign-ins recorded since ${momentText(beginnings.get(place.account) ?? 0)}`,
              isCut,
            );
          }
          if (place?.legacyAccess != null) {
            yield findingOf(legacy, place, place.legacySignIns, place.legacyAccess, `by the protocol ${quote(place.legacyClient)}`, isCut);
          }
        }
      },
    };
  },
};

function emptyPlace(account: string, address: string): Place {
  const groups = { signIns: eventGroup({ left: 100 }), legacySignIns: eventGroup({ left: 100 }), access: null, legacyAccess: null };
  const never = Number.POSITIVE_INFINITY;
  return { account, address, first: never, firstLegacy: never, legacyClient: '', sessions: new Set(), ...groups };
}

function accountOf({ claimed }: EventRecord): string {
  return (claimed.account === '' ? claimed.actor : claimed.account).toLowerCase();
}

function legacyClientOf(record: EventRecord, clients: readonly string[]): string {
  const named = [factText(record, 'ClientAppUsed'), record.claimed.client ?? ''];
  return named.find((text) => clients.some((client) => text.toLowerCase().startsWith(client))) ?? '';
}

function isWithin(moment: number, first: number, hours: number): boolean {
  return moment >= first && moment - first <= hours * 3_600_000;
}

function findingOf(rule: Rule, place: Place, signIns: EventGroup, access: EventGroup, how: string, isCut: boolean): Finding {
  const [signIn] = signIns.earliest.flatMap(({ citations }) => citations);
  if (signIn === undefined) throw new RangeError('A finding rests on at least one sign-in.');
  return findingOfEvents(rule, {
    level: rule.level,
    strength: 'LOGGED ON',
    statement: `The events of the evidence state that the account ${quote(place.account)} was signed in to at ${momentText(rule === legacy ? place.firstLegacy : place.first)} from ${place.address}, ${how}, and that from that address it then accessed mail: ${countText(access.count, 'event')} of access.${isCut ? ' Not all addresses of the case could be kept.' : ''}`,
    mechanism: 'sign-in followed by access to mail',
    sources: place.account.includes('@') ? [place.account] : [],
    time: signIns.first,
    citations: [signIn, ...access.earliest.flatMap(({ citations }) => citations)],
    extent: { ...access.extent(), first: signIns.first },
  });
}
