import type { Frame } from './shapes.ts';

/** Mercator's map: true angles, so that a region has its shape. In degrees at the equator. */
const upOf = (lat: number) => (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * 180) / Math.PI;
const latOf = (up: number) => (Math.atan(Math.sinh((up * Math.PI) / 180)) * 180) / Math.PI;

/** The frame, widened or heightened until its height over its width lies between these. */
export function shaped({ west, east, south, north }: Frame, least: number, most: number): Frame {
  const [low, high] = [upOf(south), upOf(north)];
  const ratio = (high - low) / (east - west);
  if (ratio < least) {
    const more = (least * (east - west) - (high - low)) / 2;
    return { west, east, south: latOf(low - more), north: latOf(high + more) };
  }
  if (ratio <= most) return { west, east, south, north };
  const more = ((high - low) / most - (east - west)) / 2;
  return { west: west - more, east: east + more, south, north };
}

/** Between positions and pixels of a map so wide that shows a frame. */
export function sheetOf({ west, east, south, north }: Frame, width: number) {
  const scale = width / (east - west);
  const top = upOf(north);
  return {
    height: Math.round((top - upOf(south)) * scale),
    pixel: ([lon, lat]: readonly [number, number]) => ({
      x: (lon - west) * scale,
      y: (top - upOf(lat)) * scale,
    }),
    position: (x: number, y: number) => [west + x / scale, latOf(top - y / scale)] as const,
  };
}
