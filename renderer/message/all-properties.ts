import type { ItemProperties, PropertySet, ReadProperty } from '#model/index.ts';
import { propertyTag } from './properties.ts';

/** A property as the table shows it. */
export interface PropertyLine {
  readonly key: string;
  readonly tag: string;
  readonly type: string;
  /** Canonical name, or set and number or text of a named property; empty where neither is known. */
  readonly name: string;
  readonly value: string;
  readonly sizeBytes: number;
  readonly hex: string;
  /** Said after a value or bytes that are shown in part only; empty otherwise. */
  readonly cut: string;
  readonly trouble: string | null;
}

/** The properties of the item, of a recipient or of an attachment. */
export interface PropertyGroup {
  readonly title: string;
  readonly lines: readonly PropertyLine[];
  readonly troubles: readonly string[];
}

/** Lays properties out in groups, in the order of the store. */
export function propertyGroups({ sets }: ItemProperties): readonly PropertyGroup[] {
  return sets.map((set, at) => ({
    title: groupTitle(set),
    lines: set.properties.map((property, index) => lineOf(property, `${String(at)}.${String(index)}`)),
    troubles: set.troubles,
  }));
}

/** The groups with the lines in which a text stands, without case; groups without any are left out. */
export function groupsMatching(groups: readonly PropertyGroup[], text: string): readonly PropertyGroup[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return groups;
  return groups
    .map((group) => ({ ...group, lines: group.lines.filter((line) => searched(line).includes(wanted)) }))
    .filter(({ lines }) => lines.length > 0);
}

/** How many lines groups have together. */
export function linesIn(groups: readonly PropertyGroup[]): number {
  return groups.reduce((sum, { lines }) => sum + lines.length, 0);
}

/** The first lines of groups, as many as are shown at once. */
export function firstLines(groups: readonly PropertyGroup[], most: number): readonly PropertyGroup[] {
  let left = most;
  return groups.flatMap((group) => {
    if (left <= 0) return [];
    const lines = group.lines.slice(0, left);
    left -= lines.length;
    return [{ ...group, lines }];
  });
}

/** A line as text to be copied: its fields, separated by tabs. */
export function lineText({ tag, type, name, value, sizeBytes, hex, cut }: PropertyLine): string {
  return [tag, type, name, value, `${String(sizeBytes)} bytes`, hex, cut].map((field) => field.replace(/[\t\r\n]+/g, ' ')).join('\t');
}

/** Groups as text to be copied. */
export function groupsText(groups: readonly PropertyGroup[]): string {
  return groups.map(({ title, lines }) => [title, ...lines.map(lineText)].join('\n')).join('\n\n');
}

/** Bytes in pairs of digits, as the byte view writes them. */
export function spacedHex(hex: string): string {
  return hex.replace(/../g, '$& ').trimEnd();
}

function groupTitle({ kind, index, title }: PropertySet): string {
  if (kind === 'item') return 'Item';
  const number = `${kind === 'recipient' ? 'Recipient' : 'Attachment'} ${String(index + 1)}`;
  return title === '' ? number : `${number}: ${title}`;
}

function lineOf(property: ReadProperty, key: string): PropertyLine {
  const { type, value, sizeBytes, hex, isHexWhole, isValueWhole, trouble } = property;
  return {
    key,
    tag: propertyTag(property.tag),
    type,
    name: nameOf(property),
    value: visibleControls(value ?? ''),
    sizeBytes,
    hex,
    cut: trouble === null && !(isHexWhole && isValueWhole) ? `first ${String(hex.length / 2)} of ${String(sizeBytes)} bytes` : '',
    trouble,
  };
}

/** Control characters as escapes, `\\x01`, but for line ends, which also part multiple values. */
function visibleControls(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function nameOf({ name, named }: ReadProperty): string {
  if (named === null) return name ?? '';
  const own = typeof named.name === 'number' ? `0x${named.name.toString(16).toUpperCase().padStart(4, '0')}` : named.name;
  return `${own} in ${named.set === null ? '' : `${named.set} `}{${named.guid}}`;
}

function searched({ tag, type, name, value, hex }: PropertyLine): string {
  return `${tag}\n${tag.replace(' ', '')}\n${type}\n${name}\n${value}\n${hex}`.toLowerCase();
}
