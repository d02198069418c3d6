import type { Row } from '../base/csv.ts';
import { type Html, html } from '../base/html.ts';
import type { Section } from '../base/view.ts';
import { capital, exactly, figureText } from '../base/words.ts';
import { dataLink } from '../charts/figure.ts';

/** Signs as words; a reader should not have to know what `+` of a relation is. */
const MORE: Record<string, string> = { '+': 'more', '-': 'less', '0': 'no effect' };

const VERDICTS = [
  { name: 'wrong', mark: '✗', title: 'The wrong sign' },
  { name: 'unclear', mark: '~', title: 'Unclear: neither sign beyond the interval' },
  { name: 'elsewhere caused', mark: '!', title: 'Holds, but not by the mechanism meant to cause it' },
  { name: 'holds', mark: '✓', title: 'Holds' },
  { name: 'not reached', mark: '·', title: 'Not reached' },
] as const;

type Verdict = (typeof VERDICTS)[number]['name'];

/** What the sources say of causes, and whether the runs show it. */
export const relations: Section = {
  id: 'relations',
  title: 'What the sources say of causes',
  make({ folder }) {
    const rows = folder.rows('relations');
    if (rows.length === 0) return undefined;
    const by = new Map(VERDICTS.map(({ name }) => [name, rows.filter(row => verdictOf(row) === name)]));
    const hold = by.get('holds')!.length + by.get('elsewhere caused')!.length;
    return html`<p><b>${hold} of ${rows.length}</b> directions that the sources state hold in the runs. Each was computed again
with its own mechanism switched off, by the same draws.</p>
${VERDICTS.map(({ name, mark, title }) => group(title, mark, by.get(name)!, name))}
<p>${dataLink({ name: 'relations', columns: folder.tables.get('relations')?.columns ?? [], rows })}</p>`;
  },
};

function verdictOf({ expected, found, caused }: Row): Verdict {
  if (found === 'not reached') return 'not reached';
  if (found === expected) return caused === 'no' ? 'elsewhere caused' : 'holds';
  return found === '0' ? 'unclear' : 'wrong';
}

function group(title: string, mark: string, rows: readonly Row[], name: Verdict): Html | undefined {
  if (rows.length === 0) return undefined;
  return html`<h3>${title} <span class="muted">${rows.length}</span></h3>
<ul class="verdicts ${name.replaceAll(' ', '-')}">${rows.map(
    row => html`<li><span class="mark" aria-hidden="true">${mark}</span><div>${sentence(row)}<br><small>${details(row)}</small></div></li>
`,
  )}</ul>`;
}

const sentence = ({ cause, effect, expected }: Row) =>
  html`${capital(cause)} → ${effect}${MORE[expected] && html`: <b>${MORE[expected]}</b>`}`;

function details({ rel_id, value, low, high, without_mechanism: without, note, found }: Row): Html {
  if (found === 'not reached') return html`${rel_id} · ${note}`;
  const off = without === '' ? '' : html`; without its mechanism ${exactly(without, figureText)}`;
  return html`${rel_id} · ${exactly(value, figureText)} (${exactly(low, figureText)} to ${exactly(high, figureText)})${off}`;
}
