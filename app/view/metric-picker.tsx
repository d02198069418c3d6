import { useRef, useState } from 'preact/hooks';
import { found } from '../answer/find.ts';
import { capital, type View } from './common.ts';

interface Props {
  view: View;
  metric: string;
  choose(name: string): void;
}

/** Any outcome: by its place in the list, or by words of its title, its text or its name. */
export function MetricPicker({ view: { catalogue, words }, metric, choose }: Props) {
  const { t } = words;
  const holder = useRef<HTMLDetailsElement>(null);
  const [text, setText] = useState('');
  const own = catalogue.metrics.find(({ name }) => name === metric);
  const metrics = found(catalogue.metrics, text);
  const close = () => {
    if (!holder.current) return;
    holder.current.open = false;
    holder.current.querySelector('summary')!.focus();
  };
  const pick = (name: string) => {
    choose(name);
    setText('');
    close();
  };
  const list = (title: string, items: typeof metrics) =>
    items.length > 0 && (
      <>
        <h3>{title}</h3>
        <ul>
          {items.map(one => (
            <li key={one.name}>
              <button
                type="button"
                data-metric={one.name}
                aria-pressed={one.name === metric}
                title={capital(one.text)}
                onClick={() => pick(one.name)}
              >
                {capital(one.title)}
              </button>
            </li>
          ))}
        </ul>
      </>
    );
  return (
    <details
      class="picker"
      id="metric"
      ref={holder}
      onToggle={event => event.currentTarget.open && event.currentTarget.querySelector('input')!.focus()}
      onKeyDown={event => event.key === 'Escape' && close()}
    >
      <summary>
        <span class="unseen">{t('metric')} </span>
        {capital(own?.title ?? metric)}
      </summary>
      <div class="choices">
        <input
          type="search"
          aria-label={t('metric.find')}
          placeholder={t('metric.find')}
          value={text}
          onInput={event => setText(event.currentTarget.value)}
          onKeyDown={event => event.key === 'Enter' && metrics.length > 0 && pick(metrics[0].name)}
        />
        {list(
          t('metric.headlines'),
          metrics.filter(({ headline }) => headline),
        )}
        {list(
          t('metric.others'),
          metrics.filter(({ headline }) => !headline),
        )}
        {metrics.length === 0 && <p class="about">{t('metric.none')}</p>}
      </div>
    </details>
  );
}
