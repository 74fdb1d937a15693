import { action, addressTarget, folderTarget, textCondition, together, value } from './claims.ts';
import { ruleFileReader, type ParsedRule, type ParsedRuleFile, type ParsedSetting, type TextRange } from './rule-file.ts';
import { logicalLines, type TextLine } from './text-lines.ts';

const plain = { name: null, isEnabled: null, state: [], condition: null, trouble: null } as const;

// What looks like `Bcc: address` in a setting of headers that are added to what the owner sends.
function addedHeader(text: string): Pick<ParsedRule, 'actions'> | null {
  const match = /^"?'?(bcc|cc|to|reply-to|resent-to):\s*(?!\s)([^"'\r\n]*)["']?$/i.exec(text.trim());
  if (match === null) return null;
  const [, field = '', content = ''] = match;
  const words = content.split(/[\s<>,;"]+/).filter((one) => one !== '');
  const withDomain = words.filter((one) => /.@./.test(one));
  const addresses = withDomain.length > 0 ? withDomain : words;
  if (addresses.length === 0) return null;
  const targets = addresses.map((address) => addressTarget(address));
  if (/^reply-to$/i.test(field))
    return { actions: [action('tag', { flavour: ['answers go to'], targets, facts: [value('header', field)] })] };
  return { actions: [action('carbon-copy', { flavour: /^bcc$/i.test(field) ? ['blind'] : [], targets, facts: [value('header', field)] })] };
}

/**
 * Reads the settings of mutt and neomutt (muttrc(5), neomuttrc(5)): headers added to everything that is sent, alone or in
 * a hook, and keys that bounce or forward, are rules; folders for sent mail, servers and identities are settings.
 *
 * Its lines begin with a command; nearly all must be commands of mutt, and some of a kind that no shell has.
 */
export const muttReader = ruleFileReader({
  id: 'muttrc',
  version: '1',
  title: 'Settings of mutt',
  extensions: [],
  client: 'text-client',
  storedAs: 'muttrc',
  begins: /^(?:\s|#[^\r\n]*(?:[\r\n]|$))*(?:[a-z][\w-]*(?:[ \t\r\n]|$)|$)/,
  recognise(text, place) {
    const words = logicalLines(text, 'backslash-last').map((line) => /^[ \t]*([a-z][\w-]*)\b/.exec(line.text)?.[1] ?? '');
    const known = words.filter((word) => muttCommands.has(word)).length;
    const own = words.filter((word) => muttOnly.has(word)).length;
    const isNamed = /^\.?(?:neo)?muttrc|\.mutt(?:rc)?$/i.test(place?.fileName ?? '');
    const isTelling = words.length >= 3 && own > 0 && /^[ \t]*(?:set [a-z_]+ ?=|my_hdr [\w-]+:|[a-z]+-hook \S)/m.test(text);
    if (words.length === 0 || known < words.length * 0.9 || !(isNamed || isTelling)) {
      return { verdict: 'no', because: 'Its lines are not commands of mutt.' };
    }
    return { verdict: 'yes', because: `${String(known)} of its ${String(words.length)} lines are commands of mutt.` };
  },
  parse(text) {
    const rules: ParsedRule[] = [];
    const settings: ParsedSetting[] = [];
    const strangeText: TextRange[] = [];
    for (const line of logicalLines(text, 'backslash-last')) readMuttLine(line, { rules, settings, strangeText });
    return { rules, settings, strangeText };
  },
});

const muttOnly = new Set(
  `my_hdr unmy_hdr send-hook reply-hook folder-hook message-hook save-hook fcc-hook fcc-save-hook mailboxes unmailboxes macro auto_view
   alternative_order hdr_order unhdr_order account-hook subscribe lists crypt-hook charset-hook mbox-hook send2-hook
   startup-hook shutdown-hook index_format subjectrx named-mailboxes`.split(/\s+/),
);
const muttCommands = new Set([
  ...muttOnly,
  ...'ignore unignore set unset reset toggle source alias unalias alternates bind color mono score unscore group ungroup push exec echo spam nospam uncolor setenv unsetenv ifdef ifndef finish tag-formats mime_lookup unauto_view unalternates'.split(
    ' ',
  ),
]);
const muttSettings =
  /^(?:from|realname|use_from|envelope_from_address|record|folder|spoolfile|spool_file|mbox|postponed|trash|imap_user|imap_authenticators|smtp_url|sendmail|imap_pass|pop_user|pop_host|smtp_user|bounce\w*|forward_\w+|mime_forward\w*|copy|fcc_\w+|save_\w+|reverse_name|alternates|reply_to|hostname|header_cache|message_cachedir|history_file|certificate_file|signature)$/;

function readMuttLine({ text, start, end }: TextLine, into: ParsedRuleFile & { rules: ParsedRule[]; settings: ParsedSetting[] }): void {
  const line = text.replace(/\\\r?\n/g, ' ').trim();
  const [, command = '', rest = ''] = /^([a-z][\w-]*)\s*([^]*)$/.exec(line) ?? [];
  const own = { ...plain, start, end };
  if (command === 'my_hdr') {
    const added = addedHeader(rest);
    if (added !== null) into.rules.push({ ...own, ...added });
    else into.settings.push({ start, end, name: 'header added to what is sent', values: [value('header', rest)] });
  } else if (/-hook$/.test(command)) {
    const inner = /\bmy_hdr\s+((?:bcc|cc|to|reply-to|resent-to):[^'";]*)/i.exec(rest)?.[1];
    const added = inner === undefined ? null : addedHeader(inner);
    const pattern = /^("(?:\\[^]|[^"\\])*"|'[^']*'|\S+)/.exec(rest)?.[1]?.replace(/^["']|["']$/g, '') ?? '';
    const condition = { kind: 'named', name: command, values: [value('pattern', pattern)] } as const;
    if (added !== null) into.rules.push({ ...own, ...added, condition });
    else if (/^fcc/.test(command)) into.settings.push({ start, end, name: command, values: [value('arguments', rest)] });
  } else if (command === 'macro' && /<(?:bounce-message|forward-message|resend-message|pipe-message|pipe-entry|shell-escape)>/.test(rest)) {
    const does = /<(bounce|forward|resend|pipe|shell)-/.exec(rest)?.[1] ?? '';
    const targets = rest
      .split(/[\s<>,;"'\\]+/)
      .filter((one) => /.@./.test(one))
      .map((address) => addressTarget(address));
    into.rules.push({
      ...own,
      state: ['only when the owner presses a key'],
      actions: [action('other', { flavour: [`${does} by a key`], targets, facts: [value('macro', rest)] })],
    });
  } else if (command === 'set') {
    for (const [, name = '', quoted, bare] of rest.matchAll(/([a-z_]\w*)(?:\s*\+?=\s*(?:["']([^"']*)["']|(\S+)))?/g)) {
      if (!muttSettings.test(name) || /pass/.test(name)) continue;
      into.settings.push({ start, end, name, values: [value('value', quoted ?? bare ?? true)] });
    }
  }
}

/**
 * Reads the settings of mail(1) and its descendants (`.mailrc`; mailx, nail, s-nail, bsd-mailx): `autobcc` and `autocc` are
 * rules, folders for sent mail and aliases are settings. The file must be named as such, and every line a known command.
 */
export const mailrcReader = ruleFileReader({
  id: 'mailrc',
  version: '1',
  title: 'Settings of mail(1)',
  extensions: ['.mailrc'],
  client: 'text-client',
  storedAs: 'mailrc',
  names: /^(?:\.mailrc|(?:mail|mailx|nail|s-nail)\.rc)$/i,
  recognise(text) {
    const lines = logicalLines(text, 'backslash-last');
    return lines.length > 0 && lines.every((line) => mailCommand.test(line.text))
      ? { verdict: 'yes', because: 'It is named as a .mailrc, and every line is a command of mail(1).' }
      : { verdict: 'no', because: 'It is named as a .mailrc, but not every line is a command of mail(1).' };
  },
  parse(text) {
    const rules: ParsedRule[] = [];
    const settings: ParsedSetting[] = [];
    const strangeText: TextRange[] = [];
    for (const { text: raw, start, end } of logicalLines(text, 'backslash-last')) {
      const [, command = '', rest = ''] = mailCommand.exec(raw) ?? [];
      if (command === '') strangeText.push({ start, end });
      else if (/^al?i?a?s?|^g(?:roup)?/.test(command))
        settings.push({ start, end, name: 'alias', values: [value('names', rest.split(/\s+/))] });
      if (!/^s(?:et)?$/.test(command)) continue;
      for (const [, name = '', quoted, bare] of rest.matchAll(/([A-Za-z][\w-]*)(?:=(?:["']([^"']*)["']|(\S+)))?/g)) {
        const content = quoted ?? bare ?? '';
        const added = /^auto(?:b?cc)$/i.test(name) ? addedHeader(`${name.slice(4)}: ${content}`) : null;
        if (added !== null) rules.push({ ...plain, start, end, name, ...added });
        else if (/^(?:from|replyto|record|outfolder|folder|sendmail|smtp|mta|sendwait|sender)$/.test(name)) {
          settings.push({ start, end, name, values: [value('value', content)] });
        }
      }
    }
    return { rules, settings, strangeText };
  },
});

const mailCommand =
  /^[ \t]*(s(?:et)?|uns(?:et)?|al(?:ias)?|a|g(?:roup)?|ignore|retain|discard|alt(?:ernates)?|source|if|else|endif|fi|account|shortcut|colou?r|bind|define|mimeview|headerpick|mono|local|wysh|varshow|save(?:ignore|retain)|fwd(?:ignore|retain)|fold(?:er)?s?|shell|unalias|commandalias|charsetalias|filetype|mlist|mlsubscribe|cwd|cd|echo|[{}])(?=[ \t]|$)[ \t]*([^]*)$/;

/**
 * Reads the settings of Pine and Alpine (`.pinerc`): headers added to what is sent (`customized-hdrs`) and filters
 * (`patterns-filters2`) are rules; the folder for sent mail, servers and further mailboxes are settings. It is known by its
 * variables.
 */
export const pineReader = ruleFileReader({
  id: 'pinerc',
  version: '1',
  title: 'Settings of Pine or Alpine',
  extensions: ['.pinerc'],
  client: 'text-client',
  storedAs: 'pinerc',
  begins: /^(?:\s|#[^\r\n]*(?:[\r\n]|$))*(?:[a-z][a-z0-9-]*=|$)/,
  recognise(text) {
    if (!/^(?:inbox-path|default-fcc|folder-collections|customized-hdrs)=/m.test(text)) {
      return { verdict: 'no', because: 'It has none of the variables of Pine.' };
    }
    const lines = logicalLines(text, 'blank-first');
    const known = lines.filter((line) => /^[a-z][a-z0-9-]*=/.test(line.text)).length;
    return known >= Math.max(3, lines.length * 0.9)
      ? { verdict: 'yes', because: 'It assigns variables of Pine.' }
      : { verdict: 'no', because: 'Not every line assigns a variable of Pine.' };
  },
  parse(text) {
    const rules: ParsedRule[] = [];
    const settings: ParsedSetting[] = [];
    const strangeText: TextRange[] = [];
    for (const { text: line, start, end } of logicalLines(text, 'blank-first')) {
      const [, name = '', content = ''] = /^([a-z][a-z0-9-]*)=([^]*)$/.exec(line) ?? [];
      const values = content
        .split(/\r?\n/)
        .map((one) => one.trim().replace(/,$/, '').trim())
        .filter((one) => one !== '');
      if (name === '') strangeText.push({ start, end });
      else if (name === 'customized-hdrs') {
        const added = values.flatMap((one) => one.split(/,\s*(?=[A-Za-z-]+:)/)).flatMap((one) => addedHeader(one)?.actions ?? []);
        if (added.length > 0) rules.push({ ...plain, start, end, name, actions: added });
        else if (values.length > 0) settings.push({ start, end, name, values: [value('value', values)] });
      } else if (/^patterns-(?:filters|roles|other)2?$/.test(name) && values.length > 0) {
        rules.push(...pineRules(name, line, start));
      } else if (values.length > 0 && pineSettings.test(name))
        settings.push({ start, end, name, values: [value('value', values.length === 1 ? (values[0] ?? '') : values)] });
    }
    return { rules, settings, strangeText };
  },
});

const pineSettings =
  /^(?:personal-name|user-id|user-domain|smtp-server|inbox-path|incoming-archive-folders|pruned-folders|default-fcc|default-saved-msg-folder|postponed-folder|form-letter-folder|folder-collections|incoming-folders|news-collections|sendmail-path|sending-filters|display-filters|alt-addresses|address-book|ldap-servers|last-time-prune-questioned|last-version-used)$/;

// Pine's notation: LIT:pattern="/NICK=name/FROM=…" action="/FILTER=1/FOLDER=…", one after the other.
function pineRules(variable: string, line: string, start: number): readonly ParsedRule[] {
  const pieces = Array.from(line.matchAll(/LIT:[^\r\n]*/g));
  return pieces.map((piece): ParsedRule => {
    const range = { start: start + piece.index, end: start + piece.index + endWithoutCommas(piece[0]) };
    const [, pattern, does = ''] = /pattern="((?:\\[^]|[^"\\])*)"\s*(?:action="((?:\\[^]|[^"\\])*)")?/.exec(piece[0]) ?? [];
    if (pattern === undefined) return { ...plain, ...range, actions: [], trouble: 'It is not in the notation of Pine.' };
    const fields = Array.from(
      pattern.matchAll(/\/(NICK|FROM|TO|CC|RECIP|PARTIC|SUBJ|ALL|SENDER)=((?:\\[^]|[^/\\])*)/g),
      ([, field = '', text = '']) => ({
        field: field.toLowerCase(),
        text: text.replace(/\\(.)/g, '$1'),
      }),
    );
    const folder = /\/FOLDER=((?:\\[^]|[^/\\])*)/.exec(does)?.[1]?.replace(/\\(.)/g, '$1');
    const isDeleting = /\/KILL=1/.test(does) || (/\/FILTER=1/.test(does) && folder === undefined);
    const facts = [value('action', does)];
    const done =
      folder === undefined
        ? action(isDeleting ? 'delete' : 'other', { facts })
        : action('move', { targets: [folderTarget(folder)], facts });
    const asked = fields.filter(({ field }) => field !== 'nick').map(({ field, text }) => textCondition(field, 'contains', text));
    const nick = fields.find(({ field }) => field === 'nick')?.text;
    return { ...plain, ...range, name: nick ?? variable, condition: together('all', asked), actions: [done] };
  });
}

// Where a text ends without the commas and blanks at its end.
function endWithoutCommas(text: string): number {
  let end = text.length;
  while (end > 0 && /[,\s]/.test(text.charAt(end - 1))) end -= 1;
  return end;
}
