import { render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Project } from './engine/door.ts';
import { wordsFor } from './texts/index.ts';
import { Explorer } from './view/explorer.tsx';

/** The page carries the project and the worker's program, or names the file of it. */
const carried = (id: string) => document.getElementById(id)!.textContent ?? '';
const project = JSON.parse(carried('project')) as Project;

function makeWorker(): Worker {
  const holder = document.getElementById('worker')!;
  const { file } = holder.dataset;
  if (file) return new Worker(file);
  const program = new Blob([holder.textContent ?? ''], { type: 'text/javascript' });
  return new Worker(URL.createObjectURL(program));
}

function Page() {
  const [language, setLanguage] = useState(new URLSearchParams(location.search).get('lang') ?? undefined);
  const words = useMemo(
    () => wordsFor([...(language ? [language] : []), ...navigator.languages], project.catalogue.texts),
    [language],
  );
  document.documentElement.lang = words.language;
  return <Explorer {...{ project, words, makeWorker }} onLanguage={setLanguage} />;
}

render(<Page />, document.getElementById('page')!);
