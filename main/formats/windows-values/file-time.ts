import type { ClaimedTime } from '#model/index.ts';

const millisecondsFrom1601To1970 = 11_644_473_600_000;
/** 9999-12-31: what lies beyond has no year of four digits. */
const greatestDate = 253_402_300_799_999;

/**
 * A FILETIME ([MS-DTYP] 2.3.3): 100 ns since 1601, in UTC by definition.
 * @returns null for zero and for all bits set, by which Windows says that there is no time
 */
export function fileTime(ticks: bigint, statedBy: string): ClaimedTime | null {
  if (ticks === 0n || ticks === 0xffff_ffff_ffff_ffffn || ticks === 0x7fff_ffff_ffff_ffffn) return null;
  const milliseconds = Number(ticks / 10_000n) - millisecondsFrom1601To1970;
  const instant = Math.abs(milliseconds) <= greatestDate ? new Date(milliseconds).toISOString() : null;
  return { raw: `0x${ticks.toString(16).padStart(16, '0')}`, instant, offsetMinutes: instant === null ? null : 0, statedBy };
}

/** Whether a FILETIME is one that a running Windows could have written: from 1990 to 2100. */
export function isPlausibleFileTime(ticks: bigint): boolean {
  return ticks > 0x01b4_1e2a_18d6_4000n && ticks < 0x022f_7163_7764_0000n;
}

/** A FILETIME as text for a fact: raw and instant. */
export function fileTimeText(ticks: bigint): string {
  const time = fileTime(ticks, '');
  return time === null ? 'not set' : time.instant === null ? time.raw : `${time.instant} (FILETIME ${time.raw})`;
}

/**
 * Date and time as MS-DOS has them, two seconds fine ([MS-DTYP] has none; FAT file system specification). What zone they are
 * in is not stated: a FAT volume keeps local time, shell items of Windows keep UTC.
 * @returns null where no date is set
 */
export function dosTime(date: number, time: number, zone: 'utc' | 'local', statedBy: string): ClaimedTime | null {
  if (date === 0) return null;
  const raw = `0x${((date << 16) >>> 0).toString(16).padStart(8, '0').slice(0, 4)}${time.toString(16).padStart(4, '0')}`;
  const month = (date >> 5) & 15;
  const day = date & 31;
  const milliseconds = Date.UTC(1980 + (date >> 9), month - 1, day, time >> 11, (time >> 5) & 63, (time & 31) * 2);
  const isDate = zone === 'utc' && month >= 1 && month <= 12 && day >= 1 && !Number.isNaN(milliseconds);
  return { raw, instant: isDate ? new Date(milliseconds).toISOString() : null, offsetMinutes: isDate ? 0 : null, statedBy };
}
