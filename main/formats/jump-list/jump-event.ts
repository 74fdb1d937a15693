import { linkFacts, shortened } from '#formats/shell-link/link-event.ts';
import { targetOf, type ShellLink } from '#formats/shell-link/parse-link.ts';
import { accessEvent, type AccessEventClaims, type ClaimedTime, type RuleValue } from '#model/index.ts';

/** What a jump list says of an entry beside its link. */
export interface JumpUse {
  readonly time: ClaimedTime | null;
  /** The path by the list itself; empty where there is none. */
  readonly path: string;
  readonly facts: readonly RuleValue[];
  readonly isOpened: boolean;
  readonly operation: string;
  readonly host: string;
  readonly source: string;
  readonly doesNotShow: string;
}

/** The event of an entry. @param link null where the entry has none that can be read */
export function jumpEvent(link: ShellLink | null, program: string, use: JumpUse): AccessEventClaims {
  const target = use.path !== '' ? use.path : link === null ? '' : targetOf(link);
  const isFolder = link !== null && (link.attributes & 0x10) !== 0;
  return accessEvent({
    time: use.time,
    precision: use.time === null ? 'unknown' : 'sub-millisecond',
    clock: 'clock of the machine',
    strength: use.isOpened ? 'OPENED' : 'PRESENT',
    action: use.isOpened ? (isFolder ? 'folder-open' : 'file-open') : 'other',
    operation: use.operation,
    host: use.host || (link?.extra.tracker?.machine ?? ''),
    process: program === '' ? null : { name: program, commandLine: link?.strings.commandLine ?? '' },
    object: { kind: isFolder ? 'folder' : 'file', name: shortened(target) },
    source: use.source,
    doesNotShow: use.doesNotShow,
    facts: [...use.facts, ...(link === null ? [] : linkFacts(link))],
  });
}

/** Programs by the identifier that the name of a jump list begins with (published lists of investigators; a few that are met most). */
const programs = new Map([
  ['be71009ff8bb02a2', 'Outlook'],
  ['1b4dd67f29cb1962', 'Windows Explorer'],
  ['f01b4d95cf55d32a', 'Windows Explorer'],
  ['9b9cdc69c1c24e2b', 'Notepad'],
  ['a7bd71699cd38d1c', 'Word 2010'],
  ['9839aec31243a928', 'Excel 2010'],
  ['28c8b86deab549a1', 'Internet Explorer'],
  ['5d696d521de238c3', 'Chrome'],
  ['918e0ecb43d17e23', 'Notepad'],
  ['9d1f905ce5044aee', 'Edge'],
]);

/** The program that a jump list belongs to, by the name of its file; empty where the identifier is not known. */
export function programOf(fileName: string): string {
  return programs.get(fileName.slice(0, 16).toLowerCase()) ?? '';
}
