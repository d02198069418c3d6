import {
  atScale,
  type Document,
  type Inputs,
  type Project,
  parseYaml,
  readInputs,
  readScenario,
  readSteps,
  textFiles,
} from './door.ts';

/** Where a question's text is put beside the other scenarios, so that it can extend them. */
export const QUESTION = 'scenarios/my-question.yaml';

/** Inputs that are kept. */
const KEPT = 8;

/**
 * Reads questions: the model and the study once, since all scenarios of a page share them; of each question only its own text
 * and those it extends. Throws what is wrong with it, as the terminal would.
 */
export function openQuestions({
  files,
  presets,
}: Pick<Project, 'files' | 'presets'>): (question: string) => Inputs {
  const base = readInputs(textFiles(files), `/${presets[0]}`, 'defaults');
  const { model, study } = base;
  const steps = readSteps(model);
  const documents = new Map<string, Document>();
  const known = new Map<string, Inputs>();

  const shipped = (path: string): Document => {
    const document = documents.get(path) ?? parseYaml(files[path], path)[0];
    documents.set(path, document);
    return document;
  };
  const chainFrom = (document: Document): Document[] => {
    const { extends: parent } = document.value as { extends?: unknown };
    const path = `scenarios/${String(parent)}`;
    if (parent === undefined) return [document];
    // The page has whatever a shipped file extends; a link may name anything.
    if (!(path in files)) throw new Error(`there is no ${path} on this page`);
    return [document, ...chainFrom(shipped(path))];
  };

  return question => {
    const found = known.get(question);
    if (found) return found;
    const first = presets.includes(question) ? shipped(question) : parseYaml(question, QUESTION)[0];
    const said = readScenario(chainFrom(first), study.events, base.scenario, steps);
    const inputs: Inputs = { model, study, scenario: { ...said, parametersFrom: 'defaults' } };
    const read = { ...inputs, scenario: atScale(inputs) };
    if (known.size >= KEPT) known.delete(known.keys().next().value!);
    known.set(question, read);
    return read;
  };
}
