import type { StatedChange } from '#model/index.ts';
import { statedAddresses } from '../record/addresses.ts';
import { findNamed, type NamedText } from '../record/log-record.ts';
import { isOff, isOn, parameterOf, type AuditRecord } from './audit-record.ts';
import { change, operations, stateOfVerb, type Meaning } from '../record/meaning.ts';

/** Settings of an organisation by which mail is copied, sent on or let out. */
export const mailFlowOperations = operations<AuditRecord>([
  ['New-TransportRule, Set-TransportRule, Enable-TransportRule, Disable-TransportRule, Remove-TransportRule', transportRule],
  ['New-JournalRule, Set-JournalRule, Enable-JournalRule, Disable-JournalRule, Remove-JournalRule', journalRule],
  ['New-InboundConnector, Set-InboundConnector, Remove-InboundConnector', connector],
  ['New-OutboundConnector, Set-OutboundConnector, Remove-OutboundConnector', connector],
  ['New-SendConnector, Set-SendConnector, Remove-SendConnector, New-ReceiveConnector, Set-ReceiveConnector', connector],
  ['New-RemoteDomain, Set-RemoteDomain, Remove-RemoteDomain', remoteDomain],
  ['New-HostedOutboundSpamFilterPolicy, Set-HostedOutboundSpamFilterPolicy, Remove-HostedOutboundSpamFilterPolicy', spamPolicy],
  ['New-AcceptedDomain, Set-AcceptedDomain, Remove-AcceptedDomain', acceptedDomain],
  ['Install-TransportAgent, Enable-TransportAgent, Disable-TransportAgent, Uninstall-TransportAgent, Set-TransportAgent', transportAgent],
]);

/** What a transport rule does to recipients, and what that is called in its change. */
const recipientActions: readonly (readonly [parameter: string, word: string])[] = [
  ['BlindCopyTo', 'blind copy'],
  ['CopyTo', 'copy'],
  ['AddToRecipients', 'add to recipients'],
  ['RedirectMessageTo', 'redirect'],
  ['ModerateMessageByUser', 'moderate'],
  ['AddManagerAsRecipientType', 'add manager'],
  ['RouteMessageOutboundConnector', 'route by connector'],
  ['GenerateIncidentReport', 'incident report'],
];

const otherActions =
  /^(?:DeleteMessage|Quarantine|RejectMessage|Disconnect|PrependSubject|ApplyHtmlDisclaimer|SetSCL|SetHeader|RemoveHeader|ApplyClassification|ApplyOME|RemoveOME|ApplyRights)/i;
const noCondition =
  /^(?:Name|Identity|Priority|Comments|Mode|Enabled|State|RuleErrorAction|SenderAddressLocation|SetAuditSeverity|RuleSubType|ActivationDate|ExpiryDate|DlpPolicy|UseLegacyRegex|StopRuleProcessing|Force|Confirm|WhatIf|ErrorAction|WarningAction|DomainController|Organization)$/i;

function transportRule(audit: AuditRecord): Meaning {
  const { parameters } = audit;
  const given = recipientActions.flatMap(([parameter, word]) => {
    const text = parameterOf(audit, parameter);
    return text === null || text === '' ? [] : [{ parameter, word, text }];
  });
  const actions = [
    ...given.map(({ word }) => word),
    ...parameters.filter(({ name, text }) => otherActions.test(name) && !isOff(text) && text !== '').map(({ name }) => wordOfAction(name)),
    ...(isOn(parameterOf(audit, 'StopRuleProcessing')) ? ['stop'] : []),
  ];
  const name = nameOf(audit);
  return {
    action: 'transport-change',
    strength: 'CHANGED',
    object: { kind: 'rule', name },
    doesNotShow:
      'It shows that the rule of the organisation was made or changed, not which messages it applied to; message trace shows those.',
    change: change('transport-rule', stateOf(audit), {
      name,
      of: organisationOf(audit),
      destinations: [
        ...new Set(given.filter(({ parameter }) => !/Connector|Manager/.test(parameter)).flatMap(({ text }) => statedAddresses(text))),
      ],
      actions,
      conditions: parameters.filter(isCondition).map(({ name: field, text }) => `${field}: ${text}`.slice(0, 1000)),
    }),
  };
}

function wordOfAction(name: string): string {
  return /^DeleteMessage$/i.test(name) ? 'delete' : name;
}

function isCondition({ name, text }: NamedText): boolean {
  const isAction = otherActions.test(name) || recipientActions.some(([parameter]) => parameter.toLowerCase() === name.toLowerCase());
  return !isAction && !noCondition.test(name) && text !== '' && !/^\$?false$/i.test(text);
}

function journalRule(audit: AuditRecord): Meaning {
  const name = nameOf(audit);
  return {
    action: 'transport-change',
    strength: 'CHANGED',
    object: { kind: 'rule', name },
    doesNotShow: 'It shows that mail was to be journaled to the address, not which mail was.',
    change: change('journal-rule', stateOf(audit), {
      name,
      of: parameterOf(audit, 'Recipient') ?? organisationOf(audit),
      destinations: statedAddresses(parameterOf(audit, 'JournalEmailAddress') ?? ''),
      conditions: [parameterOf(audit, 'Scope')].flatMap((scope) => (scope === null ? [] : [`Scope: ${scope}`])),
    }),
  };
}

function connector(audit: AuditRecord): Meaning {
  const name = nameOf(audit);
  const hosts = ['SmartHosts', 'RecipientDomains', 'SenderDomains', 'SenderIPAddresses', 'AddressSpaces'].flatMap((parameter) =>
    statedAddresses(parameterOf(audit, parameter) ?? ''),
  );
  return {
    action: 'transport-change',
    strength: 'CHANGED',
    object: { kind: 'setting', name },
    doesNotShow: 'It shows the way that mail was to go, not which mail went it.',
    change: change('connector', stateOf(audit), { name, of: organisationOf(audit), destinations: hosts }),
  };
}

function remoteDomain(audit: AuditRecord): Meaning {
  const forwards = parameterOf(audit, 'AutoForwardEnabled');
  return {
    ...domainForwarding(audit, 'AutoForwardEnabled', forwards === null ? stateOf(audit) : isOn(forwards) ? 'enabled' : 'disabled'),
  };
}

// `Automatic` and `Off` stop forwarding to the outside, `On` lets it.
function spamPolicy(audit: AuditRecord): Meaning {
  const mode = parameterOf(audit, 'AutoForwardingMode');
  const state = mode === null ? stateOf(audit) : /^on$/i.test(mode) ? 'enabled' : 'disabled';
  return domainForwarding(audit, 'AutoForwardingMode', state);
}

function domainForwarding(audit: AuditRecord, parameter: string, state: StatedChange['state']): Meaning {
  const setTo = parameterOf(audit, parameter);
  const name = nameOf(audit);
  return {
    action: 'transport-change',
    strength: 'CHANGED',
    object: { kind: 'setting', name: `${name} ${parameter}`.trim() },
    doesNotShow: 'It shows whether mail may be forwarded out of the organisation by itself, not that any was.',
    change: change('domain-forwarding', state, {
      name: parameter,
      of: parameterOf(audit, 'DomainName') ?? name,
      actions: setTo === null ? [] : [`${parameter} ${setTo}`],
    }),
  };
}

function acceptedDomain(audit: AuditRecord): Meaning {
  const name = nameOf(audit);
  return {
    action: 'transport-change',
    strength: 'CHANGED',
    object: { kind: 'setting', name },
    change: change('other', stateOf(audit), { name, of: organisationOf(audit) }),
  };
}

function transportAgent(audit: AuditRecord): Meaning {
  const name = nameOf(audit);
  return {
    action: 'transport-change',
    strength: 'CHANGED',
    object: { kind: 'setting', name },
    doesNotShow: 'It shows that a program was put into the way of all mail, not what it does with it.',
    change: change('other', /^install/i.test(audit.operation) ? 'set' : stateOf(audit), {
      name,
      of: organisationOf(audit),
      actions: [findNamed(audit.parameters, 'AssemblyPath')].flatMap((path) => (path === null ? [] : [`assembly ${path}`])),
    }),
  };
}

function stateOf(audit: AuditRecord): StatedChange['state'] {
  const enabled = parameterOf(audit, 'Enabled');
  const verb = stateOfVerb(audit.operation);
  if (verb === 'changed' && enabled !== null) return isOff(enabled) ? 'disabled' : 'enabled';
  return verb;
}

function nameOf(audit: AuditRecord): string {
  return parameterOf(audit, 'Name') ?? parameterOf(audit, 'Identity') ?? audit.record.text('ObjectId', 'OfficeObjectId');
}

function organisationOf(audit: AuditRecord): string {
  return audit.record.text('OrganizationName', 'OrganizationId');
}
