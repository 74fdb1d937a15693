import { accessEvent } from '#model/index.ts';
import { countedTime, unixSeconds } from '../counted-time.ts';
import { around, formless, type LineLog, type LineMeaning } from './line-log.ts';

const head = /^POPULARITY-CONTEST-\d{1,3} TIME:(\d{1,11}) ID:(\S{1,64})/;

/**
 * The log of Debian's popularity contest (`/var/log/popularity-contest`; README of popularity-contest): for each package the program
 * that was used last, with the times of its file as `atime ctime package path tag`.
 */
export const popularityContest: LineLog = {
  id: 'popularity-contest',
  version: '1',
  title: 'Use of packages on Debian (popularity-contest)',
  mark: 'the head of a popularity contest of Debian',
  is: (lines) => head.test(lines[0] ?? ''),
  start() {
    let host = '';
    return {
      entry({ first: text }): LineMeaning {
        const begins = head.exec(text);
        if (begins !== null) {
          host = begins[2] ?? '';
          return around;
        }
        if (text.startsWith('END-POPULARITY-CONTEST-')) return around;
        const match = /^(\d{1,11}) (\d{1,11}) (\S{1,200})(?: ([^<]{1,1000}?))?(?: <([A-Z_-]{1,30})>)?\s{0,10}$/.exec(text);
        if (match === null) return formless;
        const [, used = '', changed = '', name = '', path = '', tag = ''] = match;
        if (path === '') return { kind: 'other', name: 'packages without a program' };
        const claimed = accessEvent({
          time: countedTime(Number(used), unixSeconds, 'time of last access in the popularity contest'),
          precision: 'second',
          clock: 'clock of the machine',
          strength: 'PRESENT',
          action: 'program-use',
          operation: 'file of a package read last',
          process: { name: path, commandLine: '' },
          object: { kind: 'file', name: path },
          source: 'popularity contest of Debian',
          doesNotShow:
            'It shows when the file was read last, which a search or a backup does as well as a start of the program; and not by whom.',
          facts: [
            { name: 'package', value: name },
            ...(changed === '0'
              ? []
              : [{ name: 'installed (ctime)', value: countedTime(Number(changed), unixSeconds, '')?.instant ?? changed }]),
            ...(tag === '' ? [] : [{ name: 'tag', value: tag }]),
            ...(host === '' ? [] : [{ name: 'identifier of the machine', value: host }]),
          ],
        });
        return { kind: 'event', claimed };
      },
    };
  },
};
