import { quoteLevel } from '../../../quote/quantity.ts';
import { isMiss, zText } from '../charts/forest.ts';
import type { Row } from './csv.ts';
import { type Html, html } from './html.ts';
import type { View } from './view.ts';
import { capital, exactly, personsText, shortDate, spaced, tickText, typeset } from './words.ts';

/** A printed count of persons and what the runs say to it; cells as the table has them. */
export interface Count extends Readonly<Record<'place' | 'measure' | 'from' | 'to', string>> {
  /** As printed: a value, or a range whose open end is empty. */
  value: string;
  least: string;
  most: string;
  row: Row;
  /** Shown, never fitted. */
  aside: boolean;
}

/** Counts are of all sizes: a table serves them better than one scale. */
export function countsTable(title: string, counts: readonly Count[], view: View): Html {
  const line = (count: Count) => {
    const { q05, q50, q95, z } = count.row;
    const found = { value: Number(q50), low: Number(q05), high: Number(q95) };
    const { value, range } = quoteLevel(isShare(count) ? 'share' : 'persons', found, view.resolution);
    const words = countText(count, view);
    const when =
      count.from === count.to ? shortDate(count.from) : `${shortDate(count.from)} to ${shortDate(count.to)}`;
    const missed = z !== '' && isMiss({ z: Number(z) });
    return html`<tr><th scope="row">${count.aside ? `(${words})` : words}<br><small>${when}</small></th><td>${printed(count)}</td>
<td>${exactly(q50, () => typeset(value))}<br><small>${typeset(range)}</small></td>
<td${missed && html` class="miss"`}>${exactly(z, zText)}</td></tr>
`;
  };
  return html`<h3>${title}</h3>
<p class="muted">z: distance of the model's median from the printed figure in its standard errors; inside a range 0.${
    counts.some(({ aside }) => aside) && ' In brackets: shown, never fitted.'
  }</p>
<table><thead><tr><th scope="col">Persons or share</th><th scope="col">printed</th><th scope="col">model</th><th scope="col">z</th></tr></thead>
<tbody>${counts.map(line)}</tbody></table>`;
}

/** `Georgia: entries`. */
export function countText({ place, measure }: Pick<Count, 'place' | 'measure'>, view: View): string {
  return `${place === 'all' ? 'All places' : capital(view.place(place))}: ${spaced(measure)}`;
}

/** A share of a stock, where all other counts are persons. */
const isShare = ({ measure }: Pick<Count, 'measure'>) => measure === 'stock_share';

function printed({ value, least, most, measure }: Count): Html {
  const text = isShare({ measure }) ? (share: number) => tickText(share, 'share') : personsText;
  if (value) return exactly(value, text);
  if (!most) return html`${exactly(least, text)} or more`;
  if (!least) return html`${exactly(most, text)} or less`;
  return html`${exactly(least, text)} to ${exactly(most, text)}`;
}
