import { stripVTControlCharacters } from 'node:util';
import type { RelationLine, Verdict } from '../experiment/relations.ts';
import type { Validation } from '../experiment/validate.ts';
import { plain } from './numbers.ts';
import type { Mood, Paint } from './style.ts';
import { table, wrap } from './table.ts';

const MARKS: Record<Verdict, readonly [mark: string, mood: Mood]> = {
  holds: ['✓', 'good'],
  unclear: ['~', 'warn'],
  wrong: ['✗', 'bad'],
  'not reached': ['·', 'dim'],
};

const CAUSED = { yes: '', 'in part': 'in part', no: 'not its cause' } as const;

const clip = (text: string, width: number) =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;

/** Every relation of the study as the runs show it, then those that can't be shown, and the count of all. */
export function relationsText({ relations, worlds }: Validation, paint: Paint, width: number): string[] {
  if (relations.length === 0) return [];
  const computed = relations.filter(line => line.verdict !== 'not reached');
  const head = ['', '', 'expected', 'found', 'median', '90 %', 'without'].map(cell => paint('dim', cell));
  const rows = [head, ...computed.map(line => rowOf(line, paint))];
  const taken = Math.max(...table(rows, 'llccrll').map(line => stripVTControlCharacters(line).length));
  const words = computed.map(({ relation }) =>
    clip(`${relation.cause} → ${relation.effect}`, width - taken - 2),
  );
  const left = relations.filter(line => line.verdict === 'not reached');
  return [
    paint('title', 'Relations'),
    ...table(
      rows.map((row, k) => [...row, k ? words[k - 1] : '']),
      'llccrlll',
    ),
    ...left.flatMap(({ relation, reason }) =>
      wrap(`${relation.id} not reached: ${reason}`, width - 2).map(line => paint('dim', `  ${line}`)),
    ),
    '',
    countText(relations, paint),
    paint(
      'dim',
      `Medians over the replicates. "without": the same with the relation's own mechanism off, by the same draws (${worlds} other worlds).`,
    ),
  ];
}

function rowOf({ relation, band, without, found, verdict, caused }: RelationLine, paint: Paint): string[] {
  const [mark, mood] = MARKS[verdict];
  const remains = without.n > 0 ? plain(without.q50) : '-';
  const cause = caused && CAUSED[caused] ? paint('warn', ` ${CAUSED[caused]}`) : '';
  return [
    `  ${paint(mood, mark)}`,
    relation.id,
    relation.sign,
    paint(mood, found),
    plain(band.q50),
    paint('dim', `${plain(band.q05)} to ${plain(band.q95)}`),
    `${remains}${cause}`,
  ];
}

function countText(relations: readonly RelationLine[], paint: Paint): string {
  const count = (verdict: Verdict) => relations.filter(line => line.verdict === verdict).length;
  const stays = relations.filter(({ caused }) => caused === 'no').length;
  const parts = [
    paint('good', `${count('holds')} of ${relations.length} relations hold`),
    stays && paint('warn', `${stays} of them not caused by their mechanism`),
    count('unclear') && paint('warn', `${count('unclear')} unclear`),
    count('wrong') && paint('bad', `${count('wrong')} with the wrong sign`),
    count('not reached') && `${count('not reached')} not reached`,
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}
