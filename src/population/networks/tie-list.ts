import { throwDiagnostic } from '../../core/diagnostics.ts';
import { type CsvRow, cellPosition, decimal, requireColumns } from '../../core/located-document.ts';
import type { Network, TieList } from '../../model/network.ts';
import { placesOf } from '../agent-order.ts';
import type { Ties } from '../population.ts';
import { addEdge, compressedRows, edgeList, intoRows, placeOf } from './compressed-rows.ts';

/**
 * The ties of a file with the columns `from` and `to`, numbers of agents from 0 on; directed, `from` follows `to`.
 * @throws DiagnosticError (value, conflict) with line and column: no such agent, a tie to oneself, a tie that is listed before
 */
export function listedTies({ directed, weight }: Network, csv: TieList, ids: Uint32Array): Ties {
  requireColumns(csv, ['from', 'to'], ['weight', 'text', 'source_id']);
  const agents = ids.length;
  const places = placesOf(ids);
  const edges = edgeList(csv.rows.length);
  const lines = new Map<string, number>();
  for (const row of csv.rows) {
    const [from, to] = [agentIn(csv, row, 'from', agents), agentIn(csv, row, 'to', agents)];
    if (from === to)
      throwDiagnostic({
        kind: 'conflict',
        message: 'a tie leads to another agent',
        at: cellPosition(csv, row, 'to'),
        found: `${from} to ${to}`,
      });
    const pair = directed || from < to ? `${from} to ${to}` : `${to} to ${from}`;
    const line = lines.get(pair);
    if (line !== undefined)
      throwDiagnostic({
        kind: 'conflict',
        message: 'the tie is listed before',
        at: cellPosition(csv, row, 'from'),
        found: `${from} to ${to}, as in line ${line}`,
        hint: directed ? undefined : 'without `directed: true` a tie leads both ways, and is listed once',
      });
    lines.set(pair, row.line);
    addEdge(edges, places[from], places[to]);
  }
  if (!weight || !csv.columns.includes('weight')) return intoRows(agents, edges, directed);
  const ties = compressedRows(agents, edges, directed);
  const weights = new Float32Array(ties.neighbours.length);
  for (const [k, row] of csv.rows.entries()) {
    const [from, to, own] = [edges.from[k], edges.to[k], weightIn(csv, row)];
    weights[placeOf(ties, from, to)] = own;
    if (!directed) weights[placeOf(ties, to, from)] = own;
  }
  return { ...ties, weights };
}

function weightIn(csv: TieList, row: CsvRow): number {
  const number = decimal(row.cells.weight);
  if (Number.isFinite(Math.fround(number))) return number;
  return throwDiagnostic({
    kind: 'value',
    message: '`weight` is no number',
    at: cellPosition(csv, row, 'weight'),
    found: row.cells.weight || 'an empty cell',
  });
}

function agentIn(csv: TieList, row: CsvRow, column: 'from' | 'to', agents: number): number {
  const id = decimal(row.cells[column]);
  if (Number.isInteger(id) && id >= 0 && id < agents) return id;
  return throwDiagnostic({
    kind: 'value',
    message: `\`${column}\` is no agent of this population`,
    at: cellPosition(csv, row, column),
    found: row.cells[column] || 'an empty cell',
    expected: `an integer from 0 to ${agents - 1}`,
    hint:
      Number.isInteger(id) && id >= agents ? 'a list of ties is made for one `persons_per_agent`' : undefined,
  });
}
