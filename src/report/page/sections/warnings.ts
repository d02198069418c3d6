import { html } from '../base/html.ts';
import type { Section } from '../base/view.ts';
import { plural } from '../base/words.ts';

/** A page that lists more is read by nobody; manifest.json has all. */
const MOST = 12;

/** What of the inputs is ignored or contradicts the rest: a reader must know before the first figure. */
export const warnings: Section = {
  id: 'warnings',
  title: 'Warnings',
  make({ folder }) {
    const found = folder.warnings;
    const more = found.length - MOST;
    return (
      found.length > 0 &&
      html`<p>The inputs of these results give ${plural(found.length, 'warning')}:</p>
<ul>${found.slice(0, MOST).map(text => html`<li>${text}</li>`)}</ul>
${more > 0 && html`<p class="muted">${plural(more, 'more warning')}: <code>manifest.json</code> lists all.</p>`}`
    );
  },
};
