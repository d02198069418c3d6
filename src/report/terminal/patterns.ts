import type { PatternLine, Verdict } from '../../workflows/validate/patterns.ts';
import type { Validation } from '../../workflows/validate/validate.ts';
import { plain } from '../quote/numbers.ts';
import { type Mood, type Paint, unpainted } from './style.ts';
import { table, wrap } from './table.ts';

const MARKS: Record<Verdict, readonly [mark: string, mood: Mood]> = {
  holds: ['✓', 'good'],
  unclear: ['~', 'warn'],
  wrong: ['✗', 'bad'],
  'not reached': ['·', 'dim'],
};

/** How much of a relation is left without its mechanism. */
const LEFT = { yes: '', 'in part': 'in part', no: 'stays' } as const;

const clip = (text: string, width: number) =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;

/** Every relation of the study as the runs show it, then how many hold, and which don't and why. */
export function relationsText({ relations, worlds }: Validation, paint: Paint, width: number): string[] {
  if (relations.length === 0) return [];
  const computed = relations.filter(line => line.verdict !== 'not reached');
  const head = ['', '', '', 'says', 'found', 'median', '90 % of runs', 'without', ''];
  const measured = table([head, ...computed.map(line => rowOf(line, '', unpainted))], ALIGN);
  const room = width - Math.max(...measured.map(line => line.length));
  const rows = computed.map(line => rowOf(line, clip(wordsOf(line), room), paint));
  return [
    paint('title', 'Relations'),
    ...table([head.map(cell => cell && paint('dim', cell)), ...rows], ALIGN),
    '',
    ...countText(relations, paint),
    ...wrap(
      `Medians over the runs; "without" is the same with the relation's own mechanism off, by the same draws, in ${worlds} other worlds.`,
      width,
    ).map(line => paint('dim', line)),
  ];
}

const ALIGN = 'lllccrlrl';

const wordsOf = ({ relation }: PatternLine) => `${relation.cause} → ${relation.effect}`;

function rowOf(line: PatternLine, words: string, paint: Paint): string[] {
  const { relation, band, without, shown, verdict, caused } = line;
  const [mark, mood] = MARKS[verdict];
  const says = relation.sign === 'timing' || relation.sign === 'selection' ? '+' : relation.sign;
  const remains = caused ? LEFT[caused] : '';
  return [
    ` ${paint(mood, mark)}`,
    relation.id,
    words,
    says,
    paint(mood, shown),
    plain(band.q50),
    paint('dim', `${plain(band.q05)} to ${plain(band.q95)}`),
    without.n > 0 ? plain(without.q50) : '-',
    remains && paint('warn', remains),
  ];
}

function countText(relations: readonly PatternLine[], paint: Paint): string[] {
  const ids = (lines: readonly PatternLine[]) => lines.map(({ relation }) => relation.id).join(', ');
  const of = (verdict: Verdict) => relations.filter(line => line.verdict === verdict);
  const reasons = [...new Set(of('not reached').map(({ reason }) => reason))];
  const stays = relations.filter(({ caused }) => caused === 'no');
  const sentence = (mood: Mood, lines: readonly PatternLine[], text: string) =>
    lines.length ? [`${paint(mood, `${lines.length} ${text}`)}: ${ids(lines)}.`] : [];
  return [
    paint('good', `${of('holds').length} of ${relations.length} relations hold.`),
    ...sentence('warn', stays, 'of them not caused by their mechanism'),
    ...sentence('warn', of('unclear'), 'unclear, neither sign beyond the interval'),
    ...sentence('bad', of('wrong'), 'with the wrong sign'),
    ...reasons.flatMap(reason =>
      sentence(
        'dim',
        of('not reached').filter(line => line.reason === reason),
        `not reached, ${reason}`,
      ),
    ),
  ];
}
