import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runGolden, scenarios, storedFile } from './golden.ts';

/** `npm run accept`: store the tables as they are now. Review the difference before it is committed. */
for (const scenario of scenarios) {
  const tables = await runGolden(scenario);
  rmSync(join(import.meta.dirname, scenario), { recursive: true, force: true });
  for (const [file, text] of tables) {
    const path = storedFile(scenario, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`stored ${scenario}/${file}`);
  }
}
