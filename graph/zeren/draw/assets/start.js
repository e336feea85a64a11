// Controls, the address, and the one way from a change of state to what is seen.
const $ = (id) => document.getElementById(id);
const FIELDS = ['q', 'plan', 'due', 'from', 'to', 'words', 'min'];
const SWITCHES = ['roles', 'kinds', 'levels', 'types'];
let view = visible();

function refresh() {
  view = visible();
  const found = hits().filter((body) => view.bodies.has(body));
  draw(view, found);
  tell(view, found);
  lists(view, found);
  const around = state.around ?? data.center;
  const ego = around === null ? '' : ` · ${say('ego-of', nameOf(around), state.around === null ? data.hops : state.steps)}`;
  $('shown').textContent = say('shown', view.bodies.size, view.ties.length, view.told) + ego + (state.hidden.size ? ` · ${say('hidden', state.hidden.size)}` : '');
  $('hits').textContent = !state.q ? '' : found.length ? say('hits', found.length) : say('no-hits', state.q);
  remember();
}

// Fit the picture, give the most loaded bodies labels that can be read at that size, and fit these too.
function whole() {
  for (const round of [1, 2]) {
    network.fit({ animation: false });
    drawBodies();
    if (round === 1) network.redraw();
  }
}

function magnify(times) {
  network.moveTo({ scale: network.getScale() * times });
  drawBodies();
}

function change(part) {
  Object.assign(state, part);
  refresh();
}

function toggleIn(name, value) {
  if (!state[name].delete(value)) state[name].add(value);
  refresh();
}

function showBody(body, move = true) {
  change({ body, tie: null });
  if (move) goTo(body);
  openTab('details', true);
}

function showTie(a, b, kind) {
  change({ tie: [a, b, kind], body: null });
  openTab('details', true);
}

function openTab(name, heading = false) {
  for (const tab of $('tabs').children) {
    const on = tab.id === `tab-${name}`;
    tab.setAttribute('aria-selected', String(on));
    tab.tabIndex = on ? 0 : -1;
    $(tab.getAttribute('aria-controls')).hidden = !on;
  }
  if (!heading) return;
  $('details').scrollTop = 0;
  $('details').querySelector('h2')?.focus({ preventScroll: window.innerWidth > 860 });
}

// The boxes of a legend; the button behind an item leaves that item alone.
function boxes(name, items) {
  $(name).replaceChildren(...items.map(([key, mark, text, number]) => {
    const box = el('input', { type: 'checkbox', value: key, checked: !state[name].has(key) });
    box.addEventListener('change', () => toggleIn(name, key));
    const only = el('button', { type: 'button', class: 'only', 'aria-label': `${say('only')}: ${text}`, on: () => {
      const others = items.map((item) => item[0]).filter((other) => other !== key);
      state[name] = new Set(state[name].size === others.length && !state[name].has(key) ? [] : others);
      controls();
      refresh();
    } }, say('only'));
    return el('div', { class: 'check' }, el('label', {}, box, mark, el('span', {}, text)), el('span', { class: 'n' }, String(number)), items.length > 1 ? only : null);
  }));
}

function options(id, first, items) {
  $(id).replaceChildren(el('option', { value: '' }, first), ...items.map(([value, text]) => el('option', { value }, text)));
  $(id).value = state[id];
}

function controls() {
  const present = (what) => data.looks.filter((row) => row[0] === what && data.nodes.some((node) => node[what] === row[1]));
  const number = (what, key) => data.nodes.filter((node) => node[what] === key).length;
  boxes('roles', data.roles.map((role, column) => [role, null, say(role), data.measures.filter(({ duties }) => duties.some((duty) => duty.role === column)).length]).filter((item) => item[3]));
  boxes('kinds', data.kinds.map(([key], kind) => [key, stroke(kind), kindName(kind), data.edges.filter((edge) => edge[2] === kind).length]));
  boxes('levels', present('level').map(([, key, colour]) => [key, swatch('dot', colour), lookName('level', key), number('level', key)]));
  boxes('types', present('kind').map(([, key, shape]) => [key, swatch(shape, '#566273'), lookName('kind', key), number('kind', key)]));
  options('plan', say('all-plans'), data.plans.map((plan, place) => [String(place), [plan[0], planName(place)].filter(Boolean).join(' › ')]));
  options('due', say('all-due'), [...new Set(data.measures.map((measure) => measure.deadline[1]))].sort().map((kind) => [kind, say(kind)]));
  FIELDS.forEach((id) => { $(id).value = state[id]; });
  $('merged').checked = state.merged;
}

function translate() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.querySelectorAll('[data-w]').forEach((element) => { element.textContent = say(element.dataset.w); });
  document.querySelectorAll('[data-hint]').forEach((element) => { element.placeholder = say(element.dataset.hint); });
  document.querySelectorAll('[data-label]').forEach((element) => { element.setAttribute('aria-label', say(element.dataset.label)); });
  $('language').textContent = say('language');
  $('language').lang = language === 'zh' ? 'en' : 'zh-CN';
  controls();
  refresh();
}

// The view lives in the address after #, so that it can be kept and sent.
function remember() {
  const kept = new URLSearchParams();
  const fresh = untouched();
  FIELDS.forEach((id) => { if (String(state[id]) !== String(fresh[id])) kept.set(id, state[id]); });
  for (const name of [...SWITCHES, 'hidden']) if (state[name].size) kept.set(name, [...state[name]].join(','));
  if (state.merged) kept.set('merged', '1');
  if (state.around !== null) kept.set('around', `${state.around},${state.steps}`);
  if (state.body !== null) kept.set('body', state.body);
  if (state.tie) kept.set('tie', state.tie.join(','));
  if (language !== 'zh') kept.set('lang', language);
  const text = kept.toString();
  window.history.replaceState(null, '', text ? `#${text}` : '#');
}

function recall() {
  const kept = new URLSearchParams(window.location.hash.slice(1));
  const numbers = (key) => (kept.get(key) ?? '').split(',').filter(Boolean).map(Number);
  FIELDS.forEach((id) => { if (kept.has(id)) state[id] = kept.get(id); });
  state.min = Math.max(1, Number(state.min) || 1);
  SWITCHES.forEach((name) => { state[name] = new Set((kept.get(name) ?? '').split(',').filter(Boolean)); });
  state.hidden = new Set(numbers('hidden').filter((body) => known.has(body)));
  state.merged = kept.has('merged');
  const [around, steps] = numbers('around');
  if (known.has(around)) Object.assign(state, { around, steps: steps >= 1 && steps <= 3 ? steps : 1 });
  if (kept.has('body') && known.has(Number(kept.get('body')))) state.body = Number(kept.get('body'));
  const tie = numbers('tie');
  if (tie.length === 3 && known.has(tie[0]) && known.has(tie[1]) && tie[2] >= -1 && tie[2] < data.kinds.length) state.tie = tie;
  language = kept.get('lang') === 'en' ? 'en' : 'zh';
}

let waiting = 0;
const soon = (work) => { window.clearTimeout(waiting); waiting = window.setTimeout(work, 150); };

// The picture as a file, on white paper.
function save() {
  const drawn = stage.querySelector('canvas');
  const paper = el('canvas', { width: drawn.width, height: drawn.height });
  const brush = paper.getContext('2d');
  brush.fillStyle = '#fff';
  brush.fillRect(0, 0, paper.width, paper.height);
  brush.drawImage(drawn, 0, 0);
  el('a', { href: paper.toDataURL('image/png'), download: 'zeren.png' }).click();
}

function listen() {
  $('controls').addEventListener('submit', (event) => event.preventDefault());
  $('q').addEventListener('input', () => soon(() => change({ q: $('q').value.trim(), body: null, tie: null })));
  $('q').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    window.clearTimeout(waiting);
    state.q = $('q').value.trim();
    const found = hits().filter((body) => view.bodies.has(body));
    if (found.length) showBody(found[0]);
    else change({ body: null, tie: null });
  });
  $('words').addEventListener('input', () => soon(() => change({ words: $('words').value.trim() })));
  $('min').addEventListener('input', () => soon(() => change({ min: Math.max(1, Math.floor(Number($('min').value)) || 1) })));
  ['plan', 'due', 'from', 'to'].forEach((id) => $(id).addEventListener('change', () => change({ [id]: $(id).value })));
  $('merged').addEventListener('change', () => change({ merged: $('merged').checked }));
  $('reset').addEventListener('click', () => { state = untouched(); controls(); refresh(); whole(); });
  $('language').addEventListener('click', () => { language = language === 'zh' ? 'en' : 'zh'; translate(); });
  $('fit').addEventListener('click', whole);
  $('closer').addEventListener('click', () => magnify(1.3));
  $('further').addEventListener('click', () => magnify(1 / 1.3));
  $('save').addEventListener('click', save);
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') change({ body: null, tie: null, around: null }); });
  const tabs = [...$('tabs').children];
  tabs.forEach((tab, place) => {
    tab.addEventListener('click', () => openTab(tab.getAttribute('aria-controls')));
    tab.addEventListener('keydown', (event) => {
      const turn = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!turn) return;
      const next = tabs[(place + turn + tabs.length) % tabs.length];
      openTab(next.getAttribute('aria-controls'));
      next.focus();
    });
  });
}

function pointer() {
  network.on('click', ({ nodes: [body], edges: [edge] }) => {
    if (body !== undefined) showBody(body, false);
    else if (edge !== undefined) {
      const [a, b, kind] = data.edges[Number(String(edge).slice(1))];
      showTie(a, b, state.merged ? -1 : kind);
    } else change({ body: null, tie: null });
  });
  const tip = (event, text) => {
    const box = $('stage').getBoundingClientRect();
    $('tip').textContent = text;
    $('tip').hidden = false;
    $('tip').style.left = `${Math.min(event.clientX - box.left + 14, box.width - 180)}px`;
    $('tip').style.top = `${event.clientY - box.top + 16}px`;
  };
  network.on('hoverNode', ({ node, event }) => {
    const counts = view.counts.get(node) ?? [];
    tip(event, [data.nodes[node].name, ...data.roles.map((role, column) => counts[column] && `${say(role)} ${counts[column]}`).filter(Boolean)].join('\n'));
  });
  network.on('hoverEdge', ({ edge, event }) => {
    const [a, b] = data.edges[Number(String(edge).slice(1))];
    const ties = view.ties.filter((tie) => (tie.a === a && tie.b === b) || (tie.a === b && tie.b === a));
    tip(event, `${nameOf(a)} — ${nameOf(b)}\n${mix(state.merged ? ties : ties.filter((tie) => `e${tie.edge}` === edge), a)}`);
  });
  ['blurNode', 'blurEdge', 'dragStart', 'zoom'].forEach((name) => network.on(name, () => { $('tip').hidden = true; }));
}

recall();
if (window.innerWidth <= 860) $('filters').open = false;
listen();
pointer();
translate();
whole();
window.zeren = { network };
