import { expect, it } from 'vitest';
import { errorsOf, NETWORKS } from '../support/inputs.ts';

const errors = (shape: string, more: string) =>
  errorsOf(project =>
    project.write(NETWORKS, `networks:\n  friends:\n    shape: ${shape}\n    degree: 4\n    ${more}\n`),
  );

it.each([
  ['random', 'homophily: { trade: 1 }', 'homophily'],
  ['ring', 'elsewhere: 0.1', 'elsewhere'],
  ['clique', 'triadic: 0.2', 'triadic'],
])('refuses what a network of shape %s does not read: %s', (shape, more, key) => {
  expect(errors(shape, more)).toEqual([
    expect.stringMatching(
      new RegExp(`networks.yaml:5:\\d+: .*shape \`${shape}\` has no \`${key}\`.*\`spread\``),
    ),
  ]);
});

it('takes what the shape reads', () => {
  expect(errors('spread', 'triadic: 0.2')).toEqual([]);
  expect(errors('clique', 'elsewhere: 0.1')).toEqual([]);
});
