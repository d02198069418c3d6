import { useState } from 'preact/hooks';
import { firstDay } from '../engine/door.ts';
import { eventText, leverOf } from '../question/describe.ts';
import { changed, type DraftEvent, happens, newEvent, switched, withEvent } from '../question/draft.ts';
import { MARGIN } from './chart.tsx';
import { dayOf, isoOf, lastDay, spaced, type View } from './common.ts';
import { Editor } from './editor.tsx';

/** What is asked, under the picture and on its axis: events to drag, stretch, edit, add and switch. */
export function Timeline({ view }: { view: View }) {
  const { draft, catalogue, words, change } = view;
  const { t } = words;
  const [open, setOpen] = useState<number>();
  const monday = isoOf(firstDay(catalogue, Math.floor(catalogue.weeks / 2)));
  const add = (kind: string) => {
    const lever = leverOf(catalogue, kind)!;
    change(changed(draft, { events: [...draft.events, newEvent(lever, draft, monday)] }));
    setOpen(draft.events.length);
  };
  return (
    <section class="timeline" aria-label={t('timeline')}>
      <h2 class="small">{t('timeline')}</h2>
      <ol class="lanes">
        {draft.events.map((event, k) => (
          <li key={event.id ?? k}>
            <Lane
              {...{ view, event }}
              index={k}
              isOpen={open === k}
              toggle={() => setOpen(open === k ? undefined : k)}
            />
            {open === k && <Editor view={view} event={event} index={k} close={() => setOpen(undefined)} />}
          </li>
        ))}
      </ol>
      <details class="adder">
        <summary>+ {t('add')}</summary>
        <ul class="levers">
          {catalogue.levers.map(lever => (
            <li key={lever.name}>
              <button
                type="button"
                data-lever={lever.name}
                onClick={event => {
                  add(lever.name);
                  event.currentTarget.closest('details')!.open = false;
                }}
              >
                <strong>{lever.title}</strong>
                <span>{lever.text}</span>
                <small>{lever.seen ? t('seen', { when: lever.seen.text }) : t('unseen')}</small>
              </button>
            </li>
          ))}
        </ul>
      </details>
      {catalogue.history.length > 0 && <History view={view} />}
    </section>
  );
}

interface LaneProps {
  view: View;
  event: DraftEvent;
  index: number;
  isOpen: boolean;
  toggle(): void;
}

/** One event: its words, and its bar to be moved (the middle) or stretched (the ends), by pointer or arrow keys. */
function Lane({ view, event, index, isOpen, toggle }: LaneProps) {
  const { catalogue, words, figures, draft, change } = view;
  const { t } = words;
  const first = catalogue.startDay;
  const last = lastDay(catalogue);
  const from = dayOf(event.from);
  const to = event.to === undefined ? undefined : dayOf(event.to);
  const text = eventText(event, catalogue, words);
  const when =
    to === undefined
      ? t('when.from', { from: figures.date(event.from) })
      : t('when.fromTo', { from: figures.date(event.from), to: figures.date(event.to!) });

  /** Keeps the event in the simulated time and at least a day long. */
  const place = (start: number, end: number | undefined) => {
    const begin = Math.max(first, Math.min(last, start));
    const until = end === undefined ? undefined : Math.max(begin, Math.min(last, end));
    const next = { from: isoOf(begin), to: until === undefined ? undefined : isoOf(until) };
    change(withEvent(draft, index, next), `move ${index}`);
  };
  const move = (days: number) => {
    const length = (to ?? from) - from;
    const begin = Math.max(
      first,
      Math.min(to === undefined ? last : Math.max(first, last - length), from + days),
    );
    place(begin, to === undefined ? undefined : begin + length);
  };

  const drag = (part: 'start' | 'both' | 'end') => (down: PointerEvent) => {
    if (down.button !== 0) return;
    down.preventDefault();
    const handle = down.currentTarget as HTMLElement;
    handle.focus();
    const lane = handle.closest('.lane-bar')!.getBoundingClientRect();
    const perDay = lane.width / (last - first + 1);
    handle.setPointerCapture(down.pointerId);
    let moved = false;
    const follow = (event: PointerEvent) => {
      const days = Math.round((event.clientX - down.clientX) / perDay / 7) * 7;
      if (days) moved = true;
      if (!moved) return;
      if (part === 'both') {
        const length = (to ?? from) - from;
        const begin = Math.max(
          first,
          Math.min(to === undefined ? last : Math.max(first, last - length), from + days),
        );
        place(begin, to === undefined ? undefined : begin + length);
      } else if (part === 'start') place(Math.min(from + days, to ?? last), to);
      else {
        const end = (to ?? last) + days;
        place(from, end >= last ? undefined : end);
      }
    };
    const stop = () => {
      handle.removeEventListener('pointermove', follow);
      handle.removeEventListener('pointerup', stop);
      handle.removeEventListener('pointercancel', stop);
      if (!moved && part === 'both') toggle();
    };
    handle.addEventListener('pointermove', follow);
    handle.addEventListener('pointerup', stop);
    handle.addEventListener('pointercancel', stop);
  };
  const keys = (by: (days: number) => void) => (event: KeyboardEvent) => {
    const days = { ArrowLeft: -7, ArrowRight: 7, PageDown: -28, PageUp: 28 }[event.key];
    if (days === undefined) return;
    event.preventDefault();
    by(event.shiftKey ? days * 4 : days);
  };
  const span = last - first + 1;
  const part = (day: number) => `${(100 * (Math.max(first, Math.min(last + 1, day)) - first)) / span}%`;
  const [left, right] = [part(from), part((to ?? last) + 1)];
  const slider = (which: 'start' | 'end', value: number, by: (days: number) => void) => (
    <span
      class={`handle ${which}`}
      role="slider"
      tabIndex={0}
      aria-label={t(`handle.${which}`, { event: text })}
      aria-valuemin={first}
      aria-valuemax={last}
      aria-valuenow={value}
      aria-valuetext={which === 'end' && to === undefined ? t('when.never') : figures.date(isoOf(value))}
      onPointerDown={drag(which)}
      onKeyDown={keys(by)}
    />
  );
  return (
    <div class={`lane${isOpen ? ' open' : ''}`}>
      <div class="lane-words">
        <button type="button" class="edit" aria-expanded={isOpen} onClick={toggle}>
          <strong>{text}</strong> <span>{when}</span>
        </button>
      </div>
      <div class="lane-bar" style={{ marginLeft: `${MARGIN.left}px`, marginRight: `${MARGIN.right}px` }}>
        <div
          class={`bar${to === undefined ? ' endless' : ''}`}
          style={{ left, width: `calc(${right} - ${left})` }}
        >
          <button
            type="button"
            class="body"
            aria-label={t('handle.move', { event: text })}
            aria-description={t('handle.keys')}
            onPointerDown={drag('both')}
            onKeyDown={event => {
              if (event.key === 'Enter' || event.key === ' ') {
                event.preventDefault();
                toggle();
              } else keys(move)(event);
            }}
          />
          {slider('start', from, days => place(Math.min(from + days, to ?? last), to))}
          {slider('end', Math.min(to ?? last, last), days => {
            const end = (to ?? last) + days;
            place(from, end >= last ? undefined : end);
          })}
        </div>
      </div>
    </div>
  );
}

/** What is known to have happened: each event can be taken out, and those that did not happen put in. */
function History({ view }: { view: View }) {
  const { catalogue, draft, change, words, figures } = view;
  const { t } = words;
  const first = catalogue.startDay;
  const span = lastDay(catalogue) + 1 - first;
  const part = (day: number) => (100 * Math.max(0, Math.min(span, day - first))) / span;
  const off = catalogue.history.filter(({ id }) => !happens(draft, catalogue, id)).length;
  return (
    <details class="history">
      <summary>
        {t('history', { count: catalogue.history.length - off })}
        {off > 0 && <small> {t('history.off', { count: off })}</small>}
      </summary>
      <ul>
        {catalogue.history.map(event => {
          const on = happens(draft, catalogue, event.id);
          const from = dayOf(event.from);
          const to = event.to === undefined ? first + span : dayOf(event.to) + 1;
          return (
            <li key={event.id} class={on ? '' : 'off'}>
              <label>
                <input
                  type="checkbox"
                  data-event={event.id}
                  checked={on}
                  onChange={() => change(switched(draft, event.id, event.usual, !on))}
                />
                <span>
                  <strong>{words.own(spaced(event.id))}</strong>{' '}
                  {event.text || eventText(event, catalogue, words)}
                  <small> {figures.date(event.from)}</small>
                </span>
              </label>
              <div
                class="lane-bar"
                style={{ marginLeft: `${MARGIN.left}px`, marginRight: `${MARGIN.right}px` }}
              >
                <i style={{ left: `${part(from)}%`, width: `max(3px, ${part(to) - part(from)}%)` }} />
              </div>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
