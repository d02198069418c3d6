import { recordedSentence } from '../../quote/backtest-sentence.ts';
import { html } from '../base/html.ts';
import type { Section, View } from '../base/view.ts';

/** How good such projections have been, where the study has recorded it. */
export const trackRecord: Section = {
  id: 'track-record',
  title: 'How such projections have done',
  make(view) {
    const record = view.about.track_record;
    if (!record || view.folder.tables.has('backtest')) return undefined;
    const untested = view.about.metrics
      .filter(({ name, headline }) => headline && record.untested.includes(name))
      .map(({ name }) => view.metric(name).title);
    return html`<p>${recordedSentence(record)}${
      untested.length > 0 && html` No figure ever tested: ${untested.join(', ')}.`
    }</p>`;
  },
};

/** What is said beside a metric that no figure ever tested; nothing where none was scored at all. */
export const untestedText = (name: string, { about }: View): string =>
  about.track_record?.untested.includes(name) ? 'no figure ever tested it' : '';
