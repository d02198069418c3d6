// A scenario that is written here, against the one it extends: node examples/inline.ts [draws]
import { compare, loadProject } from 'rhizome-sim/node';

const draws = Number(process.argv[2] ?? 20);
const wave = {
  extends: 'baseline.yaml',
  title: 'A second wave',
  assumes: 'as large as the first, borders open',
  events: [{ id: 'second-wave', kind: 'mobilisation', from: '2023-05-01', to: '2023-05-28', size: 1 }],
};
const { others } = await compare(loadProject('.'), 'baseline', [wave], { draws, seeds: 1 });

const last = others[0].differences({ series: ['abroad'] }).at(-1)!;
console.log(
  `${last.date}: ${last.mean} more abroad (90 % of ${last.pairs} pairs: ${last.low} to ${last.high})`,
);
