import { useMemo } from 'preact/hooks';
import { type SurveyLine, surveyLines } from '../answer/survey.ts';
import type { Course } from '../engine/messages.ts';
import { capital, spaced, type View } from './common.ts';
import { rangesPicture } from './ranges.ts';
import { Take } from './take.tsx';

interface Props {
  view: View;
  /** Runs of the baseline: the survey was asked in no other world. */
  courses: readonly Course[];
}

/** Why to believe it, or not: the survey beside the model, and how earlier projections have done. */
export function Survey({ view, courses }: Props) {
  const { catalogue, words, figures } = view;
  const { t } = words;
  const lines = useMemo(() => surveyLines(catalogue.survey, courses), [catalogue, courses]);
  const { record } = catalogue;
  if (!lines.length && !record) return null;
  const fitted = lines.filter(({ figure }) => figure.isFitted);
  const met = fitted.filter(({ isMiss }) => !isMiss).length;
  const share = (value: number) => figures.tick('share', Math.round(value * 100) / 100, false);
  const label = ({ figure: { text, subgroup, response } }: SurveyLine) => {
    const among =
      subgroup === 'all'
        ? ''
        : ` (${subgroup
            .split('=')
            .map(part => words.own(spaced(part)))
            .join(': ')})`;
    const answer = /^(yes|true)$/.test(response) ? '' : `: ${words.own(spaced(response))}`;
    return `${capital(spaced(text))}${answer}${among}`;
  };
  const told = (line: SurveyLine) =>
    t('survey.told', {
      median: share(line.median),
      low: share(line.low),
      high: share(line.high),
      printed:
        line.figure.printed === undefined
          ? t('range', { low: share(line.printed[0]), high: share(line.printed[1]) })
          : share(line.figure.printed),
    });
  const part = (value: number) => `${100 * value}%`;
  return (
    <section class="survey" aria-label={t('survey')}>
      <h2 class="small">{t('survey')}</h2>
      {fitted.length > 0 && <p>{t('survey.met', { met, figures: fitted.length })}</p>}
      {record && <Past view={view} record={record} />}
      {lines.length > 0 && (
        <details>
          <summary>{t('survey.show', { figures: lines.length })}</summary>
          <p class="about">{t('survey.about')}</p>
          {[...Map.groupBy(lines, ({ figure }) => figure.wave)].map(([wave, own]) => (
            <div key={wave}>
              <h3>
                {wave} <small>{figures.date(own[0].figure.day)}</small>
              </h3>
              <ul>
                {own.map(line => (
                  <li key={line.figure.at} class={line.isMiss ? 'miss' : ''} title={told(line)}>
                    <span class="name">{label(line)}</span>
                    <span class="track" aria-hidden="true">
                      <i
                        class="printed"
                        style={{
                          left: part(line.printed[0]),
                          width: part(line.printed[1] - line.printed[0]),
                        }}
                      />
                      <i class="range" style={{ left: part(line.low), width: part(line.high - line.low) }} />
                      <i class="dot" style={{ left: part(line.median) }} />
                    </span>
                    <span class="ends">
                      {told(line)}
                      {line.isMiss && ` ${t('survey.miss')}`}
                    </span>
                  </li>
                ))}
              </ul>
            </div>
          ))}
          <Take
            view={view}
            name="survey-and-model"
            caption={{ title: t('survey'), about: t('survey.about') }}
            table={() => ({
              columns: [
                ...[
                  'wave',
                  'date',
                  'question',
                  'response',
                  'subgroup',
                  'printed',
                  'printed_low',
                  'printed_high',
                ],
                ...['median', 'low', 'high', 'z'],
              ],
              rows: lines.map(({ figure, printed, median, low, high, z }) => [
                ...[figure.wave, figure.day, figure.text, figure.response, figure.subgroup, figure.printed],
                ...[...printed, median, low, high, z],
              ]),
            })}
            picture={() =>
              rangesPicture(
                lines.map(line => ({
                  ...{ label: `${line.figure.wave}: ${label(line)}`, told: told(line) },
                  ...{ value: line.median, low: line.low, high: line.high, isMiss: line.isMiss },
                  behind: line.printed,
                })),
                [0, 1],
              )
            }
          />
        </details>
      )}
    </section>
  );
}

/** How such bands have done: one dot a figure that no fit had seen. */
function Past({
  view: {
    words: { t },
  },
  record: { figures, alone, inside },
}: {
  view: View;
  record: NonNullable<View['catalogue']['record']>;
}) {
  const rows = [
    ...(alone === undefined ? [] : [{ key: 'record.alone', count: alone } as const]),
    { key: alone === undefined ? 'record.alone' : 'record.whole', count: inside } as const,
  ];
  return (
    <div class="record">
      {rows.map(({ key, count }) => (
        <p key={key}>
          {t(key, { count, figures })}
          <span class="hits" aria-hidden="true">
            {Array.from({ length: figures }, (_, k) => (
              <i key={k} class={k < count ? 'hit' : ''} />
            ))}
          </span>
        </p>
      ))}
    </div>
  );
}
