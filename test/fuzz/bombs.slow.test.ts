import { describe, it } from 'vitest';
import { BOMBS } from './bombs.ts';
import { bombsOf, refuseByCommand } from './explode.ts';

describe('a heavy bomb', () => bombsOf('heavy'));

const MET = [
  'brackets without end',
  '__proto__ as a key',
  'a line of 10 MB',
  '60 000 margins of unknown waves',
  'a sum of sums',
];

describe('the command line', () => {
  it.each(MET)('refuses %s', name => refuseByCommand(BOMBS[name]));
});
