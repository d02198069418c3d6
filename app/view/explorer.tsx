import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { figuresFor } from '../answer/numbers.ts';
import type { Catalogue, Project } from '../engine/door.ts';
import { type Known, Pool } from '../engine/pool.ts';
import { titleOf, wordsOf } from '../question/describe.ts';
import { type Draft, draftOf, isEmpty, isPreset } from '../question/draft.ts';
import * as history from '../question/history.ts';
import { inWords } from '../question/in-words.ts';
import { linked, linkOf } from '../question/link.ts';
import { yamlOf } from '../question/yaml.ts';
import { type Words, wordsFor } from '../texts/index.ts';
import { Answer } from './answer.tsx';
import type { View } from './common.ts';
import { File } from './file.tsx';
import { Header } from './header.tsx';
import { Timeline } from './timeline.tsx';

const ENGLISH = wordsFor(['en']);

interface Props {
  project: Project;
  words: Words;
  makeWorker(): Worker;
  onLanguage(language: string): void;
}

/** The page: the question, its answer as it comes, and the file that asks it. */
export function Explorer({ project, words, makeWorker, onLanguage }: Props) {
  const { catalogue } = project;
  const baseline = project.presets[0];
  const [fault, setFault] = useState<string>();
  const [known, setKnown] = useState<ReadonlyMap<string, Known>>(new Map());
  const pool = useRef<Pool>(undefined);
  const latest = useRef<history.History<Draft>>(undefined);
  const [steps, setSteps] = useState(() => history.begin(firstDraft(catalogue)));
  const draft = steps.present;
  const preset = catalogue.presets.find(({ name }) => name === draft.preset);
  const untouched = isPreset(draft, preset);
  const text = useMemo(() => textOf(draft, catalogue), [draft, catalogue]);
  const question = isEmpty(draft) ? baseline : text;

  /** Workers begin with a question before the page is drawn again. */
  const ask = (asked: Draft) => {
    const own = isEmpty(asked) ? baseline : textOf(asked, catalogue);
    pool.current?.ask([...new Set([own, baseline])]);
  };
  const turn = (by: (all: history.History<Draft>) => history.History<Draft>) => {
    const next = by(latest.current ?? steps);
    latest.current = next;
    ask(next.present);
    setSteps(next);
  };
  const change = (next: Draft, of?: string) => turn(all => history.step(all, next, of));
  const undo = () => turn(history.undo);
  const redo = () => turn(history.redo);

  useEffect(() => {
    pool.current = new Pool(project, makeWorker, {
      onAnswer: one => setKnown(all => new Map(all).set(one.question, one)),
      onFault: setFault,
    });
    ask(draft);
  }, []);
  useEffect(() => {
    const link = linkOf(draft, untouched);
    if (location.hash !== link) globalThis.history.replaceState(null, '', link);
    document.title = titleOf(draft, spoken, words);
  }, [draft, words]);
  useEffect(() => {
    const heed = () => {
      const given = draftIn(location.hash, catalogue);
      if (given) change(given);
    };
    addEventListener('hashchange', heed);
    return () => removeEventListener('hashchange', heed);
  }, []);
  useEffect(() => {
    const heed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
      if ((event.target as HTMLElement).closest('input[type=text], input[type=number]')) return;
      event.preventDefault();
      if (event.shiftKey) redo();
      else undo();
    };
    addEventListener('keydown', heed);
    return () => removeEventListener('keydown', heed);
  }, []);

  const figures = useMemo(
    () =>
      figuresFor(
        words,
        { personsPerAgent: catalogue.persons / catalogue.agents, agents: catalogue.agents },
        catalogue,
      ),
    [words, catalogue],
  );
  const again = () => {
    setFault(undefined);
    pool.current?.restart();
  };
  const spoken = useMemo(() => inWords(catalogue, words), [catalogue, words]);
  const view: View = { catalogue: spoken, words, figures, draft, change };
  const asked = known.get(question) ?? { question, courses: [], warnings: [], problems: [] };
  return (
    <>
      <Header
        {...{ view, project, untouched, undo, redo, onLanguage }}
        canUndo={steps.past.length > 0}
        canRedo={steps.future.length > 0}
      />
      <main>
        {fault && <Fault {...{ words, fault, again }} undo={steps.past.length ? undo : undefined} />}
        {asked.problems.length ? <Problems {...{ words, undo }} problems={asked.problems} /> : undefined}
        <Answer
          view={view}
          baseline={known.get(baseline)}
          asked={question === baseline ? undefined : asked}
          runs={project.runs.length}
        >
          <Timeline view={view} />
        </Answer>
        <File view={view} text={text} asked={asked} warnings={asked.warnings} />
      </main>
    </>
  );
}

/** The file of a question. In one language, so that another one asks nothing again. */
const textOf = (draft: Draft, catalogue: Catalogue) => yamlOf(draft, wordsOf(draft, catalogue, ENGLISH));

function firstDraft(catalogue: Catalogue): Draft {
  const other = catalogue.presets.find(({ parent }) => parent !== undefined) ?? catalogue.presets[0];
  return draftIn(location.hash, catalogue) ?? draftOf(other);
}

function draftIn(hash: string, catalogue: Catalogue): Draft | undefined {
  const found = linked(hash);
  if (typeof found !== 'string') return found;
  const preset = catalogue.presets.find(({ name }) => name === found);
  return preset && draftOf(preset);
}

function Fault({
  words: { t },
  fault,
  again,
  undo,
}: {
  words: Words;
  fault: string;
  again(): void;
  undo?: () => void;
}) {
  return (
    <div class="notice" role="alert">
      <p>
        <strong>{t('fault.title')}</strong> {t('fault.text')} <code>{fault}</code>
      </p>
      <p class="actions">
        <button type="button" onClick={again}>
          {t('fault.again')}
        </button>
        {undo && (
          <button
            type="button"
            onClick={() => {
              undo();
              again();
            }}
          >
            {t('fault.undo')}
          </button>
        )}
      </p>
    </div>
  );
}

function Problems({
  words: { t },
  problems,
  undo,
}: {
  words: Words;
  problems: readonly string[];
  undo(): void;
}) {
  return (
    <div class="notice" role="alert">
      <p>
        <strong>{t('problems.title')}</strong>
      </p>
      <ul>
        {problems.map(problem => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      <p class="actions">
        <button type="button" onClick={undo}>
          {t('undo')}
        </button>
      </p>
    </div>
  );
}
