import { plain } from '../../quote/numbers.ts';
import { settingsText } from '../../quote/settings.ts';
import { type Content, folded, type Html, html } from '../base/html.ts';
import type { NumberedEvent, ScenarioWords, Section, View } from '../base/view.ts';
import { capital, dateText, dayOf, GAP, plural, shortDate, spaced } from '../base/words.ts';

/** More scenarios than these are folded. */
const FEW = 3;

/** The scenario in words, and the calendar of its events. */
export const asked: Section = {
  id: 'asked',
  title: 'What was asked',
  make(view) {
    const { scenarios } = view.about;
    if (scenarios.length === 0) return undefined;
    const several = scenarios.length > 1;
    const texts = html`${scenarios.map(scenario => scenarioText(scenario, several))}`;
    const sizes = [...new Set(scenarios.map(scenario => sizeText(scenario, view)))];
    return html`${folded(scenarios.length > FEW && `The ${scenarios.length} scenarios in words`, texts)}${sizes.map(
      (size, k) => html`<p class="muted">${sizes.length > 1 && `${scenarios[k].title}: `}${size}</p>`,
    )}${eventsText(view)}`;
  },
};

/** Every event with its time; charts mark it by its number. */
export const calendar: Section = {
  id: 'events',
  title: 'The calendar of events',
  make: view =>
    view.events.length > 0 &&
    html`<ol class="events">
${view.events.map(event => eventItem(event, view))}</ol>
<p class="muted">Size 1 is full strength, as the study defines it; “half after” tells how fast an event fades. Charts mark
where an event begins by its number.</p>`,
};

function eventsText({ events }: View): Content {
  if (events.length === 0) return html`<p class="muted">No event acts.</p>`;
  const name = ({ id, kind, from }: NumberedEvent) => `${spaced(id || kind)} (${shortDate(from)})`;
  const [first, last] = [events[0], events.at(-1)!];
  const span = events.length > 1 ? `, from ${name(first)} to ${name(last)}` : `: ${name(first)}`;
  return html`<p class="muted"><a href="#events">${plural(events.length, 'event')}</a>${span}.</p>`;
}

function scenarioText(scenario: ScenarioWords, several: boolean): Html {
  const { title, assumes } = scenario;
  return html`${several && html`<h3>${title}</h3>`}<p class="if"><b>If</b> ${assumes}</p>
${choicesText(scenario)}`;
}

function sizeText(scenario: ScenarioWords, { folder }: View): string {
  const { name, from, until, weeks, seed, persons_per_agent: persons } = scenario;
  const runs = folder.rows('runs').filter(row => row.status === 'ok' && (row.scenario ?? name) === name);
  const agents = Number(runs[0]?.agents ?? Number.NaN);
  const of = Number.isFinite(agents) ? ` of ${plural(agents, 'agent')}` : '';
  const stands = `one agent represents ${plural(persons, 'person')}`;
  const size = runs.length > 0 && of ? `${plural(runs.length, 'run')}${of}; ${stands}` : capital(stands);
  return `${dateText(from)} to ${dateText(until)}, ${plural(weeks, scenario.step ?? 'week')}. ${size}. Seed “${seed}”.`;
}

/** What differs from the model as it is shipped. */
function choicesText({
  choose,
  parameters,
  set = {},
  without_mechanisms: without,
  parameters_from,
}: ScenarioWords): Content {
  const chosen = Object.entries(choose).map(([name, value]) => `${spaced(name)}: ${spaced(value)}`);
  const values = Object.entries(parameters)
    .filter(([name]) => !Object.hasOwn(set, name))
    .map(([name, value]) => `${name} = ${plain(value)}`);
  const given = settingsText(set);
  const lines = [
    parameters_from === 'posterior' && 'Parameters: draws from the fit to the survey.',
    chosen.length > 0 && `Variants of the model: ${chosen.join(', ')}.`,
    values.length > 0 && `Set by hand: ${values.join(', ')}.`,
    given !== '' && `Set on the command line: ${given}.`,
    without.length > 0 && `Switched off: ${without.map(spaced).join(', ')}.`,
  ].filter(line => typeof line === 'string');
  return lines.length > 0 && html`<p class="muted">${lines.join(' ')}</p>`;
}

function eventItem(event: NumberedEvent, view: View): Html {
  const { number, id, kind, from, to, size, step, answer, who, only, half_life_weeks: half } = event;
  const where = [...event.places.map(view.place), ...(event.labels ?? []).map(spaced)];
  const name = capital(spaced(id || kind));
  const type = id && id !== kind ? ` (${spaced(kind)})` : '';
  const details = [
    to ? `${shortDate(from)} to ${shortDate(to)}` : `from ${shortDate(from)} on`,
    where.length > 0 ? where.join(', ') : 'everywhere',
    answer ? answerText(answer, view.step) : step ? spaced(step) : `size${GAP}${plain(size)}`,
    who && `for those with ${who}`,
    half !== null && `half after ${plural(half, 'week')}`,
    only && `only in “${only.map(view.scenario).join('”, “')}”`,
  ].filter(Boolean);
  return html`<li><span class="mark">${number}</span><div><b>${name}</b>${type}<br><span class="muted">${details.join(' · ')}</span>
<span class="span">${bar(event, view)}</span></div></li>
`;
}

/** A size that is an expression. */
function answerText({ size, numbers }: NonNullable<NumberedEvent['answer']>, step: string): string {
  const given = Object.entries(numbers).map(([name, value]) => `${name} = ${plain(value)}`);
  return [`size each ${step}: ${size.replace(/\s+/g, ' ')}`, ...given].join(', ');
}

/** Where in the simulated time an event acts, in per cent of its length. */
function bar({ from, to }: NumberedEvent, { period }: View): Html {
  const [first, last] = [period.from, period.until].map(date => dayOf(date).getTime());
  const share = (date: string) =>
    Math.min(100, Math.max(0, (100 * (dayOf(date).getTime() - first)) / Math.max(1, last - first)));
  const begin = share(from);
  if (begin >= 100) return html``;
  const width = Math.max(0.8, (to ? share(to) : 100) - begin);
  return html`<i${!to && html` class="open"`} style="left:${begin.toFixed(1)}%;width:${width.toFixed(1)}%"></i>`;
}
