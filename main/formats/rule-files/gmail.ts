import type { RuleAction, RuleCondition } from '#model/index.ts';
import { action, addressTarget, folderTarget, textCondition, together, value } from './claims.ts';
import { placesInJson } from './json-places.ts';
import { tagsOf, withoutReferences, type MarkupTag } from './markup-tags.ts';
import { ruleFileReader, type ParsedRule, type ParsedSetting, type TextRange } from './rule-file.ts';

/**
 * Reads the filters that Gmail exports (`mailFilters.xml`): an Atom feed (RFC 4287) whose entries have `apps:property`
 * elements, as Google described them for its Email Settings interface and writes them still.
 */
export const gmailFiltersReader = ruleFileReader({
  id: 'gmail-filters',
  version: '3',
  title: 'Filters exported from Gmail (mailFilters.xml)',
  extensions: [],
  mayBeLarge: 'whole',
  client: 'gmail',
  storedAs: 'mailFilters.xml',
  begins: /^\s*(?:<\?xml[^>]*\?>\s*)?<feed\b/,
  recognise(text) {
    const start = text.slice(0, 4096);
    return start.includes('http://schemas.google.com/apps/2006')
      ? { verdict: 'yes', because: 'It is a feed with properties of Google Apps.' }
      : { verdict: 'no', because: 'It is no feed with properties of Google Apps.' };
  },
  parse(text) {
    const rules: ParsedRule[] = [];
    const strangeText: TextRange[] = [];
    let entry: { start: number; properties: Map<string, string>; id: string; updated: string } | null = null;
    let open: MarkupTag | null = null;
    let lastEnd = 0;
    let author = '';
    let exported = '';
    for (const tag of tagsOf(text)) {
      lastEnd = tag.end;
      const name = tag.name.replace(/^.*:/, '');
      if (name === 'entry' && tag.kind === 'start') entry = { start: tag.start, properties: new Map(), id: '', updated: '' };
      else if (entry === null) {
        // RFC 4287 4.2.1: whose filters they are stands before the entries.
        if ((name === 'email' || name === 'updated') && tag.kind === 'start') open = tag;
        else if (tag.kind === 'end' && open?.name === tag.name) {
          const content = text.slice(open.end, tag.start).trim();
          if (name === 'email') author = withoutReferences(content).slice(0, longestAddress);
          else exported = content;
          open = null;
        }
        continue;
      } else if (name === 'property') entry.properties.set(tag.attributes.get('name') ?? '', tag.attributes.get('value') ?? '');
      else if (tag.kind === 'start') open = tag;
      else if (tag.kind === 'end' && open?.name === tag.name) {
        if (name === 'updated') entry.updated = text.slice(open.end, tag.start).trim();
        if (name === 'id') entry.id = text.slice(open.end, tag.start).trim().slice(0, longestId);
        open = null;
      }
      if (name !== 'entry' || tag.kind !== 'end') continue;
      rules.push({ ...ruleOf(entry.properties), ...timesOf(entry, exported), owner: author, start: entry.start, end: tag.end });
      entry = null;
    }
    if (entry !== null)
      rules.push({
        ...ruleOf(entry.properties),
        ...timesOf(entry, exported),
        owner: author,
        start: entry.start,
        end: lastEnd,
        trouble: 'The file ends within the filter.',
      });
    return { rules, settings: [], strangeText };
  },
});

const longestAddress = 320;
const longestId = 200;

// Gmail writes the time of the export into every entry, as into the feed: only another time is one of the filter. Identifiers
// of filters hold a number that fits the milliseconds at which they were made; Google does not describe it.
function timesOf(entry: { readonly id: string; readonly updated: string }, exported: string): Pick<ParsedRule, 'state' | 'modified'> {
  const instant = Date.parse(entry.updated);
  const isOfExport = entry.updated === exported;
  const [, digits] = /:filter:z?0{0,12}([1-9]\d{12})(?:\*|$)/.exec(entry.id) ?? [];
  return {
    state: [
      ...(isOfExport && exported !== '' ? [`exported at ${exported.slice(0, 40)}`] : []),
      ...(digits === undefined
        ? []
        : [`its identifier, taken as milliseconds since 1970, is of ${new Date(Number(digits)).toISOString()}`]),
    ],
    ...(isOfExport || Number.isNaN(instant)
      ? {}
      : {
          modified: {
            raw: entry.updated,
            instant: new Date(instant).toISOString(),
            offsetMinutes: 0,
            statedBy: 'mailFilters.xml, updated',
          },
        }),
  };
}

function ruleOf(properties: ReadonlyMap<string, string>): Omit<ParsedRule, 'start' | 'end'> {
  const conditions: RuleCondition[] = [];
  const actions: RuleAction[] = [];
  const unknown: string[] = [];
  const size = properties.get('size');
  for (const [name, content] of properties) {
    if (['from', 'to', 'subject'].includes(name)) conditions.push(textCondition(name, 'contains', content));
    else if (name === 'hasTheWord') conditions.push({ kind: 'named', name: 'matches the search', values: [value('query', content)] });
    else if (name === 'doesNotHaveTheWord') {
      conditions.push({ kind: 'not', of: { kind: 'named', name: 'matches the search', values: [value('query', content)] } });
    } else if (name === 'hasAttachment') conditions.push({ kind: 'exists', field: 'attachment' });
    else if (name === 'size') {
      const unit = { s_sb: 1, s_skb: 1024, s_smb: 1024 ** 2 }[properties.get('sizeUnit') ?? ''] ?? 1;
      const relation = properties.get('sizeOperator') === 's_ss' ? '<' : '>';
      if (/^\d{1,12}$/.test(content)) conditions.push({ kind: 'size', field: 'message', relation, sizeBytes: Number(content) * unit });
    } else if (['sizeOperator', 'sizeUnit', 'excludeChats'].includes(name)) {
      // Written with every filter, also where no size is asked for.
      if (name === 'excludeChats' || size !== undefined) continue;
    } else {
      const does = actionOf(name, content);
      if (does === null) unknown.push(name);
      else if (does !== 'off') actions.push(does);
    }
  }
  return {
    name: null,
    isEnabled: null,
    state: [],
    condition: together('all', conditions),
    actions,
    trouble: unknown.length === 0 ? null : `These properties are not known: ${unknown.slice(0, 10).join(', ')}.`,
  };
}

function actionOf(name: string, content: string): RuleAction | 'off' | null {
  if (/^should/.test(name) && content === 'false') return 'off';
  switch (name) {
    case 'forwardTo':
      return action('forward', { targets: [addressTarget(content)] });
    case 'label':
      return action('tag', { flavour: ['label'], targets: [folderTarget(content)] });
    case 'smartLabelToApply':
      return action('tag', { flavour: ['category'], targets: [folderTarget(content)] });
    case 'shouldArchive':
      return action('move', { flavour: ['out of the inbox, to the archive'] });
    case 'shouldTrash':
      return action('move-to-deleted');
    case 'shouldMarkAsRead':
      return action('mark-read');
    case 'shouldStar':
    case 'shouldAlwaysMarkAsImportant':
    case 'shouldNeverMarkAsImportant':
    case 'shouldNeverSpam':
      return action('tag', { facts: [value(name, true)] });
    case 'cannedResponse':
      return action('reply', { facts: [value('template', content)] });
    default:
      return null;
  }
}

/**
 * Reads the settings that Google Takeout puts beside the mailbox (`Mail/User Settings`): filters (`{"filter": [{"query",
 * "forwardTo", …}]}`) as rules, and lists of addresses (`{"addresses": […]}`: forwarding addresses, blocked addresses,
 * addresses that may be sent from) as settings under the name of their file. Google publishes no description of them; the
 * forms are those that importers of such archives read. A list of forwarding addresses does not say that mail is forwarded.
 */
export const takeoutSettingsReader = ruleFileReader({
  id: 'takeout-settings',
  version: '1',
  title: 'Gmail settings of Google Takeout',
  extensions: [],
  client: 'gmail',
  storedAs: 'Takeout user settings',
  begins: /^\s*\{\s*"(?:filter|addresses)"\s*:/,
  recognise(text, place) {
    const content = objectOf(text);
    if (content === null) return { verdict: 'no', because: 'It is no object in JSON.' };
    const [name, list] = Object.entries(content)[0] ?? ['', null];
    if (Object.keys(content).length !== 1 || !Array.isArray(list))
      return { verdict: 'no', because: 'It is no list of filters or addresses.' };
    const elements: readonly unknown[] = list;
    if (name === 'filter' && elements.every(isFilter))
      return { verdict: 'yes', because: 'It is a list of filters with queries, as Google Takeout has it.' };
    const isTheirs = place?.folderPath.includes('User Settings') === true || /address|adress|direcc|indiriz/i.test(place?.fileName ?? '');
    return name === 'addresses' && isTheirs && elements.every((one) => typeof one === 'string' && one.includes('@'))
      ? { verdict: 'yes', because: 'It is a list of addresses, as Google Takeout has it.' }
      : { verdict: 'no', because: 'It is no list of filters or addresses.' };
  },
  parse(text, { fileName }) {
    const rules: ParsedRule[] = [];
    const settings: ParsedSetting[] = [];
    const content = objectOf(text);
    if (content === null) return { rules, settings, strangeText: [{ start: 0, end: text.length }] };
    for (const { member, start, end } of placesInJson(text)) {
      if (member === 'addresses') continue;
      const element = objectOf(text.slice(start, end));
      if (element !== null) rules.push({ ...filterOf(element), start, end });
    }
    const { addresses } = content;
    if (Array.isArray(addresses)) {
      const listed = addresses.filter((one): one is string => typeof one === 'string');
      settings.push({ start: 0, end: text.trimEnd().length, name: fileName.replace(/\.json$/i, ''), values: [value('addresses', listed)] });
    }
    return { rules, settings, strangeText: [] };
  },
});

function isFilter(one: unknown): boolean {
  return typeof one === 'object' && one !== null && 'query' in one && typeof one.query === 'string';
}

function objectOf(text: string): Readonly<Record<string, unknown>> | null {
  if (!/^\s*\{/.test(text)) return null;
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null && !Array.isArray(content) ? (content as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function filterOf(filter: Readonly<Record<string, unknown>>): Omit<ParsedRule, 'start' | 'end'> {
  const actions: RuleAction[] = [];
  const unknown: string[] = [];
  const texts = (list: unknown): string[] => (Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : []);
  for (const [name, content] of Object.entries(filter)) {
    if (name === 'query') continue;
    if (name === 'labelsToAdd')
      actions.push(...texts(content).map((label) => action('tag', { flavour: ['label'], targets: [folderTarget(label)] })));
    else if (name === 'labelsToRemove') {
      actions.push(...texts(content).map((label) => action('tag', { flavour: ['label taken away'], targets: [folderTarget(label)] })));
    } else {
      const does =
        typeof content === 'string' || content === true
          ? actionOf(name, typeof content === 'string' ? content : '')
          : content === false
            ? 'off'
            : null;
      if (does === null) unknown.push(name);
      else if (does !== 'off') actions.push(does);
    }
  }
  const { query } = filter;
  return {
    name: null,
    isEnabled: null,
    state: [],
    condition: typeof query === 'string' ? { kind: 'named', name: 'matches the search', values: [value('query', query)] } : null,
    actions,
    trouble: unknown.length === 0 ? null : `These members are not known: ${unknown.slice(0, 10).join(', ')}.`,
  };
}
