import { bitsEvents } from './bits.ts';
import type { SystemFields } from './event.ts';
import { exchangeEvents } from './exchange-management.ts';
import type { EventFamily, EventMeaning } from './meaning.ts';
import { officeAlerts } from './office-alerts.ts';
import { powerShellEngine, powerShellOperational } from './powershell.ts';
import { securityEvents } from './security.ts';
import { sysmonEvents } from './sysmon.ts';
import { eventLogEvents, serviceEvents } from './system.ts';
import { taskEvents } from './task-scheduler.ts';
import { remoteConnectionEvents, sessionEvents } from './terminal-services.ts';
import { wmiEvents } from './wmi-activity.ts';

/** Every family of events that this program knows. Adding one is a file and a line here. */
const families: readonly EventFamily[] = [
  securityEvents,
  eventLogEvents,
  serviceEvents,
  sysmonEvents,
  powerShellOperational,
  powerShellEngine,
  exchangeEvents,
  wmiEvents,
  taskEvents,
  sessionEvents,
  remoteConnectionEvents,
  bitsEvents,
  officeAlerts,
];

const byProvider = new Map(families.flatMap((family) => family.providers.map((provider) => [provider, family] as const)));
const byChannel = new Map(families.flatMap((family) => family.channels.map((channel) => [channel, family] as const)));

/** What events of a provider with an identifier mean; null where no family knows them. Without provider the channel decides. */
export function meaningOf({ provider, channel, eventId }: SystemFields): EventMeaning | null {
  const name = provider.toLowerCase();
  const family =
    name === ''
      ? byChannel.get(channel.toLowerCase())
      : (byProvider.get(name) ?? families.find(({ isProvider }) => isProvider?.(name) === true));
  return family !== undefined && Object.hasOwn(family.events, eventId) ? (family.events[eventId] ?? null) : null;
}
