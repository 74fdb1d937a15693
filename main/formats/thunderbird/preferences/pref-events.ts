import type { AccessEventClaims, ClaimedTime } from '#model/index.ts';
import { timeSince1970 } from '../claims.ts';
import type { Pref } from './tokenize-prefs.ts';

/** The time that a preference keeps, as an event; null where it keeps none. */
export function eventOf({ name, value }: Pref): AccessEventClaims | null {
  const kept = keptTimes.find(({ form }) => form.test(name));
  if (kept === undefined || (typeof value !== 'number' && typeof value !== 'string')) return null;
  const count = Number(value) * kept.secondsPerUnit;
  const time: ClaimedTime | null = Number.isFinite(count) ? timeSince1970(String(value), count, 1, `preference ${name}`) : null;
  if (time === null) return null;
  return {
    time,
    precision: kept.secondsPerUnit === 60 ? 'minute' : 'second',
    clock: 'clock of the machine',
    strength: kept.strength,
    action: kept.action,
    operation: kept.operation,
    actor: '',
    account: /^mail\.server\.([^.]+)\./.exec(name)?.[1] ?? '',
    host: '',
    address: '',
    process: null,
    object: kept.object,
    outcome: '',
    source: `Thunderbird preferences, ${name}`,
    doesNotShow: kept.doesNotShow,
    facts: [],
  };
}

interface KeptTime {
  readonly form: RegExp;
  readonly secondsPerUnit: number;
  readonly strength: AccessEventClaims['strength'];
  readonly action: AccessEventClaims['action'];
  readonly operation: string;
  readonly object: AccessEventClaims['object'];
  readonly doesNotShow: string;
}

const program = { kind: 'other', name: 'the mail program' } as const;
const onlyLast = 'It does not show who sat at the machine; only the last time is kept.';

const keptTimes: readonly KeptTime[] = [
  {
    form: /^toolkit\.startup\.last_success$/,
    secondsPerUnit: 1,
    strength: 'RUN',
    action: 'program-use',
    operation: 'program started without fault',
    object: program,
    doesNotShow: onlyLast,
  },
  {
    form: /^(?:app\.update\.lastUpdateTime\..+|idle\.lastDailyNotification|services\.settings\.last_update_seconds)$/,
    secondsPerUnit: 1,
    strength: 'RUN',
    action: 'program-use',
    operation: 'a task that the running program does by itself',
    object: program,
    doesNotShow: `It shows that the program ran, not that anybody used it. ${onlyLast}`,
  },
  {
    form: /^browser\.laterrun\.bookkeeping\.profileCreationTime$/,
    secondsPerUnit: 1,
    strength: 'PRESENT',
    action: 'other',
    operation: 'profile created',
    object: { kind: 'other', name: 'the profile' },
    doesNotShow: 'It does not show who created the profile.',
  },
  {
    form: /^mail\.server\.[^.]+\.lastFilterTime$/,
    secondsPerUnit: 60,
    strength: 'RUN',
    action: 'program-use',
    operation: 'filters that run at intervals were due',
    object: { kind: 'rule', name: 'message filters' },
    doesNotShow: 'It does not show whether the account has such filters, nor what they did.',
  },
];
