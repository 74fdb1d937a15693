import type { AccessAction, AccessEventClaims, AccessObject, AccessStrength } from '#model/index.ts';
import type { SystemFields, WindowsEvent } from './event.ts';

/** What one kind of event means. */
export interface EventMeaning {
  /** What happened, in the words that Windows has for it. */
  readonly operation: string;
  readonly action: AccessAction;
  readonly strength: AccessStrength;
  /** What the event does not show, in a sentence. */
  readonly doesNotShow: string;
  /** What else the event states, taken from its values. */
  readonly state?: (event: EventLookup) => Stated;
}

export type Stated = Partial<Omit<AccessEventClaims, 'operation' | 'doesNotShow' | 'facts' | 'source' | 'time'>>;

/** The events of one provider or channel. */
export interface EventFamily {
  /** Names of providers, in lower case. */
  readonly providers: readonly string[];
  /** Whether a provider without a fixed name belongs to it; gets the name in lower case. */
  readonly isProvider?: (provider: string) => boolean;
  /** Channels in lower case, for forms of events that name no provider. */
  readonly channels: readonly string[];
  readonly events: Readonly<Record<string, EventMeaning>>;
}

/** An event with its values by name. */
export interface EventLookup {
  readonly event: WindowsEvent;
  /** The first value of a name; empty where there is none or Windows wrote `-`, its sign for nothing. A list gives its texts as lines. */
  value(name: string): string;
}

export function lookUp(event: WindowsEvent): EventLookup {
  return {
    event,
    value(name) {
      for (const one of event.values) {
        if (one.name !== name) continue;
        const text = typeof one.value === 'object' ? one.value.join('\n') : String(one.value);
        return text === '-' ? '' : text;
      }
      return '';
    },
  };
}

/** An account as `DOMAIN\name`, or what there is of it. */
export function accountName(domain: string, name: string): string {
  return domain === '' || name === '' ? name : `${domain}\\${name}`;
}

/** An account from two or three values: domain and name, and the SID where there is no name. */
export function accountIn({ value }: EventLookup, prefix: 'Subject' | 'Target'): string {
  const name = accountName(value(`${prefix}DomainName`), value(`${prefix}UserName`));
  const sid = prefix === 'Subject' ? 'SubjectUserSid' : value('TargetUserSid') === '' ? 'TargetSid' : 'TargetUserSid';
  return name === '' ? value(sid) : name;
}

/** A port as number; null where none is stated. */
export function portOf(text: string): number | null {
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}

/** A file that an event is about. */
export function file(name: string): AccessObject {
  return { kind: 'file', name };
}

export function other(name: string): AccessObject {
  return { kind: 'other', name };
}

/**
 * The outcome that the security audit states in the keywords of an event (winmeta.h: success 0x0020000000000000, failure
 * 0x0010000000000000), or in their words; empty where it states none.
 */
export function auditOutcome({ keywords }: SystemFields): 'audit success' | 'audit failure' | '' {
  if (/^0x[0-9a-f]{16}$/i.test(keywords)) {
    const digit = Number.parseInt(keywords.charAt(4), 16);
    return (digit & 2) !== 0 ? 'audit success' : (digit & 1) !== 0 ? 'audit failure' : '';
  }
  return /audit success/i.test(keywords) ? 'audit success' : /audit failure/i.test(keywords) ? 'audit failure' : '';
}
