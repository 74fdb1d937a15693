import { eventText, factNumber, factText, longestEventText, type EventRecord, type EventText } from './event-text.ts';

/** Most scripts that wait for their other pieces at a time; the oldest is then looked at as far as it was seen. */
export const mostOpenScripts = 1_000;

/**
 * Most pieces of one script that wait for others. Windows cuts scripts at thousands of characters, so that far fewer hold all
 * the text that is looked at.
 */
export const mostPieces = 1_000;

interface OpenScript {
  readonly pieces: EventRecord[];
  readonly numbers: Set<number>;
  length: number;
}

/** Puts scripts together that a log keeps in pieces (PowerShell event 4104: ScriptBlockId, MessageNumber, MessageTotal). */
export interface ScriptPieces {
  /** @returns what can be looked at now: the event itself, the whole script when its last piece came, or nothing yet */
  take(record: EventRecord): readonly EventText[];
  /** What is left of scripts of which pieces are lacking. */
  rest(): readonly EventText[];
}

/** Keeps at most `mostOpenScripts` open scripts, of each no more text than conditions look at. */
export function scriptPieces(): ScriptPieces {
  const open = new Map<string, OpenScript>();
  return {
    take(record) {
      const total = factNumber(record, 'MessageTotal');
      const id = factText(record, 'ScriptBlockId');
      if (record.claimed.action !== 'script' || total === null || total < 2 || id === '') return [eventText([record])];
      const key = `${record.evidenceId} ${record.claimed.host} ${id}`;
      const script: OpenScript = open.get(key) ?? { pieces: [], numbers: new Set(), length: 0 };
      // The same piece may stand in a log and in a copy of it.
      if (script.numbers.has(numberOf(record))) return [];
      script.numbers.add(numberOf(record));
      script.pieces.push(record);
      script.length += textOf(record).length;
      open.set(key, script);
      const ready: EventText[] = [];
      if (script.pieces.length >= Math.min(total, mostPieces) || script.length >= longestEventText) {
        open.delete(key);
        ready.push(joined(script));
      }
      if (open.size > mostOpenScripts) {
        const [oldest] = open;
        if (oldest !== undefined) {
          open.delete(oldest[0]);
          ready.push(joined(oldest[1]));
        }
      }
      return ready;
    },
    rest() {
      const left = Array.from(open.values(), joined);
      open.clear();
      return left;
    },
  };
}

function joined({ pieces }: OpenScript): EventText {
  const [first, ...others] = [...pieces].sort((one, other) => numberOf(one) - numberOf(other));
  if (first === undefined) throw new RangeError('A script has at least one piece.');
  return eventText([first, ...others], [first, ...others].map(textOf).join(''));
}

function numberOf(piece: EventRecord): number {
  return factNumber(piece, 'MessageNumber') ?? 0;
}

function textOf(piece: EventRecord): string {
  return factText(piece, 'ScriptBlockText');
}
