// Search of the site: reads the index that the build wrote and lists what it finds under the field. `/` goes to the field.
const root = document.documentElement.dataset.root;
const [input, list] = document.querySelectorAll('.search input, .search ol');
const index = window.MiniSearch.loadJSON(window.searchIndex, {
  fields: ['title', 'page', 'text'],
  storeFields: ['title', 'page', 'href'],
});

function show() {
  const options = { prefix: true, fuzzy: 0.15, boost: { title: 4, page: 2 }, combineWith: 'AND' };
  const found = input.value.trim() ? index.search(input.value, options).slice(0, 12) : [];
  list.replaceChildren(
    ...found.map(({ title, page, href }) => {
      const link = Object.assign(document.createElement('a'), { href: `${root}/${href}`, textContent: title });
      if (page !== title) link.append(Object.assign(document.createElement('small'), { textContent: page }));
      const entry = document.createElement('li');
      entry.append(link);
      return entry;
    }),
  );
  if (input.value.trim() && found.length === 0) list.textContent = 'Nothing found.';
  list.hidden = !input.value.trim();
}

input.addEventListener('input', show);
document.addEventListener('keydown', event => {
  const inList = [...list.querySelectorAll('a')];
  const at = inList.indexOf(document.activeElement);
  if (event.key === '/' && document.activeElement !== input) input.focus();
  else if (event.key === 'Escape') input.value = '';
  else if (event.key === 'ArrowDown' && !list.hidden) (inList[at + 1] ?? inList[0])?.focus();
  else if (event.key === 'ArrowUp' && at >= 0) (inList[at - 1] ?? input).focus();
  else return;
  event.preventDefault();
  if (event.key === 'Escape') show();
});
document.addEventListener('click', event => {
  if (!event.target.closest('.search')) list.hidden = true;
});
