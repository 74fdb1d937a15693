import type { AccessEventClaims, ByteRange, ClaimedTime, RuleValue, SettingClaims } from '#model/index.ts';
import { readDate } from '#formats/mime/index.ts';
import { decimalNumber, fact, hexNumber, textOfBytes, timeSince1970 } from '../claims.ts';
import { cellOf, placeOfCell, type MorkRow } from '../mork/index.ts';

/** A time that a folder index keeps of its folder. */
export interface FolderEvent {
  readonly column: string;
  readonly range: ByteRange;
  readonly claims: AccessEventClaims;
}

/** The properties of a folder (mailnews/db/msgdb/src/nsDBFolderInfo.cpp of comm-central) as a setting. */
export function folderSetting(row: MorkRow, folderPath: readonly string[], more: readonly RuleValue[]): SettingClaims {
  return {
    setting: 'client-setting',
    client: 'thunderbird',
    name: 'folder properties',
    folderPath,
    modified: decimalTime(cellOf(row, 'MRMTime'), 'MRMTime', 'folder index'),
    values: [...row.columns.map((column, index) => valueOf(column, row.values[index] ?? '')), ...more],
  };
}

/** The times among the properties of a folder, each as an event. */
export function folderEvents(row: MorkRow, folderName: string): FolderEvent[] {
  return times.flatMap(({ column }): FolderEvent[] => {
    const raw = cellOf(row, column);
    const range = placeOfCell(row, column);
    const claims = raw === null ? null : folderTimeEvent(column, raw, folderName, 'folder index');
    return claims === null || range === null ? [] : [{ column, range, claims }];
  });
}

/**
 * The event that a property of a folder is; null where it is no time.
 * @param keptIn where the property is kept, e.g. `folder index`
 */
export function folderTimeEvent(column: string, raw: string, folderName: string, keptIn: string): AccessEventClaims | null {
  const kept = times.find((one) => one.column === column);
  const time = kept?.read(raw, column, keptIn) ?? null;
  if (kept === undefined || time === null) return null;
  const { strength, action, operation, doesNotShow } = kept;
  const source = `Thunderbird ${keptIn}, property ${column}`;
  return eventClaims({ time, strength, action, operation, doesNotShow, folderName, source });
}

/** What an event of a folder of Thunderbird states. */
export function eventClaims(event: {
  readonly time: ClaimedTime;
  readonly strength: AccessEventClaims['strength'];
  readonly action: AccessEventClaims['action'];
  readonly operation: string;
  readonly folderName: string;
  readonly source: string;
  readonly doesNotShow: string;
  readonly account?: string;
}): AccessEventClaims {
  return {
    time: event.time,
    precision: 'second',
    clock: 'clock of the machine',
    strength: event.strength,
    action: event.action,
    operation: event.operation,
    actor: '',
    account: event.account ?? '',
    host: '',
    address: '',
    process: null,
    object: { kind: 'folder', name: event.folderName },
    outcome: '',
    source: event.source,
    doesNotShow: event.doesNotShow,
    facts: [],
  };
}

/** What the time of the last view of a folder does not show. */
export const viewDoesNotShow = 'It does not show which messages were looked at, nor who sat at the machine; only the last time is kept.';
/** What the time of the last change of a folder does not show. */
export const changeDoesNotShow = 'It does not show what was changed: mail that arrives changes a folder as well as its owner does.';

interface KeptTime {
  readonly column: string;
  readonly read: (raw: string, column: string, keptIn: string) => ClaimedTime | null;
  readonly strength: AccessEventClaims['strength'];
  readonly action: AccessEventClaims['action'];
  readonly operation: string;
  readonly doesNotShow: string;
}

const times: readonly KeptTime[] = [
  {
    column: 'MRUTime',
    read: decimalTime,
    strength: 'OPENED',
    action: 'folder-access',
    operation: 'folder viewed',
    doesNotShow: viewDoesNotShow,
  },
  {
    column: 'MRMTime',
    read: decimalTime,
    strength: 'CHANGED',
    action: 'other',
    operation: 'folder changed',
    doesNotShow: changeDoesNotShow,
  },
  {
    column: 'folderDate',
    read: hexTime,
    strength: 'CHANGED',
    action: 'file-write',
    operation: 'mailbox file written, as the index noted when it was last in step with it',
    doesNotShow: 'It does not show what was written, nor by which program.',
  },
  {
    column: 'LastPurgeTime',
    read: localTime,
    strength: 'CHANGED',
    action: 'other',
    operation: 'old messages looked for to be removed',
    doesNotShow: 'It does not show whether any were removed. The time is that of the machine, in a zone that is not stated.',
  },
];

function decimalTime(raw: string | null, column: string, keptIn: string): ClaimedTime | null {
  return raw === null ? null : timeSince1970(raw, decimalNumber(raw), 1, `property ${column} of the ${keptIn}`);
}

function hexTime(raw: string, column: string, keptIn: string): ClaimedTime | null {
  return timeSince1970(raw, hexNumber(raw), 1, `property ${column} of the ${keptIn}`);
}

// Written by the C library without a zone, so that it names no instant.
function localTime(raw: string, column: string, keptIn: string): ClaimedTime | null {
  const { time } = readDate(raw, `property ${column} of the ${keptIn}`);
  return time.instant === null ? null : { ...time, instant: time.offsetMinutes === null ? null : time.instant };
}

const hexColumns = new Set(
  `numMsgs numNewMsgs folderSize expungedBytes highWaterKey version flags totPendingMsgs unreadPendingMsgs expiredMark UIDValidity imapFlags
   daysToKeepHdrs numHdrsToKeep daysToKeepBodies highestRecordedUID numDeletedHeaders`.split(/\s+/),
);

function valueOf(column: string, value: string): RuleValue {
  const number = hexColumns.has(column) ? hexNumber(value) : null;
  return fact(textOfBytes(column), number ?? textOfBytes(value));
}
