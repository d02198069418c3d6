import { useState } from 'preact/hooks';
import type { Known } from '../engine/pool.ts';
import { download, type View } from './common.ts';

interface Props {
  view: View;
  text: string;
  asked: Known | undefined;
  warnings: readonly string[];
}

/** The scenario file that asks the question, to be kept and run elsewhere; what of it is doubtful; a link to it. */
export function File({ view, text, asked, warnings }: Props) {
  const { words, catalogue, draft } = view;
  const { t } = words;
  const [copied, setCopied] = useState<string>();
  const copy = (what: string, given: string) => {
    navigator.clipboard.writeText(given).then(
      () => setCopied(what),
      () => setCopied(undefined),
    );
  };
  const course = asked?.courses.find(({ replicate }) => replicate === 1);
  const parent = draft.parent;
  return (
    <section class="file" aria-label={t('file')}>
      <div>
        <h2 class="small">{t('doubts')}</h2>
        {warnings.length > 0 ? (
          <ul class="warnings" id="warnings">
            {warnings.map(warning => (
              <li key={warning}>{ticked(warning)}</li>
            ))}
          </ul>
        ) : (
          <p>{t('doubts.none')}</p>
        )}
        <p class="about">{t('doubts.always')}</p>
        {catalogue.limits.length > 0 && (
          <details>
            <summary>{t('limits')}</summary>
            <ul>
              {catalogue.limits.map(limit => (
                <li key={limit}>{limit}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <div>
        <h2 class="small">{t('file')}</h2>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
        <pre id="yaml" tabIndex={0}>
          {text}
        </pre>
        <p class="actions">
          <button type="button" onClick={() => download('my-question.yaml', 'text/yaml', text)}>
            {t('file.download')}
          </button>
          <button type="button" onClick={() => copy('file', text)}>
            {t(copied === 'file' ? 'copied' : 'file.copy')}
          </button>
          <button type="button" id="share" onClick={() => copy('link', location.href)}>
            {t(copied === 'link' ? 'copied' : 'link.copy')}
          </button>
        </p>
        <p class="about">
          {t('file.run')}{' '}
          <code>{`rhizome compare ${parent.startsWith('rhizome:') ? parent : `scenarios/${parent}`} scenarios/my-question.yaml`}</code>
        </p>
        {course && (
          <p class="about">
            {t('file.hash')} <code id="hash">{course.stateHash}</code>
          </p>
        )}
      </div>
    </section>
  );
}

/** Names in backticks as code. */
function ticked(text: string) {
  return text.split('`').map((part, k) => (k % 2 ? <code key={k}>{part}</code> : part));
}
