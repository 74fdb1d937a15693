import { coverageStates, type AccessLane } from '#renderer/case/access-view.ts';

/** Height of a lane: its densities above, its coverage bar below. */
export const laneHeight = 34;
const barTop = 27;
const barHeight = 4;

export interface PictureColours {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
}

/**
 * Draws lanes below each other: how many records lie in each span as a bar (its height by the logarithm, so that a single
 * record beside thousands is seen), and below it where the source has data (filled) and where it has a gap (hatched).
 */
export function drawLanes(canvas: HTMLCanvasElement, lanes: readonly AccessLane[], width: number, colours: PictureColours): void {
  const scale = window.devicePixelRatio;
  const height = Math.max(1, lanes.length * laneHeight);
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.round(height * scale);
  canvas.style.height = `${String(height)}px`;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(scale, scale);
  const hatching = hatched(colours.muted, scale);
  lanes.forEach((lane, index) => {
    const top = index * laneHeight;
    const bins = lane.counts.length;
    const step = width / bins;
    const most = Math.log1p(lane.counts.reduce((highest, count) => Math.max(highest, count), 0));
    context.fillStyle = lane.kind === 'messages' ? colours.muted : colours.text;
    lane.counts.forEach((count, bin) => {
      if (count === 0) return;
      const bar = Math.max(3, (22 * Math.log1p(count)) / Math.max(1, most));
      context.fillRect(bin * step, top + 25 - bar, Math.max(1.5, step - 0.5), bar);
    });
    lane.coverage.forEach((state, bin) => {
      if (state === coverageStates.outside) return;
      const isGap = state === coverageStates.gap;
      context.fillStyle = isGap ? (hatching ?? colours.line) : colours.accent;
      context.fillRect(bin * step, top + barTop, step + 0.5, barHeight);
    });
    context.fillStyle = colours.line;
    context.fillRect(0, top + laneHeight - 1, width, 1);
  });
}

function hatched(stroke: string, scale: number): CanvasPattern | null {
  const tile = document.createElement('canvas');
  const size = Math.round(4 * scale);
  [tile.width, tile.height] = [size, size];
  const context = tile.getContext('2d');
  if (context === null) return null;
  context.strokeStyle = stroke;
  context.lineWidth = scale;
  context.beginPath();
  context.moveTo(0, size);
  context.lineTo(size, 0);
  context.stroke();
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(1 / scale));
  return pattern;
}
