import { statedAddresses } from '../record/addresses.ts';
import { isCleared, isOff, isOn, mailboxOfParameter, parameterOf, type AuditRecord } from './audit-record.ts';
import { change, operations, stateOfVerb, type Meaning } from '../record/meaning.ts';

const doesNotShow = 'It shows that the setting was made, not whether any mail went that way; what it was before is not stated.';

/**
 * Settings of a mailbox that bear on who gets its mail: forwarding, sending on behalf, addresses, auditing, clients.
 * One command may set several things; what it means is told by the weightiest, and all its parameters are facts.
 */
export const mailboxSettingOperations = operations<AuditRecord>([
  ['Set-Mailbox, Set-RemoteMailbox, Set-SyncMailbox, Set-MailPublicFolder', settingOfMailbox],
  ['Set-MailUser, Set-MailContact, New-MailUser, New-MailContact, Set-Contact', recipientSetting],
  ['Set-DistributionGroup, Add-DistributionGroupMember, Update-DistributionGroupMember, New-DistributionGroup', groupSetting],
  ['Set-UnifiedGroup, Add-UnifiedGroupLinks, New-UnifiedGroup, Set-DynamicDistributionGroup, New-DynamicDistributionGroup', groupSetting],
  [
    'Set-CASMailbox, Set-CASMailboxPlan, Set-OwaMailboxPolicy, Set-ActiveSyncDeviceAccessRule, New-ActiveSyncDeviceAccessRule',
    clientSetting,
  ],
  [
    'Set-MobileDeviceMailboxPolicy, Set-AuthenticationPolicy, New-AuthenticationPolicy, Set-OrganizationConfig, Set-TransportConfig',
    clientSetting,
  ],
  ['Set-MailboxJunkEmailConfiguration, Set-MailboxAutoReplyConfiguration, Set-MailboxMessageConfiguration', otherSetting],
  ['Set-MailboxRegionalConfiguration, Set-CalendarProcessing, Set-MailboxCalendarConfiguration, New-Mailbox, Enable-Mailbox', otherSetting],
  ['Disable-Mailbox, Remove-Mailbox, Set-MailboxPlan, Set-User, New-App, Set-App, Set-MailboxAutoReply', otherSetting],
]);

function settingOfMailbox(audit: AuditRecord): Meaning {
  return forwarding(audit) ?? sendOnBehalf(audit) ?? auditing(audit) ?? addresses(audit) ?? otherSetting(audit);
}

function forwarding(audit: AuditRecord): Meaning | null {
  const [smtp, recipient] = [parameterOf(audit, 'ForwardingSmtpAddress'), parameterOf(audit, 'ForwardingAddress')];
  const keeps = parameterOf(audit, 'DeliverToMailboxAndForward');
  if (smtp === null && recipient === null && keeps === null) return null;
  const given = [smtp, recipient].filter((text) => text !== null);
  const destinations = given.filter((text) => !isCleared(text)).flatMap(statedAddresses);
  const state = given.length === 0 ? 'changed' : destinations.length > 0 ? 'set' : 'cleared';
  const name = [...(smtp === null ? [] : ['ForwardingSmtpAddress']), ...(recipient === null ? [] : ['ForwardingAddress'])].join(', ');
  return {
    ...ofMailbox(audit),
    action: 'forwarding-change',
    doesNotShow,
    change: change('mailbox-forwarding', state, {
      name: name === '' ? 'DeliverToMailboxAndForward' : name,
      of: mailboxOf(audit),
      destinations,
      actions: keeps === null ? [] : [isOn(keeps) ? 'keeps a copy' : 'keeps no copy'],
    }),
  };
}

function sendOnBehalf(audit: AuditRecord): Meaning | null {
  const granted = parameterOf(audit, 'GrantSendOnBehalfTo');
  if (granted === null) return null;
  const destinations = isCleared(granted) ? [] : statedAddresses(granted);
  return {
    ...ofMailbox(audit),
    action: 'permission-change',
    doesNotShow: 'It shows who may send on behalf, not that anybody did.',
    change: change('send-permission', destinations.length === 0 ? 'cleared' : 'set', {
      name: 'GrantSendOnBehalfTo',
      of: mailboxOf(audit),
      destinations,
    }),
  };
}

function auditing(audit: AuditRecord): Meaning | null {
  const enabled = parameterOf(audit, 'AuditEnabled');
  const touched = audit.parameters.filter(({ name }) =>
    /^(?:Audit(?:Enabled|Owner|Delegate|Admin|LogAgeLimit)|DefaultAuditSet)$/i.test(name),
  );
  if (touched.length === 0) return null;
  return {
    ...ofMailbox(audit),
    action: 'audit-change',
    doesNotShow: 'What happened while auditing was off or narrower stands in no audit log.',
    change: change('audit', isOff(enabled) ? 'disabled' : isOn(enabled) ? 'enabled' : 'changed', {
      name: touched.map(({ name }) => name).join(', '),
      of: mailboxOf(audit),
    }),
  };
}

function addresses(audit: AuditRecord): Meaning | null {
  const given = ['EmailAddresses', 'PrimarySmtpAddress', 'WindowsEmailAddress', 'EmailAddressPolicyEnabled'].filter(
    (name) => parameterOf(audit, name) !== null,
  );
  if (given.length === 0 || given.every((name) => name === 'EmailAddressPolicyEnabled')) return null;
  return {
    ...ofMailbox(audit),
    action: 'setting-change',
    doesNotShow,
    change: change('alias', 'changed', {
      name: given.join(', '),
      // Its own addresses, at which it receives: no mail goes on to them. They stand among the facts.
      of: mailboxOf(audit),
    }),
  };
}

function recipientSetting(audit: AuditRecord): Meaning {
  // Where mail for the recipient goes; what else it has are addresses at which it receives.
  const external = statedAddresses(parameterOf(audit, 'ExternalEmailAddress') ?? '');
  if (external.length === 0) return forwarding(audit) ?? addresses(audit) ?? otherSetting(audit);
  return {
    ...ofMailbox(audit),
    action: 'setting-change',
    doesNotShow: 'It shows an address that mail can be sent on to, not that any was.',
    change: change('alias', stateOfVerb(audit.operation), {
      name: parameterOf(audit, 'Name', 'DisplayName') ?? '',
      of: mailboxOf(audit),
      destinations: external,
    }),
  };
}

function groupSetting(audit: AuditRecord): Meaning {
  const members = ['Member', 'Members', 'Links'].flatMap((name) => statedAddresses(parameterOf(audit, name) ?? ''));
  const on = sendOnBehalf(audit);
  if (members.length === 0) return on ?? otherSetting(audit);
  return {
    ...ofMailbox(audit),
    action: 'setting-change',
    doesNotShow: 'It shows who is a member of the group, to whom its mail then goes; which mail that was stands elsewhere.',
    change: change('alias', stateOfVerb(audit.operation), { name: 'members', of: mailboxOf(audit), destinations: members }),
  };
}

function clientSetting(audit: AuditRecord): Meaning {
  const devices = statedAddresses(parameterOf(audit, 'ActiveSyncAllowedDeviceIDs') ?? '');
  const names = audit.parameters.map(({ name }) => name).filter((name) => !plumbing.has(name.toLowerCase()));
  return {
    ...ofMailbox(audit),
    action: 'setting-change',
    change: change('client-setting', 'changed', {
      name: devices.length > 0 ? 'ActiveSyncAllowedDeviceIDs' : names.slice(0, 20).join(', '),
      of: mailboxOf(audit),
      destinations: devices,
    }),
  };
}

function otherSetting(audit: AuditRecord): Meaning {
  const names = audit.parameters.map(({ name }) => name).filter((name) => !plumbing.has(name.toLowerCase()));
  return {
    ...ofMailbox(audit),
    action: 'setting-change',
    change: change('other', stateOfVerb(audit.operation), { name: names.slice(0, 20).join(', '), of: mailboxOf(audit) }),
  };
}

/** Parameters that every command may be given and that set nothing. */
export const plumbing: ReadonlySet<string> = new Set(
  ['Identity', 'DomainController', 'Force', 'Confirm', 'WhatIf', 'ErrorAction', 'WarningAction', 'Organization', 'Mailbox'].map((name) =>
    name.toLowerCase(),
  ),
);

function mailboxOf(audit: AuditRecord): string {
  return mailboxOfParameter(audit, 'Identity', 'Mailbox') || audit.mailbox || audit.record.text('ObjectId', 'OfficeObjectId');
}

function ofMailbox(audit: AuditRecord): Pick<Meaning, 'strength' | 'object' | 'account'> {
  const mailbox = mailboxOf(audit);
  return { strength: 'CHANGED', object: { kind: 'mailbox', name: mailbox }, account: mailbox };
}
