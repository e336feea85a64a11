// From a change of state to what is seen, and from the hands of the reader to a change of state.
let view = null;
let lines = [];
const picture = renderer({ click, over, left, moved });

function refresh() {
  view = visible();
  const found = hits().filter((body) => view.bodies.has(body));
  const light = lit(view, found);
  lines = linesOf(view, light);
  picture.draw(nodesOf(view, light), lines, light);
  tell(view, found);
  lists(view, found);
  chips(view);
  summary(view);
  legend();
  const ties = state.split ? say('ties-shown', view.pairs.reduce((sum, pair) => sum + pair.ties.length, 0)) : say('pairs-shown', view.pairs.length);
  $('shown').textContent = say('shown', view.bodies.size, ties, view.told);
  $('hits').textContent = !state.q ? '' : found.length ? say('hits', found.length) : say('no-hits', state.q);
  remember();
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
  if (move) picture.focus(body);
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
  if (view) lists(view, lastFound);
  if (!heading) return;
  $('details').scrollTop = 0;
  $('details').querySelector('h2')?.focus({ preventScroll: window.innerWidth > 860 });
}

function click(body, line) {
  if (body !== null) showBody(body, false);
  else if (line) showTie(line.a, line.b, line.kind);
  else if (state.body !== null || state.tie) change({ body: null, tie: null });
}

function left() {
  $('tip').hidden = true;
}

function over(body, line, x, y) {
  stage.style.cursor = body !== null || line ? 'pointer' : '';
  if (body === null && !line) return left();
  const numbers = view.counts.get(body) ?? [];
  $('tip').textContent = body !== null
    ? [data.nodes[body].name, ...data.roles.map((role, column) => numbers[column] && `${say(role)} ${numbers[column]}`).filter(Boolean)].join('\n')
    : `${nameOf(line.a)} — ${nameOf(line.b)}　${line.pair.measures.length}\n${mix(line.kind < 0 ? line.pair.ties : line.pair.ties.filter((tie) => tie.kind === line.kind && tie.a === line.a), line.a)}`;
  $('tip').hidden = false;
  $('tip').style.left = `${Math.max(4, Math.min(x + 14, stage.clientWidth - 190))}px`;
  $('tip').style.top = `${y + 16}px`;
}

// A body that was moved by hand stays there.
function moved(body, x, y) {
  state.pin.set(body, [x, y]);
  refresh();
}

// The picture as a file, on white paper.
function savePicture() {
  const layers = picture.paper();
  if (!layers.length) return;
  const paper = el('canvas', { width: Math.max(...layers.map((one) => one.width)), height: Math.max(...layers.map((one) => one.height)) });
  const brush = paper.getContext('2d');
  brush.fillStyle = DARK ? SHEET : '#fff';
  brush.fillRect(0, 0, paper.width, paper.height);
  layers.forEach((one) => brush.drawImage(one, 0, 0));
  give('zeren.png', paper.toDataURL('image/png'));
}

let waiting = 0;
const soon = (work) => { window.clearTimeout(waiting); waiting = window.setTimeout(work, 150); };

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
  $('min').addEventListener('input', () => soon(() => change({ min: Math.max(0, Math.floor(Number($('min').value)) || 0) })));
  ['task', 'due', 'from', 'to'].forEach((id) => $(id).addEventListener('change', () => change({ [id]: $(id).value })));
  ['plan', 'colour', 'shape', 'size'].forEach((id) => $(id).addEventListener('change', () => { state[id] = $(id).value; if (id === 'plan') state.task = ''; controls(); refresh(); }));
  $('shared').addEventListener('change', () => { change({ shared: $('shared').value === '' ? null : Number($('shared').value) }); picture.fit(); });
  document.querySelectorAll('[name="groups"]').forEach((radio) => radio.addEventListener('change', () => { state.groups = radio.value; controls(); refresh(); }));
  $('split').addEventListener('change', () => change({ split: $('split').checked }));
  $('reset').addEventListener('click', () => { state = untouched(); controls(); refresh(); picture.fit(); });
  $('language').addEventListener('click', () => { language = language === 'zh' ? 'en' : 'zh'; translate(); });
  $('fit').addEventListener('click', picture.fit);
  $('closer').addEventListener('click', () => picture.zoom(1.3));
  $('further').addEventListener('click', () => picture.zoom(1 / 1.3));
  $('save').addEventListener('click', savePicture);
  $('keep').addEventListener('click', savePage);
  $('drawing').addEventListener('click', saveDrawing);
  $('share').addEventListener('click', share);
  $('frame').addEventListener('click', frame);
  window.addEventListener('hashchange', () => { recall(window.location.hash.slice(1)); translate(); });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') change({ body: null, tie: null }); });
}

function keys() {
  const steps = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] };
  stage.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (steps[event.key]) picture.pan(...steps[event.key]);
    else if (event.key === '+' || event.key === '=') picture.zoom(1.3);
    else if (event.key === '-') picture.zoom(1 / 1.3);
    else if (event.key === '0') picture.fit();
    else return;
    event.preventDefault();
  });
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

// A renderer that the address asks for: the server gives it, a file has only its own.
function asked() {
  const wished = new URLSearchParams(window.location.search).get('renderer');
  if (wished && wished !== 'auto' && wished !== opening.renderer) $('tip').after(el('p', { class: 'notice', id: 'other-renderer' }, say('other-renderer', wished)));
}

// Served, the page leads back to the explorer, whose front page is at the root of the server; in a site to its own.
if (opening.links !== null || opening.home) {
  $('home').href = opening.home ?? '/';
  $('home').hidden = false;
}
// A page that shares its scripts with others cannot go without them.
$('keep').hidden = !opening.whole;
// Only a server that was told so lets others frame its pages.
$('frame').hidden = !opening.framed;
recall(window.location.hash.slice(1) || opening.view);
if (window.innerWidth <= 860) $('filters').open = false;
listen();
keys();
asked();
translate();
picture.fit();
performance.mark('zeren-ready');
window.zeren = { picture, state: () => state, view: () => view, lines: () => lines, nodes: () => nodesOf(view, null).map((node) => ({ ...node, full: nameOf(node.id) })), saved: savedPage, drawing: savedDrawing, number: (name) => numberOf.get(name) };
