import type { Project } from '../engine/door.ts';
import { titleOf, wordsOf } from '../question/describe.ts';
import { draftOf } from '../question/draft.ts';
import { LANGUAGES } from '../texts/index.ts';
import type { View } from './common.ts';

interface Props {
  view: View;
  project: Project;
  untouched: boolean;
  canUndo: boolean;
  canRedo: boolean;
  undo(): void;
  redo(): void;
  onLanguage(language: string): void;
}

/** What is asked: the study, the preset it began as, and the title. */
export function Header({ view, project, untouched, canUndo, canRedo, undo, redo, onLanguage }: Props) {
  const { catalogue, words, draft, change } = view;
  const { t, language } = words;
  const { title, assumes } = wordsOf(draft, catalogue, words);
  const isBaseline = title === words.own(String(catalogue.presets[0].value.title));
  return (
    <header>
      <div class="bar-top">
        <p class="maker">
          Rhizome <span>{catalogue.title}</span>
        </p>
        {project.others.length > 0 && (
          <nav aria-label={t('studies')}>
            {project.others.map(other => (
              <a key={other.href} href={other.href}>
                {words.own(other.title)}
              </a>
            ))}
          </nav>
        )}
        {LANGUAGES.length > 1 && (
          <label class="language">
            <span class="unseen">{t('language')}</span>
            <select value={language} onChange={event => onLanguage(event.currentTarget.value)}>
              {LANGUAGES.map(one => (
                <option key={one} value={one} lang={one}>
                  {new Intl.DisplayNames([one], { type: 'language' }).of(one)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div class="chooser">
        <label>
          <span>{t('preset')}</span>
          <select
            id="preset"
            value={untouched ? draft.preset : ''}
            onChange={event => {
              const preset = catalogue.presets.find(({ name }) => name === event.currentTarget.value);
              if (preset) change(draftOf(preset));
            }}
          >
            {!untouched && <option value="">{t('preset.own')}</option>}
            {catalogue.presets.map(({ name, value }) => (
              <option key={name} value={name}>
                {words.own(String(value.title))}
              </option>
            ))}
          </select>
        </label>
        <div class="steps">
          <button type="button" id="undo" disabled={!canUndo} onClick={undo} title="Ctrl+Z">
            ↶ {t('undo')}
          </button>
          <button type="button" id="redo" disabled={!canRedo} onClick={redo} title="Ctrl+Shift+Z">
            ↷ {t('redo')}
          </button>
        </div>
      </div>
      <p class="kicker">{t(isBaseline ? 'kicker.baseline' : 'kicker.if')}</p>
      <h1>{titleOf(draft, catalogue, words)}</h1>
      {(draft.assumes || isBaseline) && (
        <p class="assumes">{isBaseline ? words.own(String(catalogue.presets[0].value.assumes)) : assumes}</p>
      )}
    </header>
  );
}
