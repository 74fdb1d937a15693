import { screen, type BrowserWindow, type Rectangle } from 'electron';
import * as v from 'valibot';
import { readSmallFile, writeSmallFile } from './small-file.ts';

const windowState = v.object({
  x: v.number(),
  y: v.number(),
  width: v.pipe(v.number(), v.minValue(400)),
  height: v.pipe(v.number(), v.minValue(300)),
  isMaximised: v.boolean(),
});

/** Where the last case window stood, if that place is still on a screen. */
export function rememberedBounds(path: string): { readonly bounds: Partial<Rectangle>; readonly isMaximised: boolean } {
  const parsed = v.safeParse(windowState, readSmallFile(path));
  if (!parsed.success) return { bounds: { width: 1400, height: 900 }, isMaximised: false };
  const { isMaximised, ...bounds } = parsed.output;
  const area = screen.getDisplayMatching(bounds).workArea;
  const isVisible =
    bounds.x < area.x + area.width && bounds.x + bounds.width > area.x && bounds.y >= area.y && bounds.y < area.y + area.height;
  return { bounds: isVisible ? bounds : { width: bounds.width, height: bounds.height }, isMaximised };
}

/** Writes down where a window stands when it closes. */
export function rememberBounds(window: BrowserWindow, path: string): void {
  window.on('close', () => {
    writeSmallFile(path, { ...window.getNormalBounds(), isMaximised: window.isMaximized() });
  });
}
