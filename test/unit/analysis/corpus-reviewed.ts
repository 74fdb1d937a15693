import type { Level } from '#model/index.ts';

/** A finding above low in real evidence that was looked at, and why it is right. */
export interface ReviewedFinding {
  readonly folder: string;
  readonly ruleId: string;
  readonly level: Level;
  /** The file of the first record that it cites, as locators write it. */
  readonly file: string;
  readonly destinations?: readonly string[];
  /** How many such findings the file gives, where more than one. */
  readonly times?: number;
  readonly because: string;
}

/**
 * Every finding above low in the corpus. Messages give none: in none of the collections is anybody known to have forwarded a
 * mailbox. The audit logs are of staged attacks, and of sample events of those who publish detections.
 */
export const reviewedFindings: readonly ReviewedFinding[] = [
  {
    folder: 'evtx',
    ruleId: 'access.host.log-cleared',
    level: 'medium',
    file: 'file:deepbluecli/metasploit-psexec-powershell-target-security.evtx',
    because: 'The log begins with the event that it was cleared; those who made the sample cleared it first.',
  },
  {
    folder: 'evtx',
    ruleId: 'access.host.log-cleared',
    level: 'medium',
    file: 'file:deepbluecli/metasploit-psexec-powershell-target-system.evtx',
    because: 'The log begins with the event that it was cleared; those who made the sample cleared it first.',
  },
  {
    folder: 'evtx',
    ruleId: 'access.host.log-cleared',
    level: 'medium',
    file: 'file:sbousseaden/Command and Control/DE_RDP_Tunnel_5156.evtx',
    because: 'The log begins with the event that it was cleared; those who made the sample cleared it first.',
  },
  {
    folder: 'evtx',
    ruleId: 'access.host.log-cleared',
    level: 'medium',
    file: 'file:deepbluecli/disablestop-eventlog.evtx',
    because: 'The log begins with the event that it was cleared; those who made the sample cleared it first.',
  },
  {
    folder: 'evtx',
    ruleId: 'access.host.log-cleared',
    level: 'medium',
    file: 'file:deepbluecli/password-spray.evtx',
    because: 'The log begins with the event that it was cleared; those who made the sample cleared it first.',
  },
  {
    folder: 'evtx',
    ruleId: 'access.host.log-cleared',
    level: 'medium',
    file: 'file:sbousseaden/Credential Access/Zerologon_VoidSec_CVE-2020-1472_4626_LT3_Anonym_follwedby_4742_DC_Anony_DC.evtx',
    because: 'The log begins with the event that it was cleared; those who made the sample cleared it first.',
  },
  {
    folder: 'evtx',
    ruleId: 'access.host.log-cleared',
    level: 'medium',
    file: 'file:sbousseaden/Discovery/Discovery_Remote_System_NamedPipes_Sysmon_18.evtx',
    because: 'The log begins with the event that it was cleared; those who made the sample cleared it first.',
  },
  {
    folder: 'gws',
    ruleId: 'access.change.mailbox-forwarding',
    level: 'medium',
    file: 'file:derived/sekoia-google-report.raw.jsonl',
    destinations: ['jane.doe@example.net'],
    because: 'A sample event of Google by which an owner forwards to another domain.',
  },
  {
    folder: 'm365',
    ruleId: 'access.chain.account',
    level: 'medium',
    file: 'file:invictus/DEV_SLICE_before_2021-05-01.csv',
    destinations: ['itcornpany@gmail.com'],
    because: 'The staged attack: a forged sign-in, a permission to read mail for an application, then mail read.',
  },
  {
    folder: 'm365',
    ruleId: 'access.chain.account',
    level: 'medium',
    file: 'file:invictus/DEV_SLICE_before_2021-05-01.csv',
    because:
      'The staged intrusion: the account was made administrator by the intruded one, lets an application in and sets a rule that deletes.',
  },
  {
    folder: 'm365',
    ruleId: 'access.chain.account',
    level: 'medium',
    file: 'file:otrf-goldensaml-mailaccess/WindowsEvents.json',
    because: 'The staged attack: a forged sign-in, a permission to read mail for an application, then mail read.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.transport-rule-copies',
    level: 'medium',
    file: 'file:invictus/DEV_SLICE_before_2021-05-01.csv',
    destinations: ['ITCornpany@gmail.com'],
    because: 'The staged intrusion: a rule for the whole organisation that copies to a look-alike address.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.inbox-rule-forwards',
    level: 'medium',
    file: 'file:derived/panther-tests.jsonl',
    destinations: ['external@example.com'],
    because: 'A case of a published test of forwarding to the outside.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.inbox-rule-forwards',
    level: 'medium',
    file: 'file:derived/panther-tests.jsonl',
    destinations: ['external1@example.com', 'external2@example.com', 'external3@example.com'],
    because: 'A case of a published test of forwarding to the outside.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.mailbox-forwarding',
    level: 'medium',
    file: 'file:derived/panther-tests.jsonl',
    destinations: ['peter.griffin@familyguy.com'],
    because: 'A case of a published test of forwarding to the outside.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.mailbox-forwarding',
    level: 'medium',
    file: 'file:derived/panther-tests.jsonl',
    destinations: ['hello@familyguy.com'],
    times: 2,
    because: 'A case of a published test of forwarding to the outside.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.mailbox-forwarding',
    level: 'medium',
    file: 'file:derived/panther-tests.jsonl',
    destinations: ['evil@simpsons2.com'],
    because: 'A case of a published test of forwarding to the outside.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.inbox-rule-forwards',
    level: 'medium',
    file: 'file:derived/sekoia-o365.raw.jsonl',
    destinations: ['bob@example.org', 'joe@example.org'],
    because: 'A sample event of a rule that forwards, with its addresses made anonymous.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.inbox-rule-forwards',
    level: 'medium',
    file: 'file:derived/sekoia-o365.raw.jsonl',
    destinations: ['user.name@mail.fr'],
    because: 'A sample event of a rule that forwards, with its addresses made anonymous.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.inbox-rule-forwards',
    level: 'medium',
    file: 'file:derived/sekoia-o365.raw.jsonl',
    destinations: ['john.doe@mail.fr', 'user@email.fr', 'asmithee@mailbox.fr', 'user.name@mail.fr'],
    because: 'A sample event of a rule that forwards, with its addresses made anonymous.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.shared-destination',
    level: 'medium',
    file: 'file:derived/panther-tests.jsonl',
    destinations: ['hello@familyguy.com'],
    because: 'Two cases of a published test forward to the same address.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.shared-destination',
    level: 'medium',
    file: 'file:derived/sekoia-o365.raw.jsonl',
    destinations: ['user.name@mail.fr'],
    because: 'Two sample events, made anonymous, name the same address.',
  },
  {
    folder: 'm365',
    ruleId: 'access.cloud.new-address-then-mail',
    level: 'medium',
    file: 'file:invictus/DEV_SLICE_before_2021-05-01.csv',
    because: 'The staged intrusion: the first sign-in from the address, and mail read from there.',
  },
  {
    folder: 'm365',
    ruleId: 'access.cloud.volume',
    level: 'medium',
    file: 'file:invictus/DEV_SLICE_before_2021-05-01.csv',
    because: 'The staged intrusion: a third of all items that were ever accessed, within one hour.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.rule-marks-and-moves',
    level: 'medium',
    file: 'file:derived/sekoia-o365.raw.jsonl',
    because: 'A sample event of a rule that deletes, marks as read and moves to the conversation history.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.rule-odd-name',
    level: 'medium',
    file: 'file:invictus/DEV_SLICE_before_2021-05-01.csv',
    because: 'The staged intrusion: a rule named by a dot, for the mailbox.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.rule-odd-name',
    level: 'medium',
    file: 'file:invictus/DEV_SLICE_before_2021-05-01.csv',
    because: 'The staged intrusion: a rule named by a dot, for the organisation.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.mailbox-permission',
    level: 'medium',
    file: 'file:invictus/DEV_SLICE_before_2021-05-01.csv',
    destinations: ['A.Thulile@dutchmasterz.onmicrosoft.com'],
    because: 'The staged intrusion: whole mailboxes are opened to the intruded account.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.mailbox-permission',
    level: 'medium',
    file: 'file:invictus/DEV_SLICE_before_2021-05-01.csv',
    destinations: ['ITCornpany'],
    because: 'The staged intrusion: whole mailboxes are opened to an account with a look-alike name.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.application-reads-mail',
    level: 'medium',
    file: 'file:invictus/DEV_SLICE_before_2021-05-01.csv',
    times: 3,
    because: 'The grant that belongs to the consent.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.application-reads-mail',
    level: 'medium',
    file: 'file:invictus/DEV_SLICE_before_2021-05-01.csv',
    times: 3,
    because: 'The staged intrusion: consent to an application with a look-alike name.',
  },
  {
    folder: 'm365',
    ruleId: 'access.change.application-reads-mail',
    level: 'medium',
    file: 'file:otrf-goldensaml-mailaccess/AADAuditEvents.json',
    because: 'The staged attack: an application is allowed to read and write mail.',
  },
];

/** How many findings at low and below each folder gives, by rule and level. */
export const lowAndBelow: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  applemail: {},
  // SRS of providers' aliases; redirects by a person in the MIME torture test; forwards in Thunderbird's own tests.
  eml: { 'forwarding.envelope.srs low': 3, 'forwarding.header.x-forwarded-message-id low': 2, 'forwarding.header.resent low': 3 },
  enron: {},
  evtx: {},
  exchange: {},
  // A search that an administrator began in Vault, in a sample event.
  gws: { 'access.cloud.search-started low': 1 },
  host: {},
  // The staged attacks and sample events again, by what explains itself or is common.
  m365: {
    'forwarding.across.free-destination low': 1,
    'access.change.forwarding-inside informational': 3,
    'access.change.rule-hides low': 4,
    'access.change.transport-rule-set low': 1,
    'access.change.send-permission low': 2,
    'access.change.folder-permission low': 3,
    'access.change.administrator low': 11,
    'access.alert.forwarding low': 3,
    'access.cloud.through-graph informational': 26,
    'access.cloud.legacy-sign-in low': 3,
    'access.cloud.new-client low': 1,
  },
  maildir: {},
  // List servers and aliases of one house.
  mbox: { 'forwarding.header.delivered-to informational': 5 },
  // A message that its owner forwarded by hand.
  msg: { 'forwarding.mapi.last-verb-forward informational': 1 },
  // A message that its owner forwarded by hand.
  pst: { 'forwarding.mapi.last-verb-forward informational': 1 },
  // A mailing service that re-sends to its subscriber (mailshell), and aliases of one house.
  spamassassin: { 'forwarding.header.delivered-to informational': 10, 'forwarding.header.resent informational': 1 },
  thunderbird: {},
};
