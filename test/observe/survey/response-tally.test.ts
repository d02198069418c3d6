import { describe, expect, it } from 'vitest';
import { openResponseTally } from '../../../src/observe/survey/response-tally.ts';
import type { RowPlan } from '../../../src/observe/survey/waves.ts';
import { askedOf, DID_NOT, GAVE, NOT_ASKED, shareOf } from '../../../src/survey/shares.ts';

const AGENTS = 600;
const agents = [...Array(AGENTS).keys()];
const weights = Uint32Array.from(agents, i => 1 + (i % 5));
const times = Uint16Array.from(agents, i => +(i % 3 === 0));
/** Four answers to questions, three of which stand in one output; then a label and a number. */
const answers = [
  agents.map(i => [GAVE, DID_NOT, NOT_ASKED][i % 3]),
  agents.map(i => [DID_NOT, GAVE, GAVE, NOT_ASKED][i % 4]),
  agents.map(i => [NOT_ASKED, GAVE, DID_NOT, GAVE, GAVE][i % 5]),
  agents.map(i => [DID_NOT, GAVE][i % 2]),
];
const [FIRST, SECOND, , FOURTH] = answers.keys();
const [LABEL, NUMBER] = [0, 1];
const labels = agents.map(i => i % 7);
const outputs = [
  agents.map(i => answers[0][i] + 4 * answers[1][i] + 16 * answers[2][i]),
  answers[3],
  labels,
  agents.map(i => i / 64),
].map(values => Float32Array.from(values));

const row = (index: number, split?: RowPlan['split'], mean = false) =>
  ({ row: {}, question: { index, mean }, split }) as RowPlan;
const labelled = (label: number) => ({ by: 'label', index: LABEL, label, labels: 7 }) as const;
const answered = (label: number) => ({ by: 'answer', index: SECOND, label, labels: 4 }) as const;

/** Shares by row of what is counted in parts. */
function shares(rows: readonly RowPlan[], ends: readonly number[] = [AGENTS]) {
  const tally = openResponseTally({ rows, answers: answers.length });
  ends.forEach((end, k) => {
    const from = ends[k - 1] ?? 0;
    const kept = new Uint16Array(end - from);
    const asked = { times: times.subarray(from, end), kept, weights: weights.subarray(from, end) };
    tally.count(
      asked,
      outputs.map(values => values.subarray(from, end)),
    );
  });
  return rows.map((_, r) => {
    const { sums, unit } = tally.find(r)!;
    return [shareOf(sums.drawn) / unit, shareOf(sums.likely) / unit, askedOf(sums.agents)];
  });
}

/** Drawn share, expected share and number of those with an answer among some. */
function plain(output: number, belongs: (i: number) => boolean) {
  const among = agents.filter(i => belongs(i) && answers[output][i] !== NOT_ASKED);
  const sum = (of: ArrayLike<number>, who: number[]) => who.reduce((all, i) => all + of[i], 0);
  const gave = among.filter(i => answers[output][i] === GAVE);
  return [sum(times, gave) / sum(times, among), sum(weights, gave) / sum(weights, among), among.length];
}

describe('the rows of a wave', () => {
  const rows = [
    row(FIRST),
    row(FIRST, labelled(4)),
    row(FIRST, answered(GAVE)),
    row(SECOND),
    row(FIRST, labelled(6)),
    row(FOURTH, labelled(6)),
    row(FOURTH, answered(DID_NOT)),
  ];
  const expected = [
    plain(FIRST, () => true),
    plain(FIRST, i => i % 7 === 4),
    plain(FIRST, i => answers[SECOND][i] === GAVE),
    plain(SECOND, () => true),
    plain(FIRST, i => i % 7 === 6),
    plain(FOURTH, i => i % 7 === 6),
    plain(FOURTH, i => answers[SECOND][i] === DID_NOT),
  ];

  it('are of all who were asked, of a label, of those who gave another answer', () => {
    expect(shares(rows)).toEqual(expected);
  });

  it('are the same without the rows beside them, and in whatever parts agents are heard', () => {
    for (const [k, one] of rows.entries()) expect(shares([one])).toEqual([expected[k]]);
    expect(shares(rows, [100, 101, 101, AGENTS])).toEqual(expected);
  });

  it('can be a mean', () => {
    const mean = (of: ArrayLike<number>) =>
      agents.reduce((sum, i) => sum + of[i] * i, 0) / agents.reduce((sum, i) => sum + of[i], 0) / 64;
    expect(shares([row(NUMBER, undefined, true)])[0][0]).toBeCloseTo(mean(times), 10);
  });

  it('are none where the model does not reach the item', () => {
    const rows = [{ ...row(FIRST), question: undefined }];
    expect(openResponseTally({ rows, answers: 4 }).find(0)).toBeUndefined();
  });
});
