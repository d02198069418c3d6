import { answerOf } from '../../quote/difference-sentence.ts';
import { type Html, html } from '../base/html.ts';
import { courseOf, type Pair, pairsOf, quotedDate, speechIn, stretched, toldIn } from '../base/pairs.ts';
import type { Section, View } from '../base/view.ts';
import { groupCards } from './difference-groups.ts';
import { card, ownEvents } from './differences.ts';

/** More sentences than these are set smaller. */
const FEW = 2;

/** What the other scenarios change, in the words of the terminal; of one scenario with the pictures that show it. */
export const comparedHeadline: Section = {
  id: 'compared',
  title: 'The answer',
  make(view) {
    const pairs = pairsOf(view);
    const told = pairs.map(pair => sentence(pair, view, pairs.length > FEW));
    return (
      told.length > 0 &&
      html`<div${pairs.length > FEW && html` class="answers"`}>${told}</div>${pairs.length === 1 && pictures(pairs[0], view)}<p class="muted">Means of the differences, pair by pair; in brackets, what 90&nbsp;% of the pairs of runs lie in. Conditional
projections: if these events happen, and if the equations hold. They predict no person and no country.</p>`
    );
  },
};

/** The words of the terminal. */
function sentence(pair: Pair, view: View, isSmall: boolean): Html {
  const answer = answerOf(view.scenario(pair.b), toldIn(pair, view), quotedDate(pair, view), speechIn(view));
  return html`<p class="lead${isSmall && ' small'}">${stretched(answer)}</p>`;
}

/** Where, and when: by place, and over time the outcome that leads, or how many persons. */
function pictures(pair: Pair, view: View): Html {
  const { lead } = toldIn(pair, view);
  const counted = view.about.metrics.find(({ headline, measure }) => headline && measure === 'persons');
  const name = lead && 'metric' in lead ? lead.metric.name : counted?.name;
  const rows = name === undefined ? [] : courseOf(pair, name);
  const overTime = rows.length > 0 && card(rows, view.metric(name!), pair, ownEvents(pair, view), view, true);
  return html`<div class="cards">${groupCards(pair, view)}${overTime}</div>`;
}
