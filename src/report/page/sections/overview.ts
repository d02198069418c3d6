import * as Plot from '@observablehq/plot';
import type { MetricSeen, PlaceSeen } from '../../../quote/lead.ts';
import { changeOf } from '../../../quote/sentence.ts';
import { type Verdict, verdictOf } from '../../../quote/verdict.ts';
import { type Html, html } from '../base/html.ts';
import { apart, labelRoom } from '../base/labels.ts';
import { headlinesIn, type Pair, pairsOf, placesIn, quotedDate, speechIn, weeklyOf } from '../base/pairs.ts';
import { timeAxis, timeScale } from '../base/time.ts';
import type { MetricWords, Section, View } from '../base/view.ts';
import { capital, dayOf, typeset } from '../base/words.ts';
import { bars } from '../charts/bars.ts';
import { levelAxis, levels } from '../charts/fan.ts';
import { atTwoWidths, figure } from '../charts/figure.ts';
import { draw, INK, NARROW, SERIES } from '../charts/plot.ts';

/** Beyond these, a picture tells scenarios apart by labels rather than by bars. */
const [LEFT, TOP, BOTTOM, LINE, LETTER] = [54, 12, 24, 15, 6.4];
/** Characters of a title beside a line. */
const LONGEST = 44;

/** All scenarios beside each other: what each changes, in which outcome, and where. */
export const overview: Section = {
  id: 'overview',
  title: 'All scenarios at a glance',
  make(view) {
    const pairs = pairsOf(view);
    if (pairs.length < 2) return undefined;
    const heads = view.about.metrics.filter(metric => metric.headline).map(({ name }) => view.metric(name));
    return html`${pictures(pairs, heads, view)}<h3>By outcome</h3>
${outcomesTable(pairs, heads, view)}<h3>By place: who lives there</h3>
${placesTable(pairs, view)}<p class="muted">Differences to “${view.scenario(pairs[0].a)}” ${view.when(quotedDate(pairs[0], view))}; below, what 90&nbsp;% of the pairs of runs lie in. Grey: could be chance, or too few pairs to judge.</p>`;
  },
};

/** One picture of each headline on an axis that all scenarios share; and the first one over time. */
function pictures(pairs: readonly Pair[], heads: readonly MetricWords[], view: View): Html {
  const speech = speechIn(view);
  const cards = heads.flatMap(metric => {
    const items = pairs.flatMap(pair => {
      const row = headlinesIn(pair, view, quotedDate(pair, view), 'all').find(
        one => one.metric.name === metric.name,
      );
      if (!row) return [];
      const faint = isVague(verdictOf(row));
      const text = typeset(changeOf(row, speech).value);
      return [{ label: view.scenario(pair.b), value: row.mean, low: row.low, high: row.high, faint, text }];
    });
    if (!items.some(({ value }) => value !== 0)) return [];
    return [
      figure({
        title: capital(metric.title),
        text: `difference${metric.measure === 'share' ? ' in points' : ''}; line: 90 % of the pairs; grey: could be chance`,
        chart: bars(
          `Difference in ${metric.title}: ${items.map(({ label, text }) => `${label} ${text}`).join(', ')}`,
          items,
        ),
      }),
    ];
  });
  const [first] = heads;
  return html`<div class="cards">${first && timeFigure(pairs, first, view)}${cards}</div>`;
}

/** The first headline over time: a line for each scenario, named where it ends. */
function timeFigure(pairs: readonly Pair[], metric: MetricWords, view: View): Html {
  const lines = pairs.map((pair, k) => ({
    title: shortened(view.scenario(pair.b)),
    colour: SERIES[k % SERIES.length],
    points: weeklyOf(pair, metric.name, view).map(row => ({
      ...{ date: dayOf(row.date), value: Number(row.mean_diff) },
      ...{ name: pair.b, colour: SERIES[k % SERIES.length] },
    })),
  }));
  const points = lines.flatMap(line => line.points);
  const ends = lines.flatMap(({ title, points: own }) => {
    const last = own.at(-1);
    return last ? [{ ...last, title }] : [];
  });
  const domain = levels(points.map(({ value }) => value));
  const chart = (width: number) => {
    const height = Math.max(220, TOP + BOTTOM + LINE * ends.length);
    const right = Math.min(labelRoom(ends.map(({ title }) => title)), width / 2);
    const perPixel = (domain[1] - domain[0]) / (height - TOP - BOTTOM);
    const room = Math.floor((right - 14) / LETTER);
    return draw(`Difference in ${metric.title} over time, ${ends.map(({ title }) => title).join(', ')}`, {
      ...{ width, height, marginLeft: LEFT, marginRight: right, marginTop: TOP, marginBottom: BOTTOM },
      x: timeScale(view.period),
      y: { domain },
      marks: [
        ...levelAxis(domain, metric.tick),
        ...timeAxis(view.period, width - LEFT - right),
        Plot.lineY(points, { x: 'date', y: 'value', z: 'name', stroke: 'colour', strokeWidth: 1.8 }),
        Plot.text(
          apart(ends, end => end.value, LINE * perPixel),
          {
            ...{ x: ({ of }) => of.date, y: 'at', text: ({ of }) => shortened(of.title, room) },
            ...{ textAnchor: 'start', dx: 8, fill: INK.text, fontSize: 11 },
          },
        ),
      ],
    });
  };
  return figure({
    title: `${capital(metric.title)} over time`,
    text: 'mean difference; each line leaves zero where its scenario begins to differ',
    wide: true,
    chart: atTwoWidths(width => chart(width > NARROW ? 900 : NARROW)),
  });
}

function outcomesTable(pairs: readonly Pair[], heads: readonly MetricWords[], view: View): Html {
  const rows = pairs.map(pair => ({
    title: view.scenario(pair.b),
    seen: headlinesIn(pair, view, quotedDate(pair, view), 'all'),
  }));
  const columns = heads.filter(({ name }) =>
    rows.some(({ seen }) => seen.some(one => one.metric.name === name)),
  );
  return tableOf(
    columns.map(({ title }) => capital(title)),
    rows.map(({ title, seen }) => ({
      title,
      cells: columns.map(({ name }) => seen.find(one => one.metric.name === name)),
    })),
    view,
  );
}

function placesTable(pairs: readonly Pair[], view: View): Html {
  const rows = pairs.map(pair => ({
    title: view.scenario(pair.b),
    seen: placesIn(pair, view, quotedDate(pair, view)),
  }));
  const places = view.about.places.filter(({ name }) =>
    rows.some(({ seen }) => seen.some(({ place, mean }) => place === name && mean !== 0)),
  );
  return tableOf(
    places.map(({ name }) => capital(view.place(name))),
    rows.map(({ title, seen }) => ({
      title,
      cells: places.map(({ name }) => seen.find(({ place }) => place === name)),
    })),
    view,
  );
}

interface Line {
  title: string;
  cells: readonly (PlaceSeen | MetricSeen | undefined)[];
}

function tableOf(heads: readonly string[], lines: readonly Line[], view: View): Html {
  const speech = speechIn(view);
  const cell = (row: PlaceSeen | MetricSeen | undefined) => {
    if (!row) return html`<td>–</td>`;
    const { value, range } = changeOf(row, speech);
    const vague = isVague(verdictOf(row)) || row.mean === 0;
    return html`<td${vague && html` class="vague"`}><data value="${String(row.mean)}">${typeset(value)}</data><br><small>${typeset(range.replace(/ (persons|points)$/, ''))}</small></td>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of differences"><table><thead><tr><th scope="col">Scenario</th>${heads.map(
    head => html`<th scope="col">${head}</th>`,
  )}</tr></thead>
<tbody>${lines.map(
    ({ title, cells }) => html`<tr><th scope="row">${title}</th>${cells.map(cell)}</tr>
`,
  )}</tbody></table></div>
`;
}

const isVague = (verdict: Verdict) => verdict !== 'clear';

const shortened = (title: string, most = LONGEST) =>
  title.length > most ? `${title.slice(0, Math.max(1, most - 1))}…` : title;
