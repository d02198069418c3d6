import { describe, expect, it } from 'vitest';
import {
  recordedLine,
  recordedSentence,
  trackRecordVerdict,
} from '../../src/report/quote/backtest-sentence.ts';

const compared = (model: number) => ({ figures: 6, model_crps: model, no_change_crps: 0.1 });
const record = { figures: 24, inside_80: 21, compared: compared(0.12) };
const alone = { inside_80: 6, model_crps: 0.2 };

describe('how projections have done', () => {
  it('is told of the bands that stand beside it when the model may be wrong about more', () => {
    expect(recordedLine(record)).toBe(
      'Such projections so far: 21 of 24 figures never seen lay inside the 80 % interval; carrying the last value forward was better than the model.',
    );
    expect(recordedLine({ ...record, alone })).toBe(
      'Such bands so far: 6 of 24 figures never seen lay inside the 80 % interval; with what the model may be wrong about (projected.csv of a run) 21 of 24 did.',
    );
    expect(recordedSentence({ ...record, alone })).toMatch(
      /bands of metrics don't, and 6 of 24 lay inside those\.$/,
    );
  });

  it('calls scores the same when they differ by less than a twentieth', () => {
    const verdictOf = (model: number) =>
      trackRecordVerdict({ figures: 24, inside80: 21, compared: { figures: 6, model, noChange: 0.1 } });
    expect(verdictOf(0.098)).toBe('Carrying the last value forward was as good as the model.');
    expect(verdictOf(0.08)).toBe('Projections were better than carrying the last value forward.');
    expect(verdictOf(0.12)).toMatch(/^Carrying the last value forward was better/);
    expect(recordedLine({ ...record, compared: compared(0.103) })).toMatch(
      /forward was as good as the model\.$/,
    );
  });
});
