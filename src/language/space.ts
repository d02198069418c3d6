import { asin, cos, sin } from '../core/math/power.ts';
import type { Value } from './builtins.ts';
import { coerce, type Lowering, wrong } from './context.ts';
import type { Graph, Node } from './graph.ts';
import type { Expression } from './parse.ts';
import { NUMBER, PLACE_SET, type Type } from './type.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/** Mean radius of the earth, kilometres. */
const EARTH_KM = 6371;

/** Pairs of columns of places.csv that say where places are. */
export const COORDINATES = ['x', 'y', 'lat', 'lon'] as const;

/**
 * `distance(a, b)` between two places: in the unit of the columns x and y of places.csv, in a straight line; of lat and lon, degrees, in
 * kilometres along the globe, to 3 m and a millionth.
 */
export function distance(context: Lowering, call: Call): Value {
  const { graph } = context;
  if (call.args.length !== 2)
    wrong(context, call, 'type', '`distance` takes two places', { found: String(call.args.length) });
  const ends = call.args.map(arg => placeAt(context, arg));
  const [x, y, lat, lon] = COORDINATES.map(name => coordinate(context, name));
  if ((x && y) === (lat && lon) || (x && y && lat && lon))
    wrong(context, call, 'type', '`distance` needs to know where places are', {
      found: x && y ? 'x and y, and also lat and lon' : 'no coordinates',
      expected: 'columns x and y of places.csv, or lat and lon in degrees',
    });
  const node =
    x && y ? straight(graph, ends, x, y) : alongGlobe(graph, ends, inDegrees(context, call, lat!), lon!);
  return { type: NUMBER, node };
}

type Coordinate = (place: Node) => Node;

/** A column of places.csv, if it is there. */
function coordinate({ graph, scope }: Lowering, name: string): Coordinate | undefined {
  const table = scope.tables.get(name);
  const [index] = table?.index ?? [];
  if (!table || table.field || table.index.length !== 1 || index.kind !== 'label') return undefined;
  return index.set === PLACE_SET ? place => graph.table(table.table, place) : undefined;
}

/** Latitudes, refused where a place is beyond a pole. */
function inDegrees(context: Lowering, call: Call, lat: Coordinate): Coordinate {
  const { low, high } = context.scope.rangeOf(lat(context.graph.integer(0)));
  if (low < -90 || high > 90)
    wrong(context, call, 'value', 'a latitude of places.csv is beyond a pole', {
      found: String(low < -90 ? low : high),
      expected: '-90 to 90 degrees',
    });
  return lat;
}

function straight(graph: Graph, [a, b]: readonly Node[], x: Coordinate, y: Coordinate): Node {
  const [dx, dy] = [x, y].map(of => graph.sub(of(a), of(b)));
  return graph.sqrt(graph.add(graph.mul(dx, dx), graph.mul(dy, dy)));
}

/** By the haversine formula. */
function alongGlobe(graph: Graph, [a, b]: readonly Node[], lat: Coordinate, lon: Coordinate): Node {
  const radians = (degrees: Node, part = 1) => graph.mul(degrees, graph.number((part * Math.PI) / 180));
  const [up, along] = [lat, lon].map(of => sin(graph, radians(graph.sub(of(a), of(b)), 0.5)));
  const [top, bottom] = [a, b].map(place => cos(graph, radians(lat(place))));
  const wide = graph.mul(graph.mul(top, bottom), graph.mul(along, along));
  const share = graph.min(graph.add(graph.mul(up, up), wide), graph.number(1));
  return graph.mul(graph.number(2 * EARTH_KM), asin(graph, graph.sqrt(share)));
}

function placeAt(context: Lowering, arg: Expression): Node {
  const place = placeType(context);
  return coerce(context, arg, context.lower(context, arg, place), place);
}

const placeType = ({ scope }: Lowering): Type => ({
  kind: 'label',
  set: PLACE_SET,
  labels: scope.sets.get(PLACE_SET) ?? [],
});

/** The neighbours of one place, numbered. */
export interface Neighbours {
  type: Type;
  /** The most that any place has. */
  most: number;
  /** Whether the place has a neighbour of this number (i32), and which place it is; the first place where it has none. */
  exists(number: Node): Node;
  at(number: Node): Node;
}

/** Whether an expression is a set of places that are neighbours of one: `border[place]`. */
export const isNeighbours = ({ scope }: Lowering, expression: Expression | undefined): boolean =>
  expression?.kind === 'index' && scope.neighbours?.has(expression.table) === true;

/** The places that a name and a place in brackets mean; undefined where it is no set of neighbours. */
export function neighboursOf(context: Lowering, set: Expression): Neighbours | undefined {
  if (set.kind !== 'index') return undefined;
  const found = context.scope.neighbours?.get(set.table);
  if (!found) return undefined;
  const { graph } = context;
  if (set.args.length !== 1)
    wrong(context, set, 'type', `\`${set.table}\` takes one place`, { found: String(set.args.length) });
  const row = graph.imul(placeAt(context, set.args[0]), graph.integer(found.most));
  const stored = (number: Node) => graph.trunc(graph.table(found.table, graph.iadd(row, number)));
  const exists = (number: Node) => graph.ile(graph.integer(0), stored(number));
  return {
    type: placeType(context),
    most: found.most,
    exists,
    at: number => graph.select(exists(number), stored(number), graph.integer(0)),
  };
}
