// The state as text: in the address after #, and in a file that is saved. Bodies, plans and tasks stand by name, so that
// an address can be read, written by hand, and outlives a new build.
const FIELDS = ['q', 'plan', 'task', 'due', 'from', 'to', 'words'];
const SWITCHES = ['roles', 'kinds', 'levels', 'types', 'communities'];
const LOOKS = { groups: Object.keys(READINGS), colour: ['level', 'kind', 'community', 'status'], shape: ['level', 'kind', 'community'], size: ['duties', ...Object.keys(data.metrics)] };
// The language of the page that led here.
const cameIn = new URLSearchParams(window.location.search).get('lang') === 'en' ? 'en' : 'zh';
// As it stands in the file, before anything is drawn into it: what a saved file is made from.
const pristine = document.documentElement.cloneNode(true);
const numberOf = new Map();
// By the name it is shown by, which is told; other pages name it in full.
['full', 'name'].forEach((kind) => data.nodes.forEach((node) => { if (!numberOf.has(node[kind])) numberOf.set(node[kind], node.id); }));

function written() {
  const kept = new URLSearchParams();
  const fresh = untouched();
  [...FIELDS, ...Object.keys(LOOKS)].forEach((key) => { if (state[key] !== fresh[key]) kept.set(key, state[key]); });
  if (state.min) kept.set('min', state.min);
  if (state.split) kept.set('split', '1');
  SWITCHES.forEach((name) => { if (state[name].size) kept.set(name, [...state[name]].sort().join(',')); });
  state.hidden.forEach((body) => kept.append('hidden', nameOf(body)));
  state.pin.forEach(([x, y], body) => kept.append('pin', `${x},${y},${nameOf(body)}`));
  if (state.shared !== null) kept.set('shared', nameOf(state.shared));
  if (state.around !== fresh.around || state.steps !== fresh.steps) {
    kept.set('around', state.around === null ? '' : nameOf(state.around));
    kept.set('steps', state.steps);
  }
  if (state.body !== null) kept.set('body', nameOf(state.body));
  if (state.tie) {
    const [a, b, kind] = state.tie;
    kept.append('tie', nameOf(a));
    kept.append('tie', nameOf(b));
    if (kind >= 0) kept.set('of', data.kinds[kind][0]);
  }
  if (language !== cameIn) kept.set('lang', language);
  return kept.toString();
}

// Read a state; what does not fit the data is passed over.
function recall(text) {
  const kept = new URLSearchParams(text);
  const bodies = (key) => kept.getAll(key).filter((name) => numberOf.has(name)).map((name) => numberOf.get(name));
  const body = (key) => bodies(key)[0] ?? null;
  state = untouched();
  FIELDS.forEach((key) => { if (kept.has(key)) state[key] = kept.get(key); });
  Object.entries(LOOKS).forEach(([key, values]) => { if (values.includes(kept.get(key))) state[key] = kept.get(key); });
  state.min = Math.max(0, Math.floor(Number(kept.get('min'))) || 0);
  state.split = kept.has('split');
  SWITCHES.forEach((name) => { state[name] = new Set((kept.get(name) ?? '').split(',').filter(Boolean)); });
  state.hidden = new Set(bodies('hidden'));
  kept.getAll('pin').forEach((one) => {
    const [, x, y, name] = /^(-?\d{1,6}),(-?\d{1,6}),(.*)$/s.exec(one) ?? [];
    if (numberOf.has(name)) state.pin.set(numberOf.get(name), [Number(x), Number(y)]);
  });
  state.shared = body('shared');
  if (kept.has('around')) state.around = body('around');
  const steps = Number(kept.get('steps'));
  if (steps >= 1 && steps <= 5) state.steps = Math.floor(steps);
  state.body = body('body');
  const [a, b] = bodies('tie');
  if (a !== undefined && b !== undefined && a !== b) state.tie = [a, b, data.kinds.findIndex(([key]) => key === kept.get('of'))];
  language = ['zh', 'en'].includes(kept.get('lang')) ? kept.get('lang') : cameIn;
}

function remember() {
  const text = written();
  // In a frame without an origin of its own the address may not be written: the page works, its state is not kept.
  try {
    window.history.replaceState(null, '', text ? `#${text}` : window.location.pathname + window.location.search);
  } catch (error) {
    if (error.name !== 'SecurityError') throw error;
  }
}

// This page as a file that opens in the present state. Links lead to the server that it came from, so they stay behind.
function savedPage() {
  const copy = pristine.cloneNode(true);
  copy.querySelectorAll('style:not([id])').forEach((style) => style.remove());
  // A file is not come to from a page: it tells its language itself.
  const view = new URLSearchParams(written());
  view.delete('lang');
  if (language === 'en') view.set('lang', 'en');
  const kept = JSON.stringify({ ...opening, view: view.toString(), links: null, home: null, framed: false });
  copy.querySelector('#opening').textContent = kept.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `<!DOCTYPE html>\n${copy.outerHTML}\n`;
}

function give(name, address) {
  el('a', { href: address, download: name }).click();
}

function savePage() {
  const address = URL.createObjectURL(new Blob([savedPage()], { type: 'text/html' }));
  give('network.html', address);
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
