import { type Content, folded, type Html, html } from '../base/html.ts';
import type { Section, View } from '../base/view.ts';
import { exactly, plural, shareText, spaced } from '../base/words.ts';
import { missesOf } from './targets.ts';

/** More assumptions than these are folded. */
const FEW = 3;
/** Shares that differ by less are the same after rounding. */
const SAME = 0.005;

/** What a reader must not forget: assumptions, sources that contradict each other, what is not in the model. */
export const limits: Section = {
  id: 'limits',
  title: 'The limits',
  make(view) {
    const { scenarios, limits: left } = view.about;
    const assumptions = [...new Set(scenarios.map(scenario => scenario.assumes))].filter(Boolean);
    const parts: Content[] = [
      folded(
        assumptions.length > FEW && 'What each scenario assumes',
        html`${listed('It assumes', assumptions)}`,
      ),
      listed('What the model leaves out, and what it rests on', left),
      contradictions(view),
      listed('What the model misses', missesOf(view)),
      unreached(view),
    ];
    return html`${parts}<p class="muted">Agents are synthetic people made from published tables: no record of a person enters and none
comes out. This page is no ground for a decision about anybody's asylum, visa or permit, and no count of how many will come.</p>`;
  },
};

function listed(title: string, items: readonly Content[]): Html | false {
  return items.length > 0 && html`<h3>${title}</h3><ul>${items.map(item => html`<li>${item}</li>`)}</ul>`;
}

/** Margins of the population that could not all hold, and what was made of them. */
function contradictions({ folder }: View): Html | false {
  const rows = folder
    .rows('population')
    .filter(
      ({ given, used }) => given !== '' && used !== '' && Math.abs(Number(given) - Number(used)) > SAME,
    );
  return listed(
    'Sources that contradict each other',
    rows.map(
      ({ category, given, used }) =>
        html`${spaced(category)}: ${exactly(given, shareText)} as given, ${exactly(used, shareText)} as used, so that all sources can hold at once`,
    ),
  );
}

/** Figures of the study that no run of this length, or no rule of this model, speaks of. */
function unreached({ folder, about }: View): Html | false {
  const rows = folder.rows('survey').filter(row => row.mode === '');
  const relations = folder.rows('relations').filter(row => row.found === 'not reached');
  const names = [
    ...new Set(rows.map(row => about.items.find(({ id }) => id === row.item)?.construct ?? spaced(row.item))),
  ];
  return listed('What it does not reach', [
    ...(rows.length > 0 ? [`${plural(rows.length, 'printed answer')}: ${names.join('; ')}`] : []),
    ...(relations.length > 0
      ? [`${plural(relations.length, 'stated direction')}: ${relations.map(row => row.rel_id).join(', ')}`]
      : []),
  ]);
}
