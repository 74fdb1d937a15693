import uPlot from 'uplot';
import type { ForwardingDay } from '#renderer/case/forwarding-view.ts';
import { caseDay } from '#renderer/ui/times.ts';
import { grouped } from '#renderer/ui/words.ts';
import { lanes } from './words.ts';

/** A range of days, milliseconds since 1970 at which the first begins and the last begins. */
export interface DayRange {
  readonly first: number;
  readonly last: number;
}

/** The picture of days, drawn by uPlot. */
export interface DayChart {
  /** Draws it anew: other days, another size, other colours. */
  draw(days: readonly ForwardingDay[], zone: string): void;
  /** Marks a range and the day that keys are at; null: none. */
  mark(range: DayRange | null, cursor: number | null): void;
  destroy(): void;
}

/** Lanes with anything in them; those of A, V and R always, so that one sees that they are empty. */
export function lanesOf(days: readonly ForwardingDay[]): typeof lanes {
  return lanes.filter(({ lane }) => lane !== 'undecidable' || days.some(({ counts }) => counts.undecidable > 0));
}

export const chartHeight = 148;
const dayLength = 24 * 3_600_000;

/** @param onRange told of a range that was drawn with the mouse; null: it was taken back by a click */
export function dayChart(place: HTMLElement, onRange: (range: DayRange | null) => void): DayChart {
  let plot: uPlot | null = null;
  let days: readonly ForwardingDay[] = [];
  // While a range is drawn with the mouse nothing may be drawn anew: the range would be lost with the old picture.
  let isPressed = false;
  let postponed: (() => void) | null = null;
  let marked: { readonly range: DayRange | null; readonly cursor: number | null } = { range: null, cursor: null };

  function selected(chart: uPlot): void {
    if (chart.select.width < 3) return;
    const from = chart.posToVal(chart.select.left, 'x');
    const to = chart.posToVal(chart.select.left + chart.select.width, 'x');
    const inside = days.filter(({ start }) => start + dayLength > from && start <= to);
    const [first, last] = [inside[0], inside.at(-1)];
    onRange(first === undefined || last === undefined ? null : { first: first.start, last: last.start });
  }

  function mark(): void {
    // Before it is ready it knows no scale; it then marks by itself.
    if (plot?.status !== 1 || isPressed) return;
    const { range, cursor } = marked;
    const left = range === null ? 0 : plot.valToPos(range.first, 'x');
    const right = range === null ? 0 : plot.valToPos(range.last + dayLength, 'x');
    plot.setSelect({ left, top: 0, width: Math.max(range === null ? 0 : 3, right - left), height: plot.over.clientHeight }, false);
    plot.setCursor({ left: cursor === null ? -10 : plot.valToPos(cursor + dayLength / 2, 'x'), top: 0 }, false);
  }

  const press = (): void => {
    isPressed = true;
  };
  const release = (): void => {
    if (!isPressed) return;
    // The picture itself hears of the end of the drawing first.
    setTimeout(() => {
      isPressed = false;
      const redraw = postponed ?? mark;
      postponed = null;
      redraw();
    });
  };
  place.addEventListener('mousedown', press, true);
  document.addEventListener('mouseup', release);

  return {
    draw: function draw(next, zone) {
      if (isPressed) {
        postponed = () => draw(next, zone);
        return;
      }
      days = next;
      plot?.destroy();
      place.textContent = '';
      const shown = lanesOf(days);
      const colour = colourOf(place);
      const most = shown.map(({ lane }) => Math.max(1, ...days.map(({ counts }) => counts[lane])));
      const options: uPlot.Options = {
        width: Math.max(200, place.clientWidth),
        height: chartHeight,
        ms: 1,
        tzDate: (time) => uPlot.tzDate(new Date(time), zone),
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
        scales: {
          x: { range: (_chart, least, top) => [least - dayLength, Math.max(top, least + 6 * dayLength) + 2 * dayLength] },
          // Each lane has a band of its own, one above the other, with its own zero.
          ...Object.fromEntries(
            shown.map(({ lane }, index) => {
              const height = 1.2 * (most[index] ?? 1);
              const below = shown.length - 1 - index;
              return [lane, { range: [-below * height, (shown.length - below) * height] as [number, number] }];
            }),
          ),
        },
        axes: [
          {
            stroke: colour('--muted'),
            grid: { stroke: colour('--line'), width: 1 },
            ticks: { stroke: colour('--line'), width: 1 },
            size: 30,
            space: 76,
            values: (_chart, times) => times.map((time) => caseDay(time, zone)),
            font: fontOf(place),
          },
        ],
        series: [
          {},
          ...shown.map(({ lane, title }): uPlot.Series => ({
            label: title,
            scale: lane,
            stroke: colour(lane === 'rule' ? '--accent' : lane === 'automatic' ? '--text' : '--muted'),
            fill: colour(lane === 'rule' ? '--accent' : lane === 'automatic' ? '--text' : '--muted'),
            width: 0,
            points: { show: false },
            paths: barPaths,
          })),
        ],
        padding: [4, 40, 0, 40],
        hooks: {
          ready: [mark],
          setSelect: [selected],
          draw: [(chart) => drawBands(chart, shown.length, colour('--line-strong'))],
        },
      };
      const starts = days.map(({ start }) => start);
      const heights = shown.map(({ lane }) => days.map(({ counts }) => (counts[lane] === 0 ? null : counts[lane])));
      plot = new uPlot(options, [starts, ...heights], place);
    },
    mark(range, cursor) {
      marked = { range, cursor };
      mark();
    },
    destroy() {
      place.removeEventListener('mousedown', press, true);
      document.removeEventListener('mouseup', release);
      postponed = null;
      plot?.destroy();
      plot = null;
    },
  };
}

const barPaths = uPlot.paths.bars?.({ align: 1, size: [0.8, 18, 2] }) ?? (() => null);

/** The zero line of each band. */
function drawBands({ ctx, bbox }: uPlot, bands: number, stroke: string): void {
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 1;
  for (let band = 1; band <= bands; band += 1) {
    const y = Math.round(bbox.top + (bbox.height * band) / bands) - 0.5;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

/** Reads tokens as they are now, light or dark. */
function colourOf(place: HTMLElement): (token: string) => string {
  const style = getComputedStyle(place);
  return (token) => style.getPropertyValue(token).trim();
}

function fontOf(place: HTMLElement): string {
  return `12px ${getComputedStyle(place).fontFamily}`;
}

/** A day in words. */
export function dayText({ day, counts }: ForwardingDay): string {
  return `${day}: ${lanes.map(({ lane, title }) => `${grouped(counts[lane])} ${title.toLowerCase()}`).join(', ')}`;
}
