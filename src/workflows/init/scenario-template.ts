import { firstDay, isoDay } from '../../core/calendar.ts';
import { PLACE_SET } from '../../language/type.ts';
import type { LoadedScenario } from '../run/load-inputs.ts';

/**
 * The text of a scenario that extends another one and changes nothing. Prose has two signs of comment, settings have one and
 * no blank behind it: without the sign each is a line of the scenario, and its example of an event changes something.
 * @param names of the scenario; of the file that it extends and of the schema, seen from its folder
 */
export function scenarioTemplate(
  { name, base, schema }: { name: string; base: string; schema: string },
  { inputs, model }: LoadedScenario,
): string {
  const { scenario } = inputs;
  const monday = firstDay(scenario, Math.floor(scenario.weeks / 2));
  const kinds = (byPlace: boolean) =>
    model.fields
      .filter(({ by }) => (by === PLACE_SET) === byPlace)
      .map(({ name, by }) => (by === undefined || byPlace ? name : `${name} (by ${by})`));
  const example = exampleOf(model);
  const on = scenario.events.flatMap(({ id }) => id ?? []);
  const off = (inputs.study.events?.rows ?? [])
    .map(({ cells }) => cells.event_id)
    .filter(id => !on.includes(id));
  const mechanisms = [...new Set(model.plan.map(rule => rule.mechanism))];
  const fitted = model.parameters.find(({ fit }) => fit) ?? model.parameters[0];
  const [[variant, options] = []] = Object.entries(
    (inputs.model.model.value as { variants?: Record<string, object> }).variants ?? {},
  );
  const prose = (text: string) => wrapped(text).map(line => `## ${line}`);
  const settings = (...lines: string[]) => lines.map(line => `#${line}`);
  const or = (there: boolean, lines: () => string[]) => (there ? ['', ...lines()] : []);
  return [
    `# yaml-language-server: $schema=${schema}`,
    ...prose(
      `A scenario says what differs from the one it extends; all else stays as there. Lines with one # are settings: take the # away, and nothing else, and change them. \`rhizome check scenarios/${name}.yaml\` says whether all is in order, \`rhizome compare ${base.startsWith('rhizome:') ? base : `scenarios/${base}`} scenarios/${name}.yaml\` what it changes.`,
    ),
    `extends: ${base}`,
    `title: ${JSON.stringify(titleOf(name))}`,
    ...prose('What is taken for granted, in plain words: every result repeats it.'),
    'assumes: >-',
    `  Nothing is changed yet: all is as in ${base}.`,
    ...or(model.fields.length > 0, () => [
      ...prose(
        `Something dated that happens. Its kind is a lever of the model: ${kinds(false).join(', ') || 'none for all'}; by place: ${kinds(true).join(', ') || 'none'}. \`rhizome list levers\` has their sizes, \`rhizome explain ${example.kind}\` says what one does.`,
      ),
      ...settings(
        'events:',
        `  - id: ${name}`,
        `    kind: ${example.kind}`,
        `    from: ${isoDay(monday)}  # first day; the run ends on ${isoDay(scenario.untilDay)}`,
        `    to: ${isoDay(monday + 34)}  # last day; without it, it never ends`,
        `    size: ${example.size}${example.of}`,
        ...(example.step
          ? []
          : [
              '    half_life_weeks: 8  # weeks in which it fades to a half; without it, level',
              '    lead_weeks: 2  # weeks over which it builds up before its first day',
            ]),
        ...(example.place ? [`    places: [${example.place}]  # without it, everywhere`] : []),
      ),
    ]),
    ...or(on.length > 0, () => [
      ...prose(
        `Events that are on, to be switched off with what belongs to them: ${on.join(', ')}. Mechanisms can be switched off, too: ${mechanisms.join(', ')}.`,
      ),
      ...settings(`without: [${on[0]}]`),
    ]),
    ...or(off.length > 0, () => [
      ...prose(`Events of the study that are off: ${off.join(', ')}.`),
      ...settings(`with: [${off[0]}]`),
    ]),
    '',
    ...prose(
      `Values instead of the model's; \`rhizome list parameters\` has them all, \`rhizome explain ${fitted?.name}\` says what one is.`,
    ),
    ...(fitted ? settings('parameters:', `  ${fitted.name}: ${fitted.value}`) : []),
    ...or(variant !== undefined, () => [
      ...prose(`Variants of the model. ${variant}: ${Object.keys(options ?? {}).join(', ')}.`),
      ...settings(`choose: { ${variant}: ${Object.keys(options ?? {})[0]} }`),
    ]),
    ...or(model.groups.length > 0, () => [
      ...prose(`By what results are split: ${model.groups.map(group => group.name).join(', ')}.`),
      ...settings(`groups: [${model.groups[0].name}]`),
    ]),
    '',
    ...prose('How long and how fine.'),
    ...settings(`until: ${isoDay(scenario.untilDay)}`, `persons_per_agent: ${scenario.personsPerAgent}`),
    '',
  ].join('\n');
}

/** An event that changes something: of a lever with steps where there is one, else by place, else of the first lever. */
function exampleOf({ fields, levers, places }: LoadedScenario['model']) {
  const lever = levers.find(({ steps }) => steps) ?? levers.find(({ by }) => by === PLACE_SET) ?? levers[0];
  const field =
    fields.find(({ name }) => name === lever?.name) ?? fields.find(f => f.by === PLACE_SET) ?? fields[0];
  const step = [...(lever?.steps?.values ?? [])].find(([, value]) =>
    lever.labels.some(place => lever.steps!.usual.get(place) !== value),
  );
  const elsewhere = places.labels[1] ?? places.labels[0];
  const usual = (place: string) => lever?.steps?.usual.get(place);
  const place = lever?.labels.find(
    place => place !== places.labels[0] && (!step || usual(place) !== step[1]),
  );
  return {
    kind: field?.name ?? '',
    step: step !== undefined,
    size: step ? step[0] : Math.min(1, lever?.range[1] ?? 1),
    of: step ? `  # ${[...lever!.steps!.values.keys()].join(', ')}` : lever ? `  # 1 is ${lever.unit}` : '',
    place: field?.by === PLACE_SET ? (place ?? elsewhere) : undefined,
  };
}

const titleOf = (name: string) => {
  const words = name.replaceAll(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Broken at spaces to lines of about 120 characters. */
function wrapped(text: string): string[] {
  return text.match(/.{1,116}(?:\s|$)/g)?.map(line => line.trim()) ?? [text];
}
