import { accessEvent, type Limits } from '#model/index.ts';
import { bareNetworkAddress } from '../record/addresses.ts';
import { boundedFacts } from '../record/facts.ts';
import type { LogFamily, LogItem, LogStatement } from '../record/log-family.ts';
import { statedTime } from '../record/stated-time.ts';
import { googleActivity } from './activity.ts';
import { googleMeaning } from './meanings.ts';

/**
 * Audit logs of Google Workspace: activities of the Admin SDK (Reports API) and the same events in Cloud Audit Logs. Every
 * event of an activity becomes an event of its own.
 */
export const googleFamily: LogFamily = {
  id: 'google-workspace-log',
  version: '1',
  title: 'Google Workspace audit logs',
  mark: 'activities of the Admin SDK, or Cloud Audit records of its services',
  is: (item) => googleActivity(item) !== null,
  identity: (item) => googleActivity(item)?.id ?? '',
  read,
};

const scope = 'Google keeps most of these logs for six months and may write them hours late; content of mail is in none of them.';

function read(item: LogItem, limits: Limits): LogStatement {
  const activity = googleActivity(item);
  if (activity === null) return { claims: [], isWhole: true };
  const stated = statedTime(activity.time, activity.timeField, { isUtc: true });
  const { events: _events, protoPayload: _payload, ...rest } = item.record.fields;
  let isWhole = true;
  const told =
    activity.events.length === 0 ? [{ application: '', name: 'activity without an event', type: '', parameters: [] }] : activity.events;
  const claims = told.map((event, index) => {
    const { action, strength, object, doesNotShow, change, account, messageIds, hasFailed, client } = googleMeaning(event, activity.actor);
    const own = event.parameters.map(({ name, text }) => ({ name, value: text }));
    // What the record says of all its events follows what it says of this one; of Cloud Audit the payload is that of one.
    const common = activity.timeField === 'timestamp' ? item.record.fields : rest;
    const kept = boundedFacts(common, limits, item.beside);
    const particular = boundedFacts({}, limits, [...(event.type === '' ? [] : [{ name: 'event type', value: event.type }]), ...own]);
    isWhole &&= kept.isWhole && particular.isWhole;
    const agent = client ?? activity.client;
    const claimed = accessEvent({
      time: stated?.time ?? null,
      precision: stated?.precision ?? 'unknown',
      clock: 'clock of the service',
      strength: hasFailed === true ? 'ATTEMPTED' : strength,
      action,
      operation: event.name,
      actor: activity.actor,
      account: account ?? '',
      address: bareNetworkAddress(activity.address),
      ...(agent === '' ? {} : { client: agent }),
      object: { kind: object.kind, name: object.name.slice(0, 2000) },
      ...(messageIds === undefined ? {} : { messageIds }),
      ...(change === undefined ? {} : { change }),
      ...(activity.id === '' ? {} : { sourceId: told.length === 1 ? activity.id : `${activity.id} event ${String(index + 1)}` }),
      outcome: activity.outcome,
      source: activity.source,
      doesNotShow: [doesNotShow, scope].filter((text) => text !== undefined).join(' '),
      facts: [...particular.facts, ...kept.facts],
    });
    return { kind: 'event' as const, claimed };
  });
  return { claims, isWhole };
}
