import type { RuleAction } from '#model/index.ts';
import { action, addressTarget, textCondition, value } from './claims.ts';
import { actionsOf, readDestinations } from './destinations.ts';
import { ruleFileReader, type ParsedRule, type ParsedSetting, type TextRange } from './rule-file.ts';
import { logicalLines, nearlyAll, type TextLine } from './text-lines.ts';

/**
 * Reads Postfix's main.cf (postconf(5)). `always_bcc`, a copy of all mail, is a rule; what else decides who receives mail
 * (maps of copies, aliases and routes, relays, commands) is a setting each.
 *
 * It is known by parameters that only Postfix has; every line must be an assignment.
 */
export const postfixConfigurationReader = ruleFileReader({
  id: 'postfix-main',
  version: '1',
  title: 'Configuration of Postfix (main.cf)',
  extensions: [],
  client: 'mail-server',
  storedAs: 'main.cf',
  begins: /^(?:\s|#[^\r\n]*(?:[\r\n]|$))*(?:[A-Za-z_]\w*[ \t]*=|$)/,
  recognise(text, place) {
    if (!/^[ \t]*[a-z]\w*[ \t]*=/m.test(text)) return { verdict: 'no', because: 'It has no assignments.' };
    const lines = logicalLines(text, 'blank-first').map(({ text: line }) => assignment.exec(line)?.[1]);
    if (lines.includes(undefined)) return { verdict: 'no', because: 'Not every line is an assignment.' };
    const known = lines.filter((name) => name !== undefined && telling.has(name)).length;
    const needed = /^main\.cf(?:\.|$)/.test(place?.fileName ?? '') ? 1 : 3;
    return known >= needed
      ? { verdict: 'yes', because: `Every line is an assignment, and ${String(known)} are parameters of Postfix.` }
      : { verdict: 'no', because: 'Its assignments are not those of Postfix.' };
  },
  parse(text) {
    const rules: ParsedRule[] = [];
    const settings: ParsedSetting[] = [];
    const strangeText: TextRange[] = [];
    for (const { start, end, text: line } of logicalLines(text, 'blank-first')) {
      const [, name = '', raw = ''] = assignment.exec(line) ?? [];
      const content = raw.replace(/\s+/g, ' ').trim();
      if (name === '') strangeText.push({ start, end });
      else if (name === 'always_bcc' && content !== '') {
        const carbonCopy = action('carbon-copy', { flavour: ['blind'], targets: [addressTarget(content)] });
        rules.push({ ...plain, start, end, name, actions: [carbonCopy] });
      } else if (telling.has(name) && content !== '') settings.push({ start, end, name, values: [value('value', content)] });
    }
    return { rules, settings, strangeText };
  },
});

const assignment = /^([A-Za-z]\w*)[ \t]*=[ \t]*([^]*)$/;
const plain = { name: null, isEnabled: null, state: [], condition: null, trouble: null } as const;

// Parameters that decide who receives or sees mail, and those by which a main.cf is known.
const telling = new Set(
  `always_bcc sender_bcc_maps recipient_bcc_maps alias_maps alias_database virtual_alias_maps virtual_alias_domains virtual_mailbox_maps
   virtual_mailbox_domains virtual_transport canonical_maps recipient_canonical_maps sender_canonical_maps relocated_maps transport_maps
   smtp_generic_maps header_checks body_checks mime_header_checks nested_header_checks smtp_header_checks milter_header_checks mailbox_command
   mailbox_command_maps mailbox_transport mailbox_transport_maps home_mailbox mail_spool_directory forward_path luser_relay fallback_transport
   relayhost relay_domains relay_recipient_maps sender_dependent_relayhost_maps local_transport local_recipient_maps default_transport
   content_filter smtpd_milters non_smtpd_milters propagate_unmatched_extensions recipient_delimiter mydestination mynetworks myhostname
   mydomain myorigin inet_interfaces notify_classes bounce_notice_recipient double_bounce_sender error_notice_recipient
   smtpd_recipient_restrictions smtpd_sender_restrictions smtpd_relay_restrictions`.split(/\s+/),
);

/** What a map decides, told by its name, for Postfix's maps are plain pairs of words. */
const mapKinds = [
  [/(?:^|[_-])(?:sender|recipient|outgoing|incoming)?[_-]?bcc(?:[_-]?maps?)?$/, 'bcc'],
  [/^(?:virtual|(?:\w+_)?canonical|relocated|generic|(?:virtual[_-]|valias)\w*)$/, 'redirect'],
  [/^(?:\w+[_-])?transport(?:[_-]?maps?)?$/, 'transport'],
  [/^(?:\w+[_-])?(?:header|body)_checks$/, 'checks'],
] as const;
type MapKind = (typeof mapKinds)[number][1];

/**
 * Reads the lookup tables of Postfix: copies for senders and recipients (`sender_bcc`, `recipient_bcc`), virtual and
 * canonical addresses (virtual(5), canonical(5)), routes (transport(5)), header and body checks (header_checks(5)). Each
 * line is a rule.
 *
 * A table is pairs of words, so a text is only taken for one when it is named as one and nearly all lines fit.
 */
export const postfixMapReader = ruleFileReader({
  id: 'postfix-map',
  version: '2',
  title: 'Lookup table of Postfix',
  extensions: [],
  client: 'mail-server',
  storedAs: 'lookup table of Postfix',
  mayBeLarge: 'in-pieces',
  recognise(text, place) {
    const kind = kindOf(place?.fileName ?? '');
    if (kind === null) return { verdict: 'no', because: 'It is not named as a lookup table of Postfix.' };
    const lines = logicalLines(text, 'blank-first');
    return nearlyAll(lines, (line) => ruleOf(line, kind) !== null)
      ? { verdict: 'yes', because: 'It is named as a lookup table of Postfix, and its lines fit.' }
      : { verdict: 'no', because: 'It is named as a lookup table of Postfix, but not nearly all lines fit.' };
  },
  parse(text, { fileName }) {
    const kind = kindOf(fileName) ?? 'redirect';
    const rules: ParsedRule[] = [];
    const strangeText: TextRange[] = [];
    for (const line of logicalLines(text, 'blank-first')) {
      const rule = ruleOf(line, kind);
      if (rule === null) strangeText.push(line);
      else rules.push(rule);
    }
    return { rules, settings: [], strangeText };
  },
});

function kindOf(fileName: string): MapKind | null {
  const name = fileName.toLowerCase().replace(/\.(?:cf|map|regexp|pcre|txt|bak|old|orig|save)$/, '');
  return mapKinds.find(([form]) => form.test(name))?.[1] ?? null;
}

function ruleOf({ text, start, end }: TextLine, kind: MapKind): ParsedRule | null {
  const rule = { ...plain, start, end };
  if (kind === 'checks') {
    const check = /^(!?)([/|!%~])((?:\\[^]|(?!\2)[^\r\n\\])+)\2([A-Za-z]*)[ \t]+([A-Z]+)(?![A-Z])[ \t]*(?![ \t])([^\r\n]*)$/.exec(text);
    if (check === null)
      return /^(?:if\b|endif\b)/i.test(text) ? { ...rule, actions: [action('other', { facts: [value('block', text)] })] } : null;
    const asked = { kind: 'named', name: 'line of the message matches', values: [value('expression', check[3] ?? '')] } as const;
    const done = checkAction(check[5] ?? '', (check[6] ?? '').trim());
    return done === null ? null : { ...rule, condition: check[1] === '!' ? { kind: 'not', of: asked } : asked, actions: [done] };
  }
  const [, key = '', content = ''] = /^(\/(?:\\[^]|[^/\r\n\\])+\/[a-z]*|[^\s:]+)[ \t]+([^]+)$/.exec(text) ?? [];
  if (key === '' || !(key.startsWith('/') || /^(?:[\w.+*=-]*@[\w.*-]+|[\w.+*=-]+|\*|@)$/.test(key))) return null;
  const field = kind === 'bcc' ? 'sender or recipient' : 'recipient';
  const condition = textCondition(field, 'is', key);
  if (kind === 'transport') {
    const route = /^([\w-]*):(\S*)$/.exec(content.trim());
    return route === null
      ? null
      : {
          ...rule,
          condition,
          actions: [action('other', { flavour: ['sent by another way'], facts: [value('transport', content.trim())] })],
        };
  }
  // Blanks separate addresses too (virtual(5) of old); bare words with blanks between them are a sentence.
  const pieces = content.split(',').map((piece) => piece.trim());
  const apart = pieces.every((piece) => piece.split(/\s+/).every((one) => one.includes('@'))) ? content.trim().split(/[\s,]+/) : pieces;
  const destinations = readDestinations(apart.join('\n'));
  if (destinations === null || destinations.length === 0 || destinations.some(({ kind: one }) => one === 'program' || one === 'file')) {
    // virtual(5): a domain is listed with any word.
    return null;
  }
  const targets = destinations.flatMap((one) =>
    one.kind === 'address' ? [addressTarget(one.address)] : one.kind === 'user' ? [addressTarget(one.user)] : [],
  );
  const actions: readonly RuleAction[] =
    kind === 'bcc' ? [action('carbon-copy', { flavour: ['blind'], targets })] : actionsOf(destinations, 'the owner');
  return { ...rule, condition, actions };
}

function checkAction(name: string, text: string): RuleAction | null {
  switch (name) {
    case 'BCC':
      return action('carbon-copy', { flavour: ['blind'], targets: [addressTarget(text)] });
    case 'REDIRECT':
      return action('redirect', { targets: [addressTarget(text)] });
    case 'DISCARD':
      return action('delete', { flavour: ['without notice'] });
    case 'REJECT':
      return action('bounce', { facts: [value('text', text)] });
    case 'FILTER':
    case 'PREPEND':
    case 'REPLACE':
    case 'STRIP':
    case 'IGNORE':
    case 'DUNNO':
    case 'OK':
    case 'HOLD':
    case 'INFO':
    case 'WARN':
    case 'PASS':
      return action('other', { facts: [value(name.toLowerCase(), text)] });
    default:
      return null;
  }
}
