// One run of a study in the page. Bundle it, and put the study's texts beside it:
//   npx esbuild main.ts --bundle --format=esm --outfile=main.js
//   node -e "import('rhizome-sim/node').then(r => console.log(JSON.stringify(r.readTexts('.'))))" > project.json
import { createTask, readProject, resolveScenario, simulate } from 'rhizome-sim';

const texts = await (await fetch('project.json')).json();
const scenario = resolveScenario(readProject(texts), 'baseline', { personsPerAgent: 5000, weeks: 60 });
const { dates, series, stateHash } = simulate(createTask(scenario), 1);
document.querySelector('#result')!.textContent =
  `${dates.at(-1)}: ${series.abroad.at(-1)} abroad, state ${stateHash}`;
