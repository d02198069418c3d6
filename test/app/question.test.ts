import { describe, expect, it } from 'vitest';
import { titleOf, wordsOf } from '../../app/question/describe.ts';
import {
  type Draft,
  draftOf,
  happens,
  isEmpty,
  isPreset,
  newEvent,
  switched,
  withEvent,
  withoutEvent,
} from '../../app/question/draft.ts';
import { begin, redo, step, undo } from '../../app/question/history.ts';
import { linked, linkOf } from '../../app/question/link.ts';
import { yamlOf } from '../../app/question/yaml.ts';
import { CATALOGUES, LANGUAGES, wordsFor } from '../../app/texts/index.ts';
import { parseYaml } from '../../src/text/yaml.ts';
import type { Catalogue } from '../../src/workflows/explore/catalogue.ts';

const PRESET = {
  name: 'gates',
  file: 'gates.yaml',
  parent: 'plain.yaml',
  value: {
    extends: 'plain.yaml',
    title: 'The gates: closed?',
    assumes: 'nobody enters the valley\n',
    events: [{ id: 'shut', kind: 'gate', from: '2001-05-07', size: 'closed', places: ['valley'] }],
    without: ['fair'],
    choose: { form: 'other' },
  },
};

const CATALOGUE = {
  places: [
    { label: 'home', title: 'Home' },
    { label: 'valley', title: 'The valley' },
  ],
  origin: 'home',
  levers: [
    {
      ...{ name: 'gate', title: 'Gate', text: 'It lets in fewer.', unit: 'one step', range: [-2, 2] },
      ...{ seen: undefined, places: ['valley'], byPlace: true, steps: ['open', 'watched', 'closed'] },
      usual: { valley: 'open' },
    },
    {
      ...{ name: 'rain', title: 'Rain', text: 'It rains.', unit: 'a wet spring', range: [0, 0.5] },
      ...{ seen: undefined, places: [], byPlace: false, steps: [], usual: {} },
    },
  ],
  history: [
    { id: 'flood', usual: true, belongsTo: undefined },
    { id: 'fair', usual: true, belongsTo: 'flood' },
    { id: 'storm', usual: false, belongsTo: undefined },
  ],
  presets: [
    { name: 'plain', file: 'plain.yaml', parent: undefined, value: { title: 'As it was', assumes: 'x' } },
    PRESET,
  ],
} as unknown as Catalogue;

const words = wordsFor(['en-GB']);
const draft = draftOf(PRESET);

describe('a question', () => {
  it('is written as the scenario file that asks it', () => {
    const text = yamlOf(draft, wordsOf(draft, CATALOGUE, words));
    const [document] = parseYaml(text, 'mine.yaml');
    expect(document.value).toEqual({ ...PRESET.value, assumes: 'nobody enters the valley' });
    expect(text).toContain('title: "The gates: closed?"');
    expect(text).toContain('  - { id: shut, kind: gate, from: 2001-05-07, size: closed, places: [valley] }');
  });

  it('keeps texts that YAML takes for something else', () => {
    const odd = { ...draft, title: 'no', assumes: 'a # b: "c"' };
    const [{ value }] = parseYaml(yamlOf(odd, { title: odd.title, assumes: odd.assumes }), 'mine.yaml');
    expect(value).toMatchObject({ title: 'no', assumes: 'a # b: "c"' });
  });

  it('takes a title from its events once it is changed', () => {
    expect(titleOf(draft, CATALOGUE, words)).toBe('The gates: closed?');
    const moved = withEvent(draft, 0, { size: 'watched', to: '2001-06-01' });
    expect(moved.events[0]).toEqual({ ...PRESET.value.events[0], size: 'watched', to: '2001-06-01' });
    expect(titleOf(moved, CATALOGUE, words)).toBe('Gate: watched, The valley; without fair');
    expect('to' in withEvent(moved, 0, { to: undefined }).events[0]).toBe(false);
  });

  it('of a baseline extends it and asks nothing', () => {
    const root = draftOf(CATALOGUE.presets[0]);
    expect(root).toMatchObject({ parent: 'plain.yaml', events: [], rest: {} });
    expect(isEmpty(root)).toBe(true);
    expect(isEmpty(draft)).toBe(false);
    expect(titleOf(root, CATALOGUE, words)).toBe('As it was');
  });

  it('knows whether it is its preset as shipped', () => {
    expect(isPreset(draft, PRESET)).toBe(true);
    expect(isPreset(withoutEvent(draft, 0), PRESET)).toBe(false);
  });

  it('begins an event of a lever with a size that changes something', () => {
    const [gate, rain] = CATALOGUE.levers;
    expect(newEvent(gate, draft, '2001-03-05')).toEqual({
      ...{ id: 'my_gate', kind: 'gate', from: '2001-03-05', size: 'watched', places: ['valley'] },
    });
    expect(newEvent(rain, draft, '2001-03-05')).toEqual({
      ...{ id: 'my_rain', kind: 'rain', from: '2001-03-05', size: 0.5 },
    });
  });

  it("switches the study's events, with what belongs to them", () => {
    const off = switched({ ...draft, without: [] }, 'flood', true, false);
    expect([off.without, happens(off, CATALOGUE, 'flood'), happens(off, CATALOGUE, 'fair')]).toEqual([
      ['flood'],
      false,
      false,
    ]);
    expect(switched(off, 'flood', true, true).without).toEqual([]);
    const on = switched(draft, 'storm', false, true);
    expect([on.with, happens(on, CATALOGUE, 'storm'), happens(draft, CATALOGUE, 'storm')]).toEqual([
      ['storm'],
      true,
      false,
    ]);
  });
});

describe('texts', () => {
  it('say the same in every language, with the same blanks', () => {
    const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const language of LANGUAGES) {
      const own = CATALOGUES[language];
      expect(Object.keys(own).sort()).toEqual(Object.keys(CATALOGUES.en).sort());
      for (const [key, text] of Object.entries(CATALOGUES.en))
        expect([key, blanks(own[key])]).toEqual([key, blanks(text)]);
    }
  });
});

describe('a link', () => {
  it('holds a preset by its name and any other question whole', () => {
    expect(linkOf(draft, true)).toBe('#gates');
    expect(linked('#gates')).toBe('gates');
    const own: Draft = { ...draft, title: 'Tür, дверь' };
    expect(linked(linkOf(own, false))).toEqual(own);
  });

  it('that is cut or forged asks nothing', () => {
    expect(linked('')).toBeUndefined();
    expect(linked(linkOf(draft, false).slice(0, -9))).toBeUndefined();
    expect(linked(linkOf({ ...draft, events: [{ size: 1 }] } as unknown as Draft, false))).toBeUndefined();
  });
});

describe('history', () => {
  it('undoes and redoes, and takes changes of one thing in a row as one', () => {
    let all = begin(1);
    all = step(all, 2, 'drag');
    all = step(all, 3, 'drag');
    all = step(all, 4);
    expect(undo(all).present).toBe(3);
    expect(undo(undo(all)).present).toBe(1);
    expect(undo(undo(undo(all))).present).toBe(1);
    expect(redo(redo(undo(undo(all)))).present).toBe(4);
    expect(step(undo(all), 9).future).toEqual([]);
  });
});
