import type { DraftEvent } from '../question/draft.ts';
import { conditionOf, conditions } from '../question/who.ts';
import { spaced, type View } from './common.ts';

interface Props {
  view: View;
  event: DraftEvent;
  set(next: Partial<DraftEvent>): void;
}

/** On whom an event acts: everybody, or people with these traits. Conditions of another form are shown as they are. */
export function Who({ view: { catalogue, words }, event, set }: Props) {
  const { t } = words;
  const chosen = conditions(event.who, catalogue.people);
  if (!chosen) return <output class="expression">{event.who}</output>;
  return (
    <details class="who" open={event.who !== undefined}>
      <summary>
        {t('who')} <small>{event.who ?? t('who.all')}</small>
      </summary>
      {catalogue.people.map(({ name, values }) => {
        const options = values.length ? values : ['yes', 'no'];
        return (
          <label key={name}>
            <span>{words.own(spaced(name))}</span>
            <select
              data-who={name}
              value={chosen[name] ?? ''}
              onChange={({ currentTarget: { value } }) =>
                set({ who: conditionOf({ ...chosen, [name]: value }, catalogue.people) })
              }
            >
              <option value="">{t('who.all')}</option>
              {options.map(one => (
                <option key={one} value={one}>
                  {values.length ? words.own(spaced(one)) : t(one === 'yes' ? 'who.yes' : 'who.no')}
                </option>
              ))}
            </select>
          </label>
        );
      })}
    </details>
  );
}
