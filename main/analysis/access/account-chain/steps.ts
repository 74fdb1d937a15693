import { addressOf, reachesMail } from '../mailbox-event.ts';
import type { EventRecord } from '../event-text.ts';
import { isForwardingChange } from '../stated-forwarding.ts';
import type { StoreStepName } from '../store-steps.ts';

/** The kinds of steps of a chain. */
export const stepNames = [
  'sign-in',
  'rule or forwarding',
  'permission',
  'access to mail',
  'export',
  'search for mail stores',
  'mail store read',
  'mail store packed or copied',
  'transfer',
  'mail to the destination',
  'forwarded mail',
] as const;
export type StepName = (typeof stepNames)[number];

/** What a chain is built around: changes of who receives or sees mail, and exports. */
export type AnchorName = 'rule or forwarding' | 'permission' | 'export';

/** What the steps on a machine are called in a chain. */
export const storeStepTitles: Readonly<Record<StoreStepName, StepName>> = {
  search: 'search for mail stores',
  access: 'mail store read',
  'packing or copy': 'mail store packed or copied',
  transfer: 'transfer',
};

/** What an event is the anchor of; null where it is none. */
export function anchorOf({ claimed }: EventRecord): AnchorName | null {
  const { change, action, strength } = claimed;
  if (strength === 'ATTEMPTED') return null;
  if ((action === 'mailbox-export' && strength !== 'CHANGED') || isExportCommand(claimed)) return 'export';
  if (change === undefined || action === 'mail-forward' || ['cleared', 'removed', 'disabled'].includes(change.state)) return null;
  if (isForwardingChange(change)) return passesOnOrHides(change) ? 'rule or forwarding' : null;
  return change.what === 'mailbox-permission' || change.what === 'application-permission' ? 'permission' : null;
}

// Whoever files his newsletters by a rule has not begun anything.
function passesOnOrHides({ what, destinations, actions }: NonNullable<EventRecord['claimed']['change']>): boolean {
  if (what === 'mailbox-forwarding' || what === 'journal-rule' || destinations.length > 0) return true;
  return actions.some((action) => /^(?:(?:soft-?|hard-?)?delete|mark-?(?:as-?)?read)/i.test(action));
}

function isExportCommand({ action, process, facts, operation }: EventRecord['claimed']): boolean {
  if (action === 'content-search') return /export/i.test(operation);
  if (action !== 'process-start' && action !== 'script') return false;
  const texts = [process?.commandLine ?? '', ...facts.map(({ value }) => String(value))];
  return texts.some((text) => text.slice(0, 20_000).toLowerCase().includes('new-mailboxexportrequest'));
}

/** The step that an event is by itself; the steps on a machine are told by `storeSteps`. */
export function stepOf(record: EventRecord): StepName | null {
  const anchor = anchorOf(record);
  if (anchor !== null) return anchor;
  const { action, strength } = record.claimed;
  if (strength !== 'ATTEMPTED') {
    if (action === 'sign-in') return 'sign-in';
    if (action === 'mail-delivery') return 'mail to the destination';
  }
  if (action === 'mail-forward') return 'forwarded mail';
  return reachesMail(record) ? 'access to mail' : null;
}

/** Whether mail went to a destination by the event, whoever's account it names. */
export function isOfDestination(step: StepName): boolean {
  return step === 'forwarded mail' || step === 'mail to the destination';
}

/**
 * The session of Windows that an event belongs to, told apart by machine, since its numbers begin anew on each; null where
 * the event states none.
 */
export function machineSessionOf({ claimed: { session = '', host } }: EventRecord): string | null {
  return host !== '' && /^0x[0-9a-f]{1,16}$/i.test(session) ? `${host}\u0000${session}`.toLowerCase() : null;
}

/** A network address that tells where somebody was: not one of the machine itself, as that of a connection which it makes. */
export function placeOf(record: EventRecord): string {
  if (record.claimed.action === 'network-connection') return '';
  const address = addressOf(record);
  return address === '::1' || address.startsWith('127.') ? '' : address;
}
