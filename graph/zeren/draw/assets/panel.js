// The words beside the picture: details of a body or a tie, and the lists. Texts enter as text nodes only.
const PAGE = 40; // items of a list before a button offers more

function el(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(options)) {
    if (key === 'on') element.addEventListener('click', value);
    else if (key === 'class') element.className = value;
    else if (key === 'style') Object.assign(element.style, value);
    else if (typeof value === 'boolean') element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...children);
  return element;
}

const SHAPES = {
  dot: 'M9 2a7 7 0 1 1 0 14a7 7 0 1 1 0-14z', hexagon: 'M5.5 3h7L16 9l-3.5 6h-7L2 9z', triangle: 'M9 2l7.5 13h-15z',
  diamond: 'M9 1l7 8-7 8-7-8z', square: 'M3 3h12v12H3z',
};
const swatch = (shape, colour) => svg('svg', { width: 18, height: 18, 'aria-hidden': 'true' }, svg('path', { d: SHAPES[shape], fill: colour }));

function stroke(kind) {
  const [, , , , , colour, dash] = data.kinds[kind];
  const line = svg('line', { x1: 1, y1: 6, x2: mutual[kind] ? 33 : 26, y2: 6, stroke: colour, 'stroke-width': 3, 'stroke-dasharray': dash.map((part) => part * 0.8).join(' ') });
  const head = mutual[kind] ? [] : [svg('path', { d: 'M25 1l9 5-9 5z', fill: colour })];
  return svg('svg', { width: 34, height: 12, 'aria-hidden': 'true' }, line, ...head);
}

const nameOf = (body) => data.nodes[body].full;
const bodyLink = (body, text) => el('button', { type: 'button', class: 'link', on: () => showBody(body) }, el('bdi', {}, text ?? nameOf(body)));
const planName = (plan) => [data.plans[plan][1], data.plans[plan][2]].filter(Boolean).join(' ');

// A list that shows its first items and offers the rest.
function growing(tag, items, make, size = PAGE) {
  const box = el(tag);
  const rest = el('button', { type: 'button' });
  let done = 0;
  const grow = () => {
    items.slice(done, done + size).forEach((item) => box.append(make(item)));
    done += size;
    rest.hidden = done >= items.length;
    rest.textContent = say('more', Math.min(size, items.length - done));
  };
  rest.addEventListener('click', grow);
  grow();
  return [box, rest];
}

function roleLines(measure, involved) {
  const lines = new Map();
  for (const { body, role, head, mention, via } of measure.duties) {
    const key = `${role} ${head ?? ''}`;
    if (!lines.has(key)) lines.set(key, [head || say(data.roles[role]), []]);
    const link = known.has(body) ? bodyLink(body, mention) : el('bdi', {}, mention);
    if (involved.has(body)) link.classList.add('me');
    lines.get(key)[1].push([link, via]);
  }
  return [...lines.values()].flatMap(([title, links]) => {
    const line = el('dd');
    links.forEach(([link, via], place) => line.append(place ? '、' : '', link, via ? `（${say('via', via)}）` : ''));
    return [el('dt', {}, el('bdi', {}, title)), line];
  });
}

function card(place, involved) {
  const measure = data.measures[place];
  const { iri, plan, section, number, task, text, deadline: [printed, kind, start, end, inherited] } = measure;
  const dates = [start, end].filter(Boolean).join(' – ');
  const when = [printed || say('none'), dates && `(${dates})`, inherited && say('inherited')].filter(Boolean).join(' ');
  const partOf = data.plans[plan][0];
  return el('article', { 'data-measure': iri },
    el('p', { class: 'where' }, [partOf, planName(plan), ...section].filter(Boolean).join(' › ')),
    el('h4', {}, el('bdi', {}, [number, task].filter(Boolean).join(' '))),
    el('blockquote', {}, text),
    el('dl', {},
      el('dt', {}, say('deadline')), el('dd', { 'data-kind': kind }, el('bdi', {}, when)),
      ...roleLines(measure, involved),
      el('dt', {}, say('source')), el('dd', {}, el('bdi', {}, `${data.plans[plan][3]} · ${measure.place}`))));
}

const cards = (places, involved) => growing('div', places, (place) => card(place, involved), 20);

function figures(count) {
  const shown = data.roles.map((role, column) => [role, count[column]]).filter(([, number]) => number);
  return el('div', { class: 'figures' }, ...shown.map(([role, number]) => el('div', {}, el('b', {}, String(number)), el('span', {}, say(role)))));
}

// The kinds of some ties of one pair with their numbers, as seen from its end a.
function mix(ties, a) {
  return ties.map((tie) => {
    const [, head, tail] = data.kinds[tie.kind];
    const name = mutual[tie.kind] || tie.a === a ? kindName(tie.kind) : `${say(tail)} ← ${say(head)}`;
    return `${name}\u00a0${tie.measures.length}`;
  }).join(' · ');
}

function topList(rows) {
  const most = Math.max(1, ...rows.map((row) => row.number));
  return el('ol', { class: 'top' }, ...rows.map(({ link, number, colour, note }) => el('li', {}, link, el('span', { class: 'num' }, String(number)),
    note ? el('span', { class: 'mix' }, note) : null,
    el('div', { class: 'bar' }, el('i', { style: { width: `${(100 * number) / most}%`, background: colour } })))));
}

const pairLink = (pair) => el('button', { type: 'button', class: 'link', on: () => showTie(pair.a, pair.b, -1) }, el('bdi', {}, nameOf(pair.a)), ' — ', el('bdi', {}, nameOf(pair.b)));

function overview(view, found) {
  const any = data.roles.length;
  const chosen = new Set(found);
  const bodies = [...(found.length ? chosen : view.bodies)].sort((a, b) => view.counts.get(b)[any] - view.counts.get(a)[any] || a - b).slice(0, found.length ? 20 : 8);
  const pairs = pairsOf(view.ties.filter((tie) => !found.length || chosen.has(tie.a) || chosen.has(tie.b))).slice(0, 8);
  if (!bodies.length) return [el('p', {}, say('nothing'))];
  return [
    el('p', {}, say('how')), el('p', { class: 'full' }, say(`count-${data.groups}`)),
    el('h3', {}, say(found.length ? 'selected' : 'top-bodies')),
    topList(bodies.map((body) => ({ link: bodyLink(body), number: view.counts.get(body)[any], colour: data.nodes[body].color }))),
    pairs.length ? el('h3', {}, say(found.length ? 'selected-pairs' : 'top-pairs')) : null,
    topList(pairs.map((pair) => ({ link: pairLink(pair), number: pair.measures.size, colour: '#4a5565', note: mix(pair.ties, pair.a) }))),
  ];
}

function bodyDetails(view, body) {
  const node = data.nodes[body];
  const own = data.measures.map((measure, place) => [place, measure.duties.filter((duty) => duty.body === body && !state.roles.has(data.roles[duty.role]))]).filter(([place, held]) => held.length && view.measures.has(place));
  const partners = pairsOf(view.ties.filter((tie) => tie.a === body || tie.b === body)).map((pair) => ({ ...pair, other: pair.a === body ? pair.b : pair.a }));
  const step = (steps) => el('button', { type: 'button', 'aria-pressed': String(state.around === body && state.steps === steps), on: () => { change({ around: body, steps }); whole(); } }, say('steps', steps));
  const byRole = data.roles.map((role, column) => [role, own.filter(([, held]) => held.some((duty) => duty.role === column)).map(([place]) => place)]).filter(([, places]) => places.length);
  return [
    el('h2', { tabindex: '-1' }, el('bdi', {}, node.full)),
    node.name === node.full ? null : el('p', { class: 'full' }, el('bdi', {}, node.name)),
    el('p', { class: 'chips' }, el('span', { class: 'chip' }, swatch(node.shape, node.color), lookName('level', node.level)), el('span', { class: 'chip' }, lookName('kind', node.kind))),
    node.aliases.length ? el('p', { class: 'full' }, `${say('printed')} `, el('bdi', {}, node.aliases.join('、'))) : null,
    figures(view.counts.get(body) ?? []),
    el('p', { class: 'chips' }, say('around'), step(1), step(2), step(3),
      el('button', { type: 'button', on: () => toggleIn('pinned', body) }, say(state.pinned.has(body) ? 'unpin' : 'pin')),
      el('button', { type: 'button', on: () => { state.hidden.add(body); change({ body: null }); } }, say('hide')),
      el('button', { type: 'button', on: () => { const back = state.around !== null; change({ body: null, around: null }); if (back) whole(); } }, say('clear'))),
    el('h3', {}, `${say('partners')} ${partners.length}`),
    ...growing('div', partners, (pair) => topList([{ link: el('button', { type: 'button', class: 'link', on: () => showTie(pair.a, pair.b, -1) }, el('bdi', {}, nameOf(pair.other))), number: pair.measures.size, colour: data.nodes[pair.other].color, note: mix(pair.ties, body) }]), 6),
    ...byRole.map(([role, places]) => el('details', { class: 'kind', open: true }, el('summary', {}, say(role), ' ', el('span', { class: 'num' }, String(places.length))), ...cards(places, new Set([body])))),
  ];
}

function tieDetails(view, [a, b, kind]) {
  const ties = pairsOf(view.ties.filter((tie) => (tie.a === a && tie.b === b) || (tie.a === b && tie.b === a)))[0]?.ties ?? [];
  const first = ties.filter((tie) => kind < 0 || (tie.kind === kind && tie.a === a));
  const rest = ties.filter((tie) => !first.includes(tie));
  const total = new Set(ties.flatMap((tie) => tie.measures)).size;
  const one = (tie, open) => el('details', { class: 'kind', open },
    el('summary', {}, stroke(tie.kind), ' ', mutual[tie.kind] ? kindName(tie.kind) : `${nameOf(tie.a)} → ${nameOf(tie.b)}　${kindName(tie.kind)}`, ' ', el('span', { class: 'num' }, String(tie.measures.length))),
    ...cards(tie.measures, new Set([a, b])));
  return [
    el('h2', { tabindex: '-1' }, bodyLink(a), ' — ', bodyLink(b)),
    el('p', { class: 'full' }, `${say('shared')} ${total}`),
    el('p', { class: 'chips' }, el('button', { type: 'button', on: () => change({ tie: null }) }, say('clear'))),
    ...first.map((tie) => one(tie, true)),
    rest.length ? el('h3', {}, say('other-ties')) : null,
    ...rest.map((tie) => one(tie, false)),
    ties.length ? null : el('p', {}, say('nothing')),
  ];
}

function tell(view, found) {
  const panel = document.getElementById('details');
  const parts = state.tie ? tieDetails(view, state.tie) : state.body !== null ? bodyDetails(view, state.body) : overview(view, found);
  panel.replaceChildren(...parts.filter((part) => part !== null));
}

// Lists: the picture as tables. columns: [{title, value(row), cell(row), numeric}]
const order = { bodies: [0, 0], pairs: [0, 0] }; // column and direction; 0: as they come

function sheet(id, columns, rows) {
  const [column, direction] = order[id];
  const sorted = direction ? [...rows].sort((p, q) => {
    const [x, y] = [columns[column].value(p), columns[column].value(q)];
    return direction * (typeof x === 'number' ? x - y : x.localeCompare(y, 'zh')) || 0;
  }) : rows;
  const heads = columns.map((one, place) => {
    const active = direction && place === column;
    const turn = () => { order[id] = [place, active ? -direction : one.numeric ? -1 : 1]; refresh(); };
    return el('th', { scope: 'col', class: one.numeric ? 'num' : '', 'aria-sort': active ? (direction > 0 ? 'ascending' : 'descending') : 'none' },
      el('button', { type: 'button', on: turn }, one.title, active ? (direction > 0 ? ' ▲' : ' ▼') : ''));
  });
  const [body, more] = growing('tbody', sorted, (row) => el('tr', {}, ...columns.map((one) => el('td', { class: one.numeric ? 'num' : '' }, one.cell(row)))), 100);
  document.getElementById(id).replaceChildren(rows.length ? el('table', {}, el('thead', {}, el('tr', {}, ...heads)), body) : el('p', {}, say('nothing')), more);
}

function lists(view, found) {
  const any = data.roles.length;
  const wanted = state.q ? new Set(found) : null;
  const partners = new Map();
  const pairs = pairsOf(view.ties);
  pairs.forEach(({ a, b }) => [a, b].forEach((body) => partners.set(body, (partners.get(body) ?? 0) + 1)));
  const roles = data.roles.map((role, column) => [role, column]).filter(([, column]) => data.nodes.some((node) => node.counts[column]));
  const number = (title, value) => ({ title, value, cell: (row) => String(value(row)), numeric: true });
  sheet('bodies', [
    { title: say('partner'), value: nameOf, cell: (body) => bodyLink(body) },
    { title: say('level'), value: (body) => lookName('level', data.nodes[body].level), cell: (body) => lookName('level', data.nodes[body].level) },
    ...roles.map(([role, column]) => number(say(role), (body) => view.counts.get(body)[column])),
    number(say('measures'), (body) => view.counts.get(body)[any]),
    number(say('partners'), (body) => partners.get(body) ?? 0),
  ], [...view.bodies].filter((body) => !wanted || wanted.has(body)));
  const ends = (row, end) => el('bdi', {}, nameOf(row[end]));
  sheet('pairs', [
    { title: say('partner'), value: (tie) => nameOf(tie.a), cell: (tie) => ends(tie, 'a') },
    { title: say('relation'), value: (tie) => kindName(tie.kind), cell: (tie) => el('button', { type: 'button', class: 'link', on: () => showTie(tie.a, tie.b, tie.kind) }, kindName(tie.kind)) },
    { title: say('partner'), value: (tie) => nameOf(tie.b), cell: (tie) => ends(tie, 'b') },
    number(say('shared'), (tie) => tie.measures.length),
  ], view.ties.filter((tie) => !wanted || wanted.has(tie.a) || wanted.has(tie.b)).sort((p, q) => q.measures.length - p.measures.length || p.edge - q.edge));
}
