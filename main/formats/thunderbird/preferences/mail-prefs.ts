import { holdsAddress } from './accounts.ts';
import type { Pref } from './tokenize-prefs.ts';

/**
 * Whether a preference bears on who receives, sees, keeps or is known by mail. Of the rest, which is how the program looks
 * and what it did last to itself, only the number is told.
 */
export function bearsOnMail(pref: Pref): boolean {
  const { name } = pref;
  if (told.some((form) => form.test(name))) return true;
  return isForeign(name) && holdsAddress(pref);
}

const told: readonly RegExp[] = [
  /^mail\.(?:account|accountmanager|server|identity|smtp|smtpserver|smtpservers|outgoingserver|cloud_files)\b/,
  /^mail\.(?:forward_|redirect|reply|default_|bcc|compose\.(?:autosave|attachment|big_attachments|default)|collect_|last_msg_movecopy|purge|phishing|receipt|mdn|incorporate|e2ee|openpgp|spam|whitelist|content_disposition|prompt_purge|imap|strictly_mime)/,
  /^mailnews\.(?:reply|customHeaders|customDBHeaders|tags|headers|filter|database\.global|nav|send|mdn|ui\.junk|remember_selected)/,
  /^messenger\.save\.dir$/,
  /^ldap_2\./,
  /^network\.proxy\./,
  /^extensions\.(?:enabledAddons|webextensions\.uuids|(?:mailredirect|filtaquilla|quickfilters|sendlater|autobcc|autocc|smarttemplate|importexporttools|archiveoptions|copysent2current)\S*)/i,
  /^(?:toolkit\.startup\.last_success|idle\.lastDailyNotification|app\.update\.lastUpdateTime\.)/,
];

// Preferences of add-ons, wherever they put them.
function isForeign(name: string): boolean {
  return (
    /^extensions\./.test(name) ||
    !/^(?:browser|app|toolkit|media|dom|gfx|layout|security|services|datareporting|intl|print|font)\./.test(name)
  );
}
