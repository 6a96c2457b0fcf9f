import { WEIGHT_STEPS } from '../palette.ts';

/**
 * Brings the page to life; without it every first map is there to be read. Pointing at a target word shades the source
 * words it looked at, pointing at a source word the target words that looked at it; a click keeps it so.
 */
export const PAGE_SCRIPT = `
const STEPS = ${WEIGHT_STEPS};
const HINT = 'Point at a word to see what it looked at; click to keep it.';
for (const example of document.querySelectorAll('.example')) {
  const find = (selector) => [...example.querySelectorAll(selector)];
  const sourceWords = find('.words [data-s]');
  const targetWords = find('.words [data-t]');
  const cells = find('.map tbody tr').map((row) => [...row.querySelectorAll('td')]);
  const readout = example.querySelector('.readout');
  const maps = JSON.parse(example.querySelector('script').textContent);
  const text = (word) => word.textContent;
  let map = maps[0];
  let max = 1;
  let kept = {};

  const level = (weight) => 'w' + Math.round(Math.min(1, Math.max(0, weight / max)) * STEPS);
  const pair = (s, t) => text(targetWords[t]) + ' \\u2190 ' + text(sourceWords[s]) + ' ' + tell(map[t][s]);
  const tell = (weight) => (weight / 10000).toFixed(4);
  const strongest = (rows) => rows.flat().reduce((most, weight) => Math.max(most, weight), 0) || 10000;

  function choose(index) {
    map = maps[index];
    max = strongest(map);
    example.querySelector('.max').textContent = (max / 10000).toPrecision(2);
    for (const head of find('.head')) head.setAttribute('aria-pressed', head.dataset.map === String(index));
    map.forEach((row, t) => row.forEach((weight, s) => {
      const cell = cells[t][s];
      cell.className = level(weight);
      cell.textContent = (weight / 10000).toFixed(2).replace(/^0/, '');
      cell.title = pair(s, t);
    }));
    show(kept);
  }

  function shade(words, weights) {
    words.forEach((word, i) => {
      word.className = weights ? 'word on ' + level(weights[i]) : 'word';
    });
  }

  function show({ s, t }) {
    shade(sourceWords, t === undefined ? null : map[t]);
    shade(targetWords, s === undefined || t !== undefined ? null : map.map((row) => row[s]));
    for (const marked of find('.chosen')) marked.classList.remove('chosen');
    if (t !== undefined) for (const word of find('[data-t="' + t + '"]:not(td)')) word.classList.add('chosen');
    if (s !== undefined) for (const word of find('[data-s="' + s + '"]:not(td)')) word.classList.add('chosen');
    cells.forEach((row, i) => row.forEach((cell, j) => {
      cell.classList.toggle('told', t === i || (t === undefined && s === j));
    }));
    readout.textContent = describe(s, t);
    readout.classList.toggle('hint', readout.textContent === HINT);
  }

  function describe(s, t) {
    if (s !== undefined && t !== undefined) return pair(s, t);
    if (t !== undefined) return text(targetWords[t]) + ' looked at ' + top(map[t], sourceWords);
    if (s !== undefined) return text(sourceWords[s]) + ' was looked at by ' + top(map.map((row) => row[s]), targetWords);
    return HINT;
  }

  function top(weights, words) {
    const order = weights.map((weight, i) => [weight, i]).sort((a, b) => b[0] - a[0]).slice(0, 3);
    return order.map(([weight, i]) => text(words[i]) + ' ' + tell(weight)).join(', ');
  }

  function placeOf(node) {
    const element = node.closest?.('[data-s],[data-t]');
    if (!element) return null;
    const number = (value) => (value === undefined ? undefined : Number(value));
    return { s: number(element.dataset.s), t: number(element.dataset.t) };
  }

  example.addEventListener('pointerover', (event) => show(placeOf(event.target) ?? kept));
  example.addEventListener('pointerleave', () => show(kept));
  example.addEventListener('focusin', (event) => show(placeOf(event.target) ?? kept));
  example.addEventListener('focusout', () => show(kept));
  example.addEventListener('click', (event) => {
    const head = event.target.closest('.head');
    if (head) return choose(Number(head.dataset.map));
    const place = placeOf(event.target);
    kept = !place || (place.s === kept.s && place.t === kept.t) ? {} : place;
    show(place ?? kept);
  });
  example.querySelector('.map').classList.toggle('small', (cells[0]?.[0]?.offsetWidth ?? 40) < 28);
  choose(0);
}
`;
