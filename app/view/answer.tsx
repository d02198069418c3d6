import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { pairsOf } from '../answer/bands.ts';
import { differenceSentence, levelSentence, namedPlaces } from '../answer/sentence.ts';
import type { Known } from '../engine/pool.ts';
import { useCalm } from './calm.ts';
import { Chart } from './chart.tsx';
import { groupTitle, type Looked, type View } from './common.ts';
import { MapOf } from './map.tsx';
import { MetricPicker } from './metric-picker.tsx';
import { Outcomes } from './outcomes.tsx';
import { Parts } from './parts.tsx';
import { Places } from './places.tsx';
import { Survey } from './survey.tsx';

interface Props {
  view: View;
  baseline: Known | undefined;
  /** Undefined: the baseline itself is looked at. */
  asked: Known | undefined;
  runs: number;
  children: ComponentChildren;
}

const NONE: Known['courses'] = [];

/** The sentence, the picture and what is beside it. */
export function Answer({ view, baseline, asked, runs, children }: Props) {
  const { catalogue, words, draft } = view;
  const { t } = words;
  const first = catalogue.metrics.find(({ headline, measure }) => headline && measure === 'persons');
  const [metric, setMetric] = useState(first?.name ?? catalogue.metrics[0].name);
  const [chosen, setGroup] = useState<string>();
  const [wanted, setMode] = useState<Looked['mode']>('difference');
  const [week, setWeek] = useState(catalogue.weeks - 1);
  const named = namedPlaces(draft, catalogue);
  const usual = named.length && catalogue.groups.length ? `${catalogue.groups[0]}=${named[0]}` : 'all';
  const wantedGroup = chosen ?? usual;
  const group = catalogue.series.some(one => one.metric === metric && one.group === wantedGroup)
    ? wantedGroup
    : 'all';
  const mode = asked ? wanted : 'level';
  const looked: Looked = { metric, group, mode, week };
  const pairs = useMemo(
    () => (asked && baseline ? pairsOf(baseline.courses, asked.courses) : []),
    [asked?.courses, baseline?.courses],
  );
  const before = baseline?.courses ?? NONE;
  const latest = useMemo(
    () => ({ pairs, courses: asked?.courses ?? before, before }),
    [pairs, asked?.courses, before],
  );
  const calm = useCalm(latest, 1000, asked?.question, 200);
  const done = asked ? pairs.length : (baseline?.courses.length ?? 0);
  const setting = { catalogue, words, figures: view.figures, week };
  const sentence = useMemo(
    () => (asked ? differenceSentence(setting, draft, pairs) : levelSentence(setting, before)),
    [asked === undefined, draft, pairs, before, words, week],
  );
  // What is below the first screen is drawn again only when its own numbers are others.
  const below = useMemo(
    () => (
      <>
        <MapOf {...{ view, looked, setGroup }} pairs={calm.pairs} courses={calm.courses} />
        <Parts
          {...{ view, looked }}
          pairs={calm.pairs}
          courses={calm.courses}
          isAsked={asked !== undefined}
          choose={setMetric}
        />
        <Survey view={view} courses={calm.before} />
      </>
    ),
    [calm, words, draft.preset, asked === undefined, metric, group, mode, week],
  );
  const groups = new Set(catalogue.series.filter(one => one.metric === metric).map(one => one.group));
  return (
    <>
      <section class="lead" aria-label={t('answer')}>
        <p class="sentence" id="sentence">
          {sentence.length
            ? sentence.map(({ text, tone }, k) => (
                <span key={k} class={tone}>
                  {text}
                </span>
              ))
            : t('working')}
        </p>
        <Progress view={view} done={done} runs={runs} isPaired={asked !== undefined} />
      </section>
      <div class="stage">
        <section class="picture" aria-label={t('picture')}>
          <div class="controls">
            <MetricPicker {...{ view, metric }} choose={setMetric} />
            <label>
              <span>{t('place')}</span>
              <select id="group" value={group} onChange={event => setGroup(event.currentTarget.value)}>
                {[...groups].map(one => (
                  <option key={one} value={one}>
                    {groupTitle(view, one)}
                  </option>
                ))}
              </select>
            </label>
            {asked && (
              <fieldset class="modes">
                <legend class="unseen">{t('mode')}</legend>
                {(['difference', 'level'] as const).map(one => (
                  <label key={one} class={mode === one ? 'on' : ''}>
                    <input
                      type="radio"
                      name="mode"
                      value={one}
                      checked={mode === one}
                      onChange={() => setMode(one)}
                    />
                    {t(`mode.${one}`)}
                  </label>
                ))}
              </fieldset>
            )}
          </div>
          <Chart
            {...{ view, looked, pairs, setWeek }}
            courses={(asked ?? baseline)?.courses ?? []}
            before={asked && baseline ? baseline.courses : []}
          />
          {children}
        </section>
        <aside>
          <Places
            {...{ view, looked, pairs, setGroup }}
            courses={baseline?.courses ?? []}
            isAsked={asked !== undefined}
          />
        </aside>
      </div>
      <Outcomes
        {...{ view, looked, pairs }}
        courses={baseline?.courses ?? []}
        isAsked={asked !== undefined}
        choose={setMetric}
      />
      {below}
    </>
  );
}

function Progress({
  view: {
    words: { t },
  },
  done,
  runs,
  isPaired,
}: {
  view: View;
  done: number;
  runs: number;
  isPaired: boolean;
}) {
  const isDone = done >= runs;
  return (
    <div class={`progress${isDone ? ' done' : ''}`}>
      <progress max={runs} value={done} aria-label={t('progress')} />
      <small id="progress" aria-live="polite" data-done={done}>
        {t(
          isPaired
            ? isDone
              ? 'progress.pairsDone'
              : 'progress.pairs'
            : isDone
              ? 'progress.runsDone'
              : 'progress.runs',
          {
            done,
            runs,
          },
        )}
      </small>
    </div>
  );
}
