import type { ForwardingMechanism } from '#model/index.ts';

/** What an artifact of a message means for forwarding, in one form for all of them. */
export interface ArtifactMeaning {
  /** Name of the artifact, e.g. `header X-Forwarded-To`. */
  readonly artifact: string;
  readonly mechanism: ForwardingMechanism;
  /** Why it is taken as automatic, manual or undecidable. */
  readonly because: string;
  /**
   * How much it says by itself: `strong` where only automatic forwarding leaves it, `weak` where relays, lists, aliases or
   * ordinary use leave it as well. Detectors of volume count strong ones before weak ones.
   */
  readonly weight: 'strong' | 'weak';
}

function header(
  name: string,
  mechanism: ForwardingMechanism,
  weight: ArtifactMeaning['weight'],
  because: string,
): [string, ArtifactMeaning] {
  return [`forwarding.header.${name.toLowerCase()}`, { artifact: `header ${name}`, mechanism, because, weight }];
}

const byServer = 'Servers write it when they forward by themselves; programs of people never do.';

/** By the rule that finds the artifact in a single message. */
const meanings: ReadonlyMap<string, ArtifactMeaning> = new Map<string, ArtifactMeaning>([
  header('X-MS-Exchange-ForwardingLoop', 'mailbox-setting', 'strong', 'Exchange writes it when forwarding is set on the mailbox itself.'),
  header(
    'X-MS-Exchange-Organization-AutoForwarded',
    'unknown',
    'strong',
    'Exchange and Outlook write it on what a rule or setting forwards, without saying which.',
  ),
  header('X-MS-Exchange-Inbox-Rules-Loop', 'server-rule', 'strong', 'The agent of Exchange that carries out inbox rules writes it.'),
  header(
    'X-MS-Exchange-Transport-Rules-Loop',
    'transport-rule',
    'strong',
    'The agent of Exchange that carries out mail flow rules writes it.',
  ),
  header(
    'X-MS-Exchange-Generated-Message-Source',
    'server-rule',
    'weak',
    'The mailbox rules agent made the message, as it does for forwards and for automatic replies.',
  ),
  header(
    'X-MS-Exchange-Parent-Message-Id',
    'unknown',
    'weak',
    'Exchange made the message because of another, which may be a forward, a reply or a report.',
  ),
  header('X-MailFwdBy', 'unknown', 'weak', 'No mail software is known to write it, so it does not tell a person from a machine.'),
  header('X-Forwarded-To', 'mailbox-setting', 'strong', 'Gmail writes it on what a forwarding setting or a filter forwards.'),
  header('X-Forwarded-For', 'mailbox-setting', 'strong', 'Gmail writes it on what a forwarding setting or a filter forwards.'),
  header('X-Gm-Original-To', 'transport-rule', 'weak', 'Routing of Google Workspace writes it, for whole organisations.'),
  header('X-Pm-Forwarded-From', 'mailbox-setting', 'strong', byServer),
  header('X-Pm-Forwarded-To', 'mailbox-setting', 'strong', byServer),
  header('X-Yahoo-Forwarded', 'mailbox-setting', 'strong', byServer),
  header('X-Yahoo-ForwardOnly', 'mailbox-setting', 'strong', byServer),
  header('X-Sieve-Redirected-From', 'sieve', 'strong', 'The interpreter of Sieve scripts writes it when it redirects.'),
  header('Autoforwarded', 'unknown', 'strong', 'Gateways of X.400 write it on what was forwarded automatically.'),
  header('Auto-Submitted', 'unknown', 'strong', 'The software that made the message says that it forwarded it automatically.'),
  header('X-Forwarded-Message-Id', 'by-hand', 'weak', 'Thunderbird writes it on forwards by hand and by filter alike.'),
  header(
    'Delivered-To',
    'server-alias',
    'weak',
    'Servers delivered it in turn to several addresses; an alias does that as a forward does.',
  ),
  header('Resent', 'resent', 'weak', 'Persons re-send by hand, and programs by rule, with the same fields.'),
  [
    'forwarding.envelope.gmail-caf',
    {
      artifact: 'envelope sender +caf_=',
      mechanism: 'mailbox-setting',
      weight: 'strong',
      because: 'Gmail gives this envelope sender to what a forwarding setting or a filter forwards.',
    },
  ],
  [
    'forwarding.envelope.srs',
    {
      artifact: 'envelope sender SRS',
      mechanism: 'server-alias',
      weight: 'weak',
      because: 'A relay rewrote the envelope sender, which only machines do; relays, lists and aliases do it as forwards do.',
    },
  ],
  [
    'forwarding.mapi.auto-forwarded',
    {
      artifact: 'property PidTagAutoForwarded',
      mechanism: 'unknown',
      weight: 'strong',
      because: 'Exchange and Outlook set it on what a rule or setting forwards, without saying which.',
    },
  ],
  [
    'forwarding.mapi.delegated-by-rule',
    {
      artifact: 'property PidTagDelegatedByRule',
      mechanism: 'delegate',
      weight: 'weak',
      because: 'Exchange sets it on what a delegate rule passed on.',
    },
  ],
  [
    'forwarding.mapi.last-verb-forward',
    {
      artifact: 'last verb forward',
      mechanism: 'by-hand',
      weight: 'weak',
      because: 'Outlook notes it when a person forwards; some servers note it for rules as well.',
    },
  ],
  [
    'forwarding.message.provider-notice',
    {
      artifact: 'notice of a provider',
      mechanism: 'mailbox-setting',
      weight: 'weak',
      because: 'A provider tells that forwarding was set up, which is then automatic.',
    },
  ],
]);

/** What the finding of a rule over single messages means for forwarding; null for rules that find something else. */
export function meaningOfRule(ruleId: string): ArtifactMeaning | null {
  return meanings.get(ruleId) ?? null;
}

const strongArtifacts: ReadonlySet<string> = new Set(
  [...meanings.values()].filter(({ weight }) => weight === 'strong').map(({ artifact }) => artifact),
);

/** Whether an artifact, by its name in an observation, is one that only automatic forwarding leaves. */
export function isStrongArtifact(artifact: string): boolean {
  return strongArtifacts.has(artifact);
}

/** The artifacts that show that a message was forwarded visibly, as people do. */
export const visibleArtifacts = {
  flag: 'state forwarded',
  redirectedFlag: 'state redirected',
  indexFlag: 'index state forwarded',
  subject: 'subject prefix of a forward',
  block: 'quoted forward in the body',
} as const;

/** Artifacts that show a visible forward, by name. */
export const isVisibleArtifact: ReadonlySet<string> = new Set([
  ...Object.values(visibleArtifacts),
  'last verb forward',
  'header X-Forwarded-Message-Id',
]);
