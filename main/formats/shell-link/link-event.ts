import { itemFacts } from '#formats/shell-items/shell-items.ts';
import { propertyName } from '#formats/shell-items/property-store.ts';
import type { ClaimedTime, RuleValue } from '#model/index.ts';
import type { LinkTracker } from './extra-data.ts';
import type { ShellLink } from './parse-link.ts';

/** Properties of a link that are told; links have a dozen. */
const mostProperties = 200;
/** Longest text of a fact, in characters. */
const longestText = 4000;

export function shortened(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)} … (${String(text.length)} characters)`;
}

/** What a link states beside its target, as named values. */
export function linkFacts(link: ShellLink): RuleValue[] {
  const { info, items, strings, extra } = link;
  const last = items?.items.at(-1);
  return [
    ...time('target created', link.created),
    ...time('target modified', link.modified),
    ...time('target accessed', link.accessed),
    { name: 'target size in bytes', value: link.targetBytes },
    ...text('path by the items of the shell', items?.path ?? ''),
    ...text('path on the machine', info?.localPath ?? ''),
    ...text('path by the share', info?.networkPath ?? ''),
    ...text('drive letter of the share', info?.networkDrive ?? ''),
    ...(info?.volume == null
      ? []
      : [
          { name: 'kind of drive', value: info.volume.driveType },
          { name: 'serial number of the volume', value: info.volume.serial },
          ...text('label of the volume', info.volume.label),
        ]),
    ...text('path with variables', extra.environmentPath),
    ...text('description', strings.description),
    ...text('path from the link', strings.relativePath),
    ...text('working directory', strings.workingDirectory),
    ...text('arguments', strings.commandLine),
    ...text('icon', strings.icon),
    ...text('installed product', extra.product),
    ...text('known folder', extra.knownFolder),
    ...(extra.tracker === null ? [] : trackerFacts(extra.tracker)),
    ...extra.properties
      .slice(0, mostProperties)
      .flatMap((property): RuleValue[] =>
        property.value === null || property.value === '' ? [] : [{ name: propertyName(property), value: shorten(property.value) }],
      ),
    ...(last === undefined ? [] : itemFacts(last)),
  ];
}

/** What the link service knew of the target. */
export function trackerFacts(tracker: LinkTracker): RuleValue[] {
  return [
    ...text('machine that the target lay on', tracker.machine),
    ...text('identifier of the volume', tracker.volumeId),
    ...text('identifier of the file', tracker.fileId),
    ...(tracker.birthFileId === tracker.fileId ? [] : text('identifier of the file at its birth', tracker.birthFileId)),
    ...(tracker.birthVolumeId === tracker.volumeId ? [] : text('identifier of the volume at the birth of the file', tracker.birthVolumeId)),
    ...text('network card of the machine that made the identifier', tracker.networkCard),
    ...time('identifier of the file made', tracker.madeAt),
  ];
}

function shorten(value: string | number): string | number {
  return typeof value === 'string' ? shortened(value) : value;
}

function text(name: string, value: string): RuleValue[] {
  return value === '' ? [] : [{ name, value: shortened(value) }];
}

function time(name: string, value: ClaimedTime | null): RuleValue[] {
  return value === null ? [] : [{ name, value: value.instant === null ? value.raw : `${value.instant} (FILETIME ${value.raw})` }];
}
