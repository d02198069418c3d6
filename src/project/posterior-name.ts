import type { ModelFiles } from '../model/model.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { variantsOf } from '../scenario/validate.ts';

/**
 * How the files of a posterior are called: `outrush-2022`; where its scenario chooses of a variant an option that isn't the
 * first, `outrush-2022.decision-utility`. So each theory keeps what was fitted under it.
 */
export function posteriorName(
  study: string,
  model: Pick<ModelFiles, 'model'>,
  { choose }: Pick<Scenario, 'choose'>,
): string {
  const unusual = [...variantsOf(model)].flatMap(([variant, [first, ...others]]) =>
    choose[variant] !== first && others.includes(choose[variant]) ? `${variant}-${choose[variant]}` : [],
  );
  return [study, ...unusual.sort()].join('.');
}

/** What a scenario of a theory chooses; the first option is that of a scenario that says nothing. */
export function chooseTheory(
  choose: Scenario['choose'],
  variant: string,
  [first]: readonly string[],
  name: string,
): Scenario['choose'] {
  if ((choose[variant] ?? first) === name) return choose;
  const { [variant]: _, ...others } = choose;
  return name === first ? others : { ...others, [variant]: name };
}
