import type { StatedChange } from '#model/index.ts';
import { statedAddresses } from '../record/addresses.ts';
import { findNamed } from '../record/log-record.ts';
import { change, type Meaning } from '../record/meaning.ts';
import type { GoogleEvent } from './activity.ts';

/** What an event of Google Workspace means. @param actor the account that did it */
export function googleMeaning(event: GoogleEvent, actor: string): Meaning {
  const name = event.name.toLowerCase();
  const application = event.application.toLowerCase();
  if (/email_forwarding/.test(name)) return forwarding(event, actor);
  if (application === 'login' || application === 'saml' || application === 'user_accounts') return signIn(event, name, actor);
  if (application === 'token' || application === 'oauth2') return token(event, name, actor);
  if (application === 'admin') return administration(event, name);
  if (application === 'gmail') return mail(event, name, actor);
  if (application === 'vault' || application === 'takeout' || application === 'data_studio') return taking(event, name, actor);
  return other(event);
}

const notInLog = 'It does not show which messages this concerned.';

function parameter(event: GoogleEvent, ...names: readonly string[]): string {
  return findNamed(event.parameters, ...names) ?? '';
}

function forwarding(event: GoogleEvent, actor: string): Meaning {
  const destinations = statedAddresses(
    parameter(event, 'email_forwarding_destination_address', 'forwarding_address', 'EMAIL_FORWARDING_DESTINATION'),
  );
  const isOff = /disable|remove|off$/.test(event.name.toLowerCase());
  return {
    action: 'forwarding-change',
    strength: 'CHANGED',
    object: { kind: 'mailbox', name: actor },
    account: actor,
    doesNotShow:
      'It shows that forwarding out of the domain was set, not that a message went that way; forwarding within the domain and by filters is not told so.',
    change: change('mailbox-forwarding', isOff ? 'cleared' : 'set', { name: event.name, of: actor, destinations }),
  };
}

function signIn(event: GoogleEvent, name: string, actor: string): Meaning {
  const doesNotShow = 'It shows that the account was authenticated, not that its mail was opened.';
  const session = { kind: 'session', name: parameter(event, 'application_name', 'login_type') } as const;
  const affected = parameter(event, 'affected_email_address') || actor;
  if (/^logout$/.test(name)) return { action: 'sign-out', strength: 'LOGGED ON', object: session, account: actor };
  if (/login_failure|login_challenge|login_blocked|login_verification/.test(name)) {
    const hasFailed = /failure|blocked/.test(name) || /fail/i.test(parameter(event, 'login_challenge_status'));
    return { action: 'sign-in', strength: 'LOGGED ON', object: session, account: affected, hasFailed, doesNotShow };
  }
  if (/login_success|^login$|risky_sensitive_action_allowed/.test(name))
    return { action: 'sign-in', strength: 'LOGGED ON', object: session, account: affected, doesNotShow };
  if (/suspicious|attack|leak|hijack|user_signed_out_due|account_disabled/.test(name)) {
    return {
      action: 'alert',
      strength: 'PRESENT',
      object: { kind: 'other', name: event.name },
      account: affected,
      doesNotShow: 'It is the judgement of the service by its own rules.',
    };
  }
  if (/sender|password|2sv|recovery|passkey|titanium|delegat/.test(name)) return setting(event, affected);
  return other(event);
}

function token(event: GoogleEvent, name: string, actor: string): Meaning {
  const app = parameter(event, 'app_name', 'client_id');
  const api = `${parameter(event, 'api_name')} ${parameter(event, 'method_name')}`;
  const client = parameter(event, 'client_id');
  if (/^(?:authorize|request)$/.test(name)) {
    return {
      action: 'consent',
      strength: 'CHANGED',
      object: { kind: 'other', name: app },
      account: actor,
      doesNotShow: 'It shows what was permitted, not that use was made of it.',
      change: change('application-permission', 'set', {
        name: parameter(event, 'scope').slice(0, 4000),
        of: actor,
        destinations: [app].filter((text) => text !== ''),
      }),
    };
  }
  if (/^revoke$/.test(name)) {
    return {
      action: 'consent',
      strength: 'CHANGED',
      object: { kind: 'other', name: app },
      account: actor,
      change: change('application-permission', 'removed', {
        name: parameter(event, 'scope').slice(0, 4000),
        of: actor,
        destinations: [app].filter((text) => text !== ''),
      }),
    };
  }
  const isMail = /gmail|messages|imap/i.test(api);
  return {
    action: isMail ? 'mail-access' : 'other',
    strength: isMail ? 'OPENED' : 'RUN',
    object: { kind: isMail ? 'mailbox' : 'other', name: isMail ? actor : app },
    account: actor,
    ...(client === '' ? {} : { client }),
    doesNotShow: notInLog,
  };
}

/** Settings of the administration by which mail is routed, copied or let out. */
const routing =
  /UNIFIED_MAIL_ROUTING|ALIAS_TABLE|EMAIL_ROUTE|MESSAGE_SECURITY_RULE|ROUTING|FORWARD|RECIPIENT_MAP|GATEWAY|JOURNAL|SMTP_RELAY|OUTBOUND/i;

function administration(event: GoogleEvent, name: string): Meaning {
  const settingName = parameter(event, 'SETTING_NAME');
  const user = parameter(event, 'USER_EMAIL', 'EMAIL');
  const values = ['NEW_VALUE', 'USER_DEFINED_SETTING_NAME', 'EMAIL_MONITOR_DEST_EMAIL'].map((one) => parameter(event, one)).join(' ');
  const addresses = [
    ...new Set([...values.slice(0, 20_000).matchAll(/[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g)].map(([text]) => text)),
  ].slice(0, 100);
  const state = stateOf(name);
  if (
    /gmail_setting|application_setting|email_setting/.test(name) &&
    routing.test(`${settingName} ${parameter(event, 'USER_DEFINED_SETTING_NAME')}`)
  ) {
    return {
      action: 'transport-change',
      strength: 'CHANGED',
      object: { kind: 'setting', name: settingName },
      doesNotShow: 'It shows that the way of mail was changed, not which messages went it.',
      change: change('transport-rule', state, {
        name: parameter(event, 'USER_DEFINED_SETTING_NAME') || settingName,
        of: parameter(event, 'DOMAIN_NAME', 'ORG_UNIT_NAME'),
        destinations: addresses,
      }),
    };
  }
  if (/email_monitor/.test(name)) {
    return {
      action: 'transport-change',
      strength: 'CHANGED',
      object: { kind: 'mailbox', name: user },
      account: user,
      doesNotShow: 'It shows that copies of the mail of the account were to go to the address, not which.',
      change: change('journal-rule', state, { name: event.name, of: user, destinations: addresses }),
    };
  }
  if (/authorize_api_client_access|add_trusted_domains|domain_wide|api_scopes|oauth/.test(name)) {
    return {
      action: 'permission-change',
      strength: 'CHANGED',
      object: { kind: 'other', name: parameter(event, 'API_CLIENT_NAME', 'OAUTH2_APP_ID', 'DOMAIN_NAME') },
      doesNotShow: 'It shows what was permitted, not that use was made of it.',
      change: change('application-permission', state, {
        name: parameter(event, 'API_SCOPES').slice(0, 4000),
        destinations: [parameter(event, 'API_CLIENT_NAME', 'OAUTH2_APP_ID')].filter((text) => text !== ''),
      }),
    };
  }
  if (/assign_role|grant_admin|grant_delegated|unassign_role|revoke_admin|create_role|update_role|add_privilege/.test(name)) {
    const role = parameter(event, 'ROLE_NAME') || event.name;
    return {
      action: 'role-change',
      strength: 'CHANGED',
      object: { kind: 'setting', name: role },
      account: user,
      change: change('role', state, { name: role, destinations: [user].filter((text) => text !== '') }),
    };
  }
  if (/add_nickname|remove_nickname|create_user_alias|user_alias/.test(name)) {
    const alias = parameter(event, 'USER_NICKNAME', 'NEW_VALUE');
    return {
      action: 'setting-change',
      strength: 'CHANGED',
      object: { kind: 'mailbox', name: user },
      account: user,
      // A further address of the user, at which they receive: no mail goes on to it.
      change: change('alias', state, { name: alias, of: user }),
    };
  }
  if (
    /security_investigation_content_access|email_content_access/.test(name) &&
    /gmail/i.test(parameter(event, 'INVESTIGATION_DATA_SOURCE'))
  ) {
    const entity = parameter(event, 'INVESTIGATION_CONTENT_ACCESS_ENTITY_ID');
    const ids = /<[^<>\s]{1,998}>/.exec(entity.slice(0, 4000)) ?? [];
    return {
      action: 'mail-access',
      strength: 'OPENED',
      object: { kind: 'message', name: entity },
      ...(ids.length === 0 ? {} : { messageIds: [...ids] }),
      doesNotShow: 'It shows that an administrator opened the content in the investigation tool.',
    };
  }
  if (/email_log_search|security_investigation|bulk_query|audit_query/.test(name))
    return {
      action: 'content-search',
      strength: 'RUN',
      object: { kind: 'other', name: event.name },
      account: user,
      doesNotShow: 'It shows that a search was run, not what it found.',
    };
  if (/takeout|data_transfer|data_export|customer_export/.test(name))
    return {
      action: 'mailbox-export',
      strength: 'EXPORTED',
      object: { kind: 'mailbox', name: user },
      account: user,
      doesNotShow: notInLog,
    };
  if (/^alert/.test(name)) return other(event);
  return setting(event, user);
}

function stateOf(name: string): StatedChange['state'] {
  if (/^(?:create|add|assign|grant|authorize)/.test(name)) return 'set';
  if (/^(?:delete|remove|unassign|revoke)/.test(name)) return 'removed';
  return 'changed';
}

function mail(event: GoogleEvent, name: string, actor: string): Meaning {
  const id = parameter(event, 'message_id', 'rfc2822_message_id', 'message_info.rfc2822_message_id');
  const action: Meaning['action'] = /attachment/.test(name)
    ? 'attachment-access'
    : /forward/.test(name)
      ? 'mail-forward'
      : /send|sent/.test(name)
        ? 'mail-send'
        : /deliver|receive|inbox/.test(name)
          ? 'mail-delivery'
          : /delet|trash/.test(name)
            ? 'mail-delete'
            : /open|view|read/.test(name)
              ? 'mail-access'
              : 'other';
  return {
    action,
    strength:
      action === 'mail-access' || action === 'attachment-access'
        ? 'OPENED'
        : action === 'mail-send' || action === 'mail-forward'
          ? 'EXPORTED'
          : 'PRESENT',
    object: { kind: 'message', name: parameter(event, 'subject', 'message_info.subject') },
    account: actor,
    ...(id === '' ? {} : { messageIds: [id.startsWith('<') ? id : `<${id}>`] }),
    doesNotShow: 'It does not show the content of the message.',
  };
}

function taking(event: GoogleEvent, name: string, actor: string): Meaning {
  const account = parameter(event, 'target_user', 'user_email') || actor;
  if (/export|takeout|download|copy_/.test(name)) {
    const product = parameter(event, 'products_requested', 'product', 'export_name');
    return {
      action: 'mailbox-export',
      strength: 'EXPORTED',
      object: { kind: 'mailbox', name: product === '' ? account : product },
      account,
      doesNotShow: 'It shows that the export was ordered or fetched, not where it was kept.',
    };
  }
  if (/search|query|count|preview|view/.test(name))
    return {
      action: 'content-search',
      strength: 'RUN',
      object: { kind: 'other', name: event.name },
      account,
      doesNotShow: 'It shows that a search or report was run, not what it found.',
    };
  return other(event);
}

function setting(event: GoogleEvent, account: string): Meaning {
  const name = parameter(event, 'SETTING_NAME') || event.name;
  return {
    action: 'setting-change',
    strength: 'CHANGED',
    object: { kind: 'setting', name },
    account,
    change: change('other', stateOf(event.name.toLowerCase()), { name, of: account }),
  };
}

function other(event: GoogleEvent): Meaning {
  return {
    action: 'other',
    strength: 'PRESENT',
    object: { kind: 'other', name: parameter(event, 'doc_title', 'group_email', 'event_title', 'rule_name', 'ALERT_ID') },
    doesNotShow: 'The event has no meaning of its own for mail in this program; everything that the record states is in its facts.',
  };
}
