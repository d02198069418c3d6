import { isExpression, leverOf, sizeText } from '../question/describe.ts';
import { type DraftEvent, withEvent, withoutEvent } from '../question/draft.ts';
import { dayOf, isoOf, lastDay, placeTitle, type View } from './common.ts';
import { Who } from './who.tsx';

interface Props {
  view: View;
  event: DraftEvent;
  index: number;
  close(): void;
}

/** Everything about one event, in the words of its lever. */
export function Editor({ view, event, index, close }: Props) {
  const { catalogue, words, draft, change } = view;
  const { t } = words;
  const lever = leverOf(catalogue, event.kind);
  if (!lever) return null;
  const set = (next: Partial<DraftEvent>, of?: string) =>
    change(withEvent(draft, index, next), of && `${of} ${index}`);
  const places = event.places ?? [];
  const last = isoOf(lastDay(catalogue));
  const first = isoOf(catalogue.startDay);
  const isNamed = typeof event.size === 'string';
  const largest = lever.seen?.size ?? 0;
  const isBeyond = typeof event.size === 'number' && Math.abs(event.size) > largest;
  return (
    <div class="editor">
      <p class="what">
        {lever.text}{' '}
        <span class={`seen${lever.seen ? '' : ' never'}`}>
          {lever.seen ? t('seen', { when: lever.seen.text }) : t('unseen')}
        </span>
      </p>
      <div class="fields">
        <fieldset class="size">
          <legend>{t('size')}</legend>
          {isExpression(event.size) && <output class="expression">{sizeText(event.size, words)}</output>}
          {lever.steps.length > 0 && !isExpression(event.size) && (
            <div class="options">
              {lever.steps.map(step => (
                <label key={step} class={event.size === step ? 'on' : ''}>
                  <input
                    type="radio"
                    name={`size-${index}`}
                    value={step}
                    checked={event.size === step}
                    onChange={() => set({ size: step, half_life_weeks: undefined, lead_weeks: undefined })}
                  />
                  {sizeText(step, words)}
                </label>
              ))}
            </div>
          )}
          {(!lever.steps.length || !isNamed) && !isExpression(event.size) && (
            <>
              <div class="slide">
                <input
                  type="range"
                  aria-label={t('size')}
                  aria-valuetext={sizeText(event.size, words)}
                  min={lever.range[0]}
                  max={lever.range[1]}
                  step={0.05}
                  value={Number(event.size)}
                  onInput={({ currentTarget }) => set({ size: Number(currentTarget.value) }, 'size')}
                />
                <output>{sizeText(event.size, words)}</output>
              </div>
              <p class="unit">{t('size.unit', { unit: lever.unit })}</p>
              {lever.seen && isBeyond && (
                <p class="beyond">{t('size.beyond', { size: sizeText(largest, words) })}</p>
              )}
            </>
          )}
        </fieldset>
        <fieldset class="dates">
          <legend>{t('dates')}</legend>
          <label>
            <span>{t('dates.from')}</span>
            <input
              type="date"
              min={first}
              max={last}
              value={event.from}
              onChange={({ currentTarget: { value } }) => {
                if (!value) return;
                const to = event.to !== undefined && dayOf(event.to) < dayOf(value) ? value : event.to;
                set({ from: value, to });
              }}
            />
          </label>
          <label>
            <span>{t('dates.to')}</span>
            <input
              type="date"
              min={event.from}
              max={last}
              value={event.to ?? ''}
              disabled={event.to === undefined}
              onChange={({ currentTarget: { value } }) => {
                if (value && dayOf(value) >= dayOf(event.from)) set({ to: value });
              }}
            />
          </label>
          <label class="check">
            <input
              type="checkbox"
              checked={event.to === undefined}
              onChange={({ currentTarget: { checked } }) => set({ to: checked ? undefined : last })}
            />
            {t('dates.endless')}
          </label>
        </fieldset>
        {(event.who !== undefined || (!lever.steps.length && !isExpression(event.size))) && (
          <Who {...{ view, event, set }} />
        )}
        {lever.byPlace && (
          <fieldset class="chips">
            <legend>{t('where')}</legend>
            <label class={places.length ? '' : 'on'}>
              <input
                type="checkbox"
                checked={!places.length}
                onChange={() => set({ places: places.length ? undefined : [lever.places[0]] })}
              />
              {t('where.everywhere')}
            </label>
            {lever.places.map(label => {
              const on = places.includes(label);
              return (
                <label key={label} class={on ? 'on' : ''}>
                  <input
                    type="checkbox"
                    checked={on}
                    onChange={() => {
                      const next = on ? places.filter(one => one !== label) : [...places, label];
                      set({ places: next.length ? next : undefined });
                    }}
                  />
                  {placeTitle(catalogue, label)}
                  {lever.usual[label] !== undefined && (
                    <small>{t('where.usual', { step: sizeText(lever.usual[label], words) })}</small>
                  )}
                </label>
              );
            })}
          </fieldset>
        )}
      </div>
      <p class="actions">
        <button type="button" onClick={close}>
          {t('close')}
        </button>
        <button
          type="button"
          class="remove"
          onClick={() => {
            change(withoutEvent(draft, index));
            close();
          }}
        >
          {t('remove')}
        </button>
      </p>
    </div>
  );
}
