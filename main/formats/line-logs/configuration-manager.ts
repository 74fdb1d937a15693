import { accessEvent } from '#model/index.ts';
import { formless, more, type LineLog, type LineMeaning } from './line-log.ts';
import { writtenTime } from './local-time.ts';

const opening = '<![LOG[';
const closing = ']LOG]!>';

/**
 * Logs of the Microsoft Configuration Manager and its clients (CMTrace's format): `<![LOG[text]LOG]!>` with time, date and component
 * behind it. The offset of the time is that from local time to UTC, in minutes. Entries that name a mail program or a mailbox are
 * events; the others are counted by component.
 */
export const configurationManagerLog: LineLog = {
  id: 'configuration-manager-log',
  version: '1',
  title: 'Log of Microsoft Configuration Manager (SCCM)',
  mark: 'an entry of Microsoft Configuration Manager',
  is: (lines) => lines[0]?.startsWith(opening) ?? false,
  start: () => ({
    entry(lines, next): LineMeaning {
      if (!lines.first.startsWith(opening)) return formless;
      // An entry that was cut ends where the next one begins.
      if (!lines.last.includes(closing)) return next?.startsWith(opening) === true ? formless : more;
      const text = lines.all().join('\n');
      const end = text.lastIndexOf(closing);
      const said = text.slice(opening.length, end);
      const tail = text.slice(end + closing.length, end + 2000);
      const attribute = (name: string): string => new RegExp(`(?:<|\\s)${name}="([^"]{0,300})"`).exec(tail)?.[1] ?? '';
      const mail = mailWord.exec(said.slice(0, longestLooked))?.[0];
      if (mail === undefined) return { kind: 'other', name: attribute('component') };
      const claimed = accessEvent({
        ...timeOf(attribute('time'), attribute('date')),
        clock: 'clock of the machine',
        strength: 'PRESENT',
        action: 'other',
        operation: 'log entry that names a mail program',
        process: { name: attribute('component'), commandLine: '' },
        object: { kind: 'other', name: mail },
        source: 'log of Microsoft Configuration Manager',
        doesNotShow: 'It shows what the management of software did or found, not that anybody used the program.',
        facts: [
          { name: 'message', value: said.trim().slice(0, 2000) },
          ...['thread', 'type', 'context', 'file'].flatMap((name) => (attribute(name) === '' ? [] : [{ name, value: attribute(name) }])),
        ],
      });
      return { kind: 'event', claimed };
    },
  }),
};

const longestLooked = 64 * 1024;
const mailWord = /\b(?:Outlook|Thunderbird|Exchange Online|Microsoft Exchange|Lotus Notes|HCL Notes|eM Client)\b|\.(?:pst|ost|olm|nst)\b/i;

// `time="19:33:19.766-330" date="11-28-2014"`; in dates the month stands first.
function timeOf(time: string, date: string): Pick<Parameters<typeof accessEvent>[0], 'time' | 'precision'> {
  const clock = /^(\d{1,2}):(\d{2}:\d{2}(?:\.\d{1,9})?)([+-]\d{1,4})?$/.exec(time);
  const day = /^(\d{1,2})-(\d{1,2})-(\d{4})$/.exec(date);
  if (clock === null || day === null) return { time: null, precision: 'unknown' };
  const written = {
    raw: `${date} ${time}`,
    year: day[3] ?? '',
    month: day[1] ?? '',
    day: day[2] ?? '',
    clock: `${(clock[1] ?? '').padStart(2, '0')}:${clock[2] ?? ''}`,
  };
  // The number is added to local time to have UTC, the other way round than offsets are written elsewhere.
  const offset = clock[3] === undefined ? null : -Number(clock[3]);
  return {
    time: writtenTime(written, offset, 'time and date of the log entry'),
    precision: written.clock.includes('.') ? 'millisecond' : 'second',
  };
}
