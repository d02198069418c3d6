import { readFileSync } from 'node:fs';
import { openFolder } from './base/folder.ts';
import { type Html, html } from './base/html.ts';
import { type Section, type View, viewOf } from './base/view.ts';
import { asked, calendar } from './sections/asked.ts';
import { backtested } from './sections/backtest.ts';
import { certainty } from './sections/certainty.ts';
import { comparedHeadline } from './sections/compared-headline.ts';
import { courses } from './sections/courses.ts';
import { differences } from './sections/differences.ts';
import { drivers } from './sections/drivers.ts';
import { fitted } from './sections/fit.ts';
import { headline } from './sections/headline.ts';
import { laterFigures } from './sections/later-figures.ts';
import { limits } from './sections/limits.ts';
import { overview } from './sections/overview.ts';
import { places } from './sections/places.ts';
import { points } from './sections/points.ts';
import { predictive } from './sections/predictive.ts';
import { projections } from './sections/projections.ts';
import { relations } from './sections/relations.ts';
import { swept, sweptHeadline } from './sections/swept.ts';
import { targets } from './sections/targets.ts';
import { trackRecord } from './sections/track-record.ts';
import { warnings } from './sections/warnings.ts';

/** Nothing is loaded from anywhere, and no script runs. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The sections of a page in their order; each is shown when the folder has its tables. */
function sectionsOf(view: View): Section[] {
  const compared = view.folder.tables.has('compare');
  const single = [headline, asked, trackRecord, ...courses(view), places, laterFigures];
  const several = [comparedHeadline, overview, asked, trackRecord, ...differences(view)];
  return [
    ...[
      sweptHeadline,
      backtested,
      ...(compared ? several : single),
      warnings,
      swept,
      points,
      targets,
      predictive,
      projections,
      relations,
    ],
    ...[drivers, fitted, certainty, limits, calendar],
  ];
}

/** Sections that fit two printed pages: the question, the answer and how far it goes. */
const BRIEF: readonly Section[] = [
  ...[headline, comparedHeadline, overview, sweptHeadline, backtested],
  ...[asked, trackRecord, warnings, limits],
];

/** Of several scenarios `limits` has what each assumes. */
const briefly = (section: Section, { about }: View) =>
  BRIEF.includes(section) && !(section === asked && about.scenarios.length > 2);

/** What kind of question the folder answers, by the first of its tables that tells. */
const KINDS: readonly (readonly [table: string, kind: string])[] = [
  ['compare', 'comparison of scenarios'],
  ['points', 'sweep'],
  ['sensitivity', 'sensitivity'],
  ['design', 'runs at points'],
  ['backtest', 'backtest'],
  ['ppc', 'fit'],
  ['projections', 'validation of a fit'],
  ['relations', 'validation'],
];

const kindOf = ({ folder }: View) => KINDS.find(([table]) => folder.tables.has(table))?.[1] ?? 'projection';

/**
 * The page of an output folder, made of its datapackage.json and its tables alone: the same folder, the same bytes. Problems
 * as of `openFolder`.
 * @param brief the answer, what was asked and the limits only: two printed pages
 */
export function reportPage(path: string, { brief = false } = {}): string {
  const view = viewOf(openFolder(path));
  const sections = sectionsOf(view).filter(section => !brief || briefly(section, view));
  const made = sections.flatMap(section => {
    const content = section.make(view);
    return content === undefined || content === false ? [] : [{ section, content }];
  });
  const { title } = view.folder;
  const style: Html = { html: readFileSync(new URL('./page.css', import.meta.url), 'utf8') };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${title}</title>
<style>
${style}</style>
</head>
<body${brief && html` class="brief"`}>
<header>
<p class="maker">Rhizome · ${kindOf(view)} of a model, no record of what was</p>
<h1>${title}</h1>
<details class="contents"><summary>Contents</summary>
<nav>${made.map(({ section }) => html`<a href="#${section.id}">${section.title}</a> `)}</nav></details>
</header>
<main>
${made.map(
  ({ section, content }) => html`<section id="${section.id}"><h2>${section.title}</h2>
${content}
</section>
`,
)}</main>
</body>
</html>
`.html;
}
