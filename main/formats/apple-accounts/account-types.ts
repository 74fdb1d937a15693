import type { AccountClaims, AccountService } from '#model/index.ts';

type CanHoldMail = NonNullable<AccountClaims['canHoldMail']>;

/** The name of the data class whose being enabled means that Mail uses an account. */
export const mailClass = 'com.apple.Dataclass.Mail';

/** What is known of an account that bears on whether mail lies behind it. */
export interface MailSigns {
  /** Identifier of its type, e.g. `com.apple.account.IMAP`; empty where it is not stated. */
  readonly type: string;
  /** Data classes that are enabled for it, and those that its type supports. */
  readonly enabled: readonly string[];
  readonly supported: readonly string[];
  /** Whether those are all that are enabled. */
  readonly isEnabledWhole: boolean;
  /** Types of the accounts that are part of it. */
  readonly parts: readonly string[];
}

const prefix = 'com.apple.account.';

// Identifiers of types: those that the Accounts framework knows (ACAccountType), without what all begin with, in lower case.
const services: ReadonlyMap<string, AccountService> = new Map([
  ['imap', 'imap'],
  ['imapmail', 'imap'],
  ['pop', 'pop3'],
  ['smtp', 'smtp'],
  ['exchange', 'exchange'],
  ['onmydevice', 'local'],
]);

/** Types that are for mail and nothing else. */
const ofMail: ReadonlySet<string> = new Set(['imap', 'imapmail', 'pop']);

/** Types of providers and servers that have mail beside other things. */
const withMail: ReadonlySet<string> = new Set([
  ...['appleaccount', 'icloud', 'mobileme', 'google', 'yahoo', 'aol', 'hotmail', 'qq', '163', '126', 'exchange', 'imapnotes'],
  ...['onmydevice', 'osxserver'],
]);

/** Types that have none. */
const withoutMail: ReadonlySet<string> = new Set([
  ...['caldav', 'carddav', 'caldavlegacy', 'carddavlegacy', 'bookmarkdav', 'subscribedcalendar', 'publishedcalendar', 'holidaycalendar'],
  ...['ldap', 'facetime', 'madrid', 'gamecenter', 'itunesstore', 'itunesstore.sandbox', 'appleid', 'appleidauthentication', 'cloudkit'],
  ...['identityservices', 'devicelocator', 'findmyfriends', 'jabber', 'yahooim', 'aim', 'remotemanagement', 'singlesignon', 'twitter'],
  ...['facebook', 'facebooklegacy', 'linkedin', 'flickr', 'vimeo', 'yelp', 'sinaweibo', 'tencentweibo', 'tudou', 'youku'],
]);

/** The kind of server that a type of account stands for; `other` where it is for several things at once. */
export function serviceOfType(type: string): AccountService {
  return services.get(shortType(type)) ?? 'other';
}

/** Whether mail may lie behind an account, and what says so. */
export function canHoldMailBy({ type, enabled, isEnabledWhole, supported, parts }: MailSigns): CanHoldMail {
  const name = shortType(type);
  if (enabled.includes(mailClass)) return { answer: 'yes', because: `The data class ${mailClass} is enabled for it.` };
  if (ofMail.has(name)) return { answer: 'yes', because: `Its type ${type} is one of mailboxes.` };
  if (name === 'smtp') return { answer: 'no', because: `Its type ${type} only sends mail.` };
  const part = parts.find((one) => ofMail.has(shortType(one)));
  if (part !== undefined) return { answer: 'yes', because: `An account of the type ${part} is a part of it.` };
  if (withMail.has(name)) return { answer: 'perhaps', because: `Accounts of the type ${type} may have mail; none is shown to be in use.` };
  if (supported.includes(mailClass))
    return {
      answer: 'perhaps',
      because: `Its type supports the data class ${mailClass}${isEnabledWhole ? ', which is not enabled for it' : '; whether it is enabled for it could not be read'}.`,
    };
  if (withoutMail.has(name)) return { answer: 'no', because: `Accounts of the type ${type} have no mail.` };
  return { answer: 'perhaps', because: type === '' ? 'Its type is not stated.' : `The type ${type} is not known to this program.` };
}

// The first types had names without `account`, e.g. `com.apple.twitter`.
function shortType(type: string): string {
  const folded = type.toLowerCase();
  if (folded.startsWith(prefix)) return folded.slice(prefix.length);
  return folded.startsWith('com.apple.') ? folded.slice('com.apple.'.length) : folded;
}
