import { accessEvent, type AccessEventClaims } from '#model/index.ts';
import type { LineLog, LineMeaning } from './line-log.ts';
import { around, formless } from './line-log.ts';
import { writtenTime } from './local-time.ts';

/** Fields of Windows XP, which later systems write too, where the line that names them is lost. */
const usualFields =
  'date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info path'.split(' ');

/** The log of the firewall of Windows (`pfirewall.log`), in the extended log format of the W3C. Each entry is an event. */
export const windowsFirewallLog: LineLog = {
  id: 'windows-firewall-log',
  version: '1',
  title: 'Log of the firewall of Windows (pfirewall.log)',
  mark: 'the head of a log of the firewall of Windows',
  is: (lines) =>
    (lines[0]?.startsWith('#') ?? false) &&
    lines.some((line) => /^#Software: ?Microsoft (?:Windows|Internet Connection) Firewall/.test(line)),
  start() {
    let fields: readonly string[] = usualFields;
    let zone = '';
    return {
      entry({ first: text }): LineMeaning {
        if (text.startsWith('#Fields:')) fields = text.slice(8).trim().split(/\s+/).slice(0, 100);
        if (text.startsWith('#Time Format:')) zone = text.slice(13).trim().slice(0, 40);
        if (text.startsWith('#')) return around;
        const cells = text.trim().split(/ +/).slice(0, 100);
        const entry = new Map(fields.map((name, index) => [name, cells[index] === '-' ? '' : (cells[index] ?? '')]));
        if (!/^\d{4}-\d{2}-\d{2}$/.test(entry.get('date') ?? '')) return formless;
        const action = entry.get('action') ?? '';
        if (action === 'INFO-EVENTS-LOST') return { kind: 'other', name: `note that ${entry.get('info') ?? ''} entries were lost` };
        return { kind: 'event', claimed: eventOf(entry, action, zone) };
      },
    };
  },
};

function eventOf(entry: ReadonlyMap<string, string>, action: string, zone: string): AccessEventClaims {
  const of = (name: string): string => (entry.get(name) ?? '').slice(0, 100);
  const [year = '', month = '', day = ''] = of('date').split('-');
  const path = of('path');
  const isIncoming = path === 'RECEIVE' || action === 'OPEN-INBOUND';
  const [near, far] = isIncoming ? (['dst', 'src'] as const) : (['src', 'dst'] as const);
  const isUtc = /^(?:UTC|GMT)$/i.test(zone);
  const port = Number(of(`${far}-port`));
  return accessEvent({
    time: writtenTime(
      { raw: `${of('date')} ${of('time')}`, year, month, day, clock: of('time') },
      isUtc ? 0 : null,
      'fields date and time of the entry',
    ),
    precision: 'second',
    clock: 'clock of the machine',
    strength: action.startsWith('DROP') ? 'ATTEMPTED' : 'PRESENT',
    action: 'network-connection',
    operation: action.slice(0, 40),
    address: of(`${near}-ip`),
    peer: { host: '', address: of(`${far}-ip`), port: of(`${far}-port`) === '' || Number.isNaN(port) ? null : port },
    object: { kind: 'address', name: of(`${far}-ip`) },
    outcome: action.startsWith('DROP') ? 'dropped' : '',
    source: 'log of the firewall of Windows',
    doesNotShow: `It shows neither the program nor what was sent.${isUtc ? '' : ' The log does not name the zone of its times.'}`,
    facts: [...entry].flatMap(([name, value]) =>
      value === '' || ['date', 'time', 'action'].includes(name) ? [] : [{ name: name.slice(0, 60), value: value.slice(0, 200) }],
    ),
  });
}
