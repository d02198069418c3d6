import { feature } from 'topojson-client';

type Atlas = Parameters<typeof feature>[0];
type Position = readonly [longitude: number, latitude: number];

/** What the page carries of the world. */
export interface World {
  atlas: Atlas & { objects: { countries: Atlas['objects'][string] } };
  /** ISO 3166-1: number by alpha-3 code. */
  numbers: Readonly<Record<string, string>>;
}

/** A country as the map draws it. */
export interface Shape {
  type: 'Feature';
  id?: string | number;
  geometry: { type: 'Polygon' | 'MultiPolygon'; coordinates: Position[][] | Position[][][] };
}

/** All countries. */
export function shapesOf({ atlas }: World): Shape[] {
  const found = feature(atlas, atlas.objects.countries) as unknown as { features: Shape[] };
  return found.features;
}

/** The shape of a country; undefined: the map is too coarse for it, or the code names none. @param iso alpha-3 */
export const shapeOf = (shapes: readonly Shape[], { numbers }: World, iso: string): Shape | undefined =>
  numbers[iso] === undefined ? undefined : shapes.find(({ id }) => String(id) === numbers[iso]);

/** Centre of a country's largest part, in degrees: its islands and exclaves don't draw it away. */
export function centreOf({ geometry }: Pick<Shape, 'geometry'>): Position {
  const polygons =
    geometry.type === 'Polygon'
      ? [geometry.coordinates as Position[][]]
      : (geometry.coordinates as Position[][][]);
  const parts = polygons.map(([outline]) => centroid(outline));
  const { centre } = parts.reduce((best, part) => (part.area > best.area ? part : best));
  return centre;
}

/** Of a closed ring, on the flat map of degrees, narrowed towards the poles. */
function centroid(ring: readonly Position[]): { area: number; centre: Position } {
  let [area, x, y] = [0, 0, 0];
  for (let k = 0; k + 1 < ring.length; k++) {
    const [[x0, y0], [x1, y1]] = [ring[k], ring[k + 1]];
    const cross = x0 * y1 - x1 * y0;
    area += cross / 2;
    x += ((x0 + x1) * cross) / 6;
    y += ((y0 + y1) * cross) / 6;
  }
  const centre: Position = area === 0 ? ring[0] : [x / area, y / area];
  return { area: Math.abs(area) * Math.cos((centre[1] * Math.PI) / 180), centre };
}

export interface Frame {
  west: number;
  east: number;
  south: number;
  north: number;
}

/** This part of the places is within the frame; the others wait at its edge. */
const WITHIN = 0.8;
/** Degrees around them. */
const ROOM = 7;

/** The stretch of the world in which most places lie: one far away does not make all others small. */
export function frameOf(positions: readonly Position[]): Frame {
  const middle = (axis: 0 | 1) =>
    positions.map(one => one[axis]).toSorted((a, b) => a - b)[Math.floor((positions.length - 1) / 2)];
  const [x, y] = [middle(0), middle(1)];
  const narrow = Math.cos((y * Math.PI) / 180);
  const near = positions.toSorted(
    (a, b) => Math.hypot((a[0] - x) * narrow, a[1] - y) - Math.hypot((b[0] - x) * narrow, b[1] - y),
  );
  const kept = near.slice(0, Math.ceil(WITHIN * near.length));
  const [lons, lats] = [kept.map(([lon]) => lon), kept.map(([, lat]) => lat)];
  return {
    west: Math.max(-180, Math.min(...lons) - ROOM),
    east: Math.min(180, Math.max(...lons) + ROOM),
    south: Math.max(-85, Math.min(...lats) - ROOM),
    north: Math.min(85, Math.max(...lats) + ROOM),
  };
}

/** A position, or the nearest in the frame, a little inside its edge. */
export function clampedTo({ west, east, south, north }: Frame, [lon, lat]: Position): Position {
  const within = (value: number, low: number, high: number) => {
    const edge = (high - low) * 0.04;
    return Math.max(low + edge, Math.min(high - edge, value));
  };
  return [within(lon, west, east), within(lat, south, north)];
}
