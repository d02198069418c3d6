import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../app/engine/asking.ts';
import type { Answer } from '../../../app/engine/messages.ts';
import { wordsOf } from '../../../app/question/describe.ts';
import { draftOf, withEvent } from '../../../app/question/draft.ts';
import { yamlOf } from '../../../app/question/yaml.ts';
import { wordsFor } from '../../../app/texts/index.ts';
import { explorerHtml } from '../../../src/workflows/explore/page.ts';
import { smallPages, terminalRun } from '../../support/explorer.ts';

const PRESETS = ['visa-georgia', 'no-mobilisation'];

describe('the engine of the explorer', () => {
  const pages = smallPages('baseline', ...PRESETS);
  const project = { ...pages[0].project, others: [] };
  const engine = createEngine();
  engine({ kind: 'open', project });
  const {
    catalogue,
    runs: [first],
  } = project;
  const ran = (question: string) => {
    const answer = engine({ kind: 'run', question, run: first });
    if (answer.kind !== 'ran') throw new Error(JSON.stringify(answer));
    return answer.course;
  };

  it('tells places, levers and outcomes in the words of the model', () => {
    expect(catalogue.presets.map(({ name }) => name)).toEqual(['baseline', ...PRESETS]);
    expect(catalogue.levers.find(({ name }) => name === 'visa')).toMatchObject({
      ...{ title: 'Visa', steps: ['none', 'on_arrival', 'required', 'refused'], byPlace: true },
      usual: { georgia: 'none', germany: 'required' },
    });
    expect(catalogue.history.find(({ id }) => id === 'january_mobilisation_rumour')).toMatchObject({
      usual: false,
    });
    expect(catalogue.places[1]).toEqual({ label: 'georgia', title: 'Georgia', iso: 'GEO' });
    expect(catalogue.people).toContainEqual({ name: 'activism', values: ['activist', 'bystander'] });
    expect(catalogue.survey.find(({ wave, printed }) => wave === 'W1' && printed === 0.43)).toMatchObject({
      ...{ response: 'stay', subgroup: 'all', isFitted: true },
    });
    const {
      figures,
      inside_80: inside,
      alone,
    } = JSON.parse(project.files['surveys/outrush-2022/backtest.json']);
    expect(catalogue.record).toEqual({ figures, inside, alone: alone.inside_80 });
    expect(figures).toBeGreaterThan(20);
    expect(catalogue.parts.map(({ metrics }) => metrics.length)).toEqual([5]);
  });

  it("gives the terminal's state and numbers for a preset, and for its text written anew", () => {
    for (const name of PRESETS.slice(0, 1)) {
      const { stateHash, trajectories, surveyValues } = terminalRun(name, first);
      const course = ran(`scenarios/${name}.yaml`);
      expect([course.stateHash, course.trajectories]).toEqual([stateHash, trajectories]);
      expect(course.survey).toEqual(surveyValues);
      // Moves from place to place add up to the arrivals.
      const { places, weeks } = catalogue;
      const [size, last] = [places.length, weeks - 1];
      const came = places.map((_, to) =>
        places.reduce((sum, _, from) => sum + course.moves[(last * size + from) * size + to], 0),
      );
      expect(came).toEqual([...course.entered.slice(last * size)]);
      expect(came[1]).toBeGreaterThan(0);
      const preset = catalogue.presets.find(one => one.name === name)!;
      const draft = draftOf(preset);
      const text = yamlOf(draft, wordsOf(draft, catalogue, wordsFor(['en'])));
      expect(ran(text).stateHash).toBe(stateHash);
    }
  });

  it('gives up a run that nobody waits for, and does the next one as if it had not begun', () => {
    const stop = new Int32Array(new SharedArrayBuffer(4));
    engine({ kind: 'open', project, stop });
    const [question] = project.presets;
    const { stateHash } = ran(question);
    stop[0] = 1;
    expect(engine({ kind: 'run', question, run: project.runs[1] })).toEqual({ kind: 'stopped', question });
    stop[0] = 0;
    expect(ran(question).stateHash).toBe(stateHash);
  });

  it('acts on those whom a condition names, and only where the lever allows it', () => {
    const courses = catalogue.levers.find(({ name }) => name === 'language_courses');
    const text = (who: string) =>
      `extends: baseline.yaml\ntitle: x\nassumes: x\nevents:\n  - { id: mine, kind: ${courses!.name}, from: 2023-03-06, size: 1, who: ${who} }\n`;
    expect(engine({ kind: 'resolve', question: text('activism == activist') })).toMatchObject({
      kind: 'resolved',
    });
    expect(engine({ kind: 'resolve', question: text('activism == nobody') })).toMatchObject({
      kind: 'refused',
    });
  });

  it('warns where a lever leaves what was seen, and refuses what it does not allow', () => {
    const preset = catalogue.presets.find(({ name }) => name === 'visa-georgia')!;
    const draft = draftOf(preset);
    const text = (size: number | string) => {
      const changed = withEvent(draft, 0, { size });
      return yamlOf(changed, wordsOf(changed, catalogue, wordsFor(['en'])));
    };
    const warned = engine({ kind: 'resolve', question: text('refused') });
    expect(warned).toMatchObject({ kind: 'resolved' });
    expect((warned as Answer & { kind: 'resolved' }).warnings.join('\n')).toContain('beyond what was seen');
    expect(engine({ kind: 'resolve', question: text('shut') })).toMatchObject({ kind: 'refused' });
    expect(engine({ kind: 'run', question: text(9), run: first })).toMatchObject({ kind: 'refused' });
  });

  it('is carried by a page that connects to nobody and that no text of a project ends', () => {
    const evil = { ...pages[0], project: { ...pages[0].project, files: { x: '</script><!--<script>' } } };
    const html = explorerHtml([evil], evil, { page: '', worker: '', style: '', world: '' }, 'beside');
    expect(html).toContain("default-src 'none'");
    expect(html).not.toContain('connect-src');
    const carried = /id="project">(.*?)<\/script>/s.exec(html)![1];
    expect(JSON.parse(carried).files.x).toBe('</script><!--<script>');
    expect(html.match(/<\/script>/g)).toHaveLength(4);
  });
});
