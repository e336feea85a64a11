// The words beside the picture: details of a body or a pair. Texts enter as text nodes only.
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
  dot: 'M9 2a7 7 0 1 1 0 14a7 7 0 1 1 0-14z', hexagon: 'M5.5 3h7L16 9l-3.5 6h-7L2 9z', triangle: 'M9 2l7.5 13h-15z', triangleDown: 'M9 16L1.5 3h15z',
  diamond: 'M9 1l7 8-7 8-7-8z', square: 'M3 3h12v12H3z', star: 'M9 1l2.3 5.5 6 .5-4.6 3.9 1.4 5.9L9 13.6l-5.1 3.2 1.4-5.9L.7 7l6-.5z',
};
const swatch = (shape, colour) => svg('svg', { width: 18, height: 18, 'aria-hidden': 'true' }, svg('path', { d: SHAPES[shape], fill: colour }));

function stroke(kind) {
  const [, , , , , colour, dash] = data.kinds[kind];
  const line = svg('line', { x1: 1, y1: 6, x2: mutual[kind] ? 33 : 26, y2: 6, stroke: colour, 'stroke-width': 3, 'stroke-dasharray': dash.map((part) => part * 0.8).join(' ') });
  const head = mutual[kind] ? [] : [svg('path', { d: 'M25 1l9 5-9 5z', fill: colour })];
  return svg('svg', { width: 34, height: 12, 'aria-hidden': 'true' }, line, ...head);
}

const bodyLink = (body, text) => el('button', { type: 'button', class: 'link', on: () => showBody(body) }, el('bdi', {}, text ?? nameOf(body)));
const button = (text, on, more = {}) => el('button', { type: 'button', on, ...more }, text);

// The page of a body or a measure in the explorer that serves this page.
function site(iri) {
  if (opening.links === null || !iri.startsWith(opening.ids)) return null;
  return el('a', { href: opening.links + iri.slice(opening.ids.length) + (language === 'en' ? '?lang=en' : ''), class: 'site' }, say('site'));
}

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
  for (const duty of measure.duties) {
    if (!(duty.readings & bit())) continue;
    const { body, role, head, mention, via } = duty;
    const key = `${role} ${head ?? ''}`;
    if (!lines.has(key)) lines.set(key, [head || say(data.roles[role]), []]);
    const link = body >= 0 ? bodyLink(body, via ? nameOf(body) : mention) : el('bdi', {}, mention);
    if (involved.has(body)) link.classList.add('me');
    const from = via ? `（${say(duty.readings === READINGS.possible ? 'via-maybe' : 'via', via)}）` : '';
    lines.get(key)[1].push([link, from]);
  }
  return [...lines.values()].flatMap(([title, links]) => {
    const line = el('dd');
    links.forEach(([link, from], place) => line.append(place ? '、' : '', link, from));
    return [el('dt', {}, el('bdi', {}, title)), line];
  });
}

function card(place, involved) {
  const measure = data.measures[place];
  const { iri, plan, section, task, text, deadline: [printed, kind, start, end, inherited] } = measure;
  const dates = [start, end].filter(Boolean).join(' – ');
  const when = [printed || say('none'), dates && `(${dates})`, inherited && say('inherited')].filter(Boolean).join(' ');
  const partOf = data.plans[plan][0];
  return el('article', { 'data-measure': iri },
    el('p', { class: 'where' }, [partOf, planName(plan), ...section].filter(Boolean).join(' › ')),
    el('h4', {}, el('bdi', {}, taskName(task))),
    el('blockquote', {}, text),
    el('dl', {},
      el('dt', {}, say('deadline')), el('dd', { 'data-kind': kind }, el('bdi', {}, when)),
      ...roleLines(measure, involved),
      el('dt', {}, say('source')), el('dd', {}, el('bdi', {}, `${data.plans[plan][3]} · ${measure.place}`), ' ', site(iri))));
}

const cards = (places, involved) => growing('div', places, (place) => card(place, involved), 20);

function figures(count) {
  const shown = data.roles.map((role, column) => [role, count[column]]).filter(([, number]) => number);
  return el('div', { class: 'figures' }, ...shown.map(([role, number]) => el('div', {}, el('b', {}, String(number)), el('span', {}, say(role)))));
}

const sure = (tie) => (tie.maybe ? ` ${say('maybe-of', tie.maybe)}` : '');

// The kinds of some ties of one pair with their numbers, as seen from its end a.
function mix(ties, a) {
  return ties.map((tie) => {
    const [, head, tail] = data.kinds[tie.kind];
    const name = mutual[tie.kind] || tie.a === a ? kindName(tie.kind) : `${say(tail)} ← ${say(head)}`;
    return `${name}\u00a0${tie.measures.length}${sure(tie)}`;
  }).join(' · ');
}

// The mix as a bar of its colours; the words of mix() stand beside it.
function mixBar(pair, most) {
  const bar = el('div', { class: 'bar', 'aria-hidden': 'true' });
  shares(pair).forEach(({ colour, dash, share }) => bar.append(el('i', { class: dash.length ? 'dashed' : '', style: { width: `${(100 * share * pair.measures.length) / most}%`, backgroundColor: colour } })));
  return bar;
}

const bar = (share, colour) => el('div', { class: 'bar', 'aria-hidden': 'true' }, el('i', { style: { width: `${100 * share}%`, backgroundColor: colour } }));
const topList = (rows) => el('ol', { class: 'top' }, ...rows.map(({ link, number, strip, note }) => el('li', {}, link, el('span', { class: 'num' }, String(number)), note ? el('span', { class: 'mix' }, note) : null, strip)));
const pairLink = (pair, text) => el('button', { type: 'button', class: 'link', on: () => showTie(pair.a, pair.b, -1) }, ...(text ? [el('bdi', {}, text)] : [el('bdi', {}, nameOf(pair.a)), ' — ', el('bdi', {}, nameOf(pair.b))]));

function overview(view, found) {
  const any = data.roles.length;
  const chosen = new Set(found);
  const bodies = [...(found.length ? chosen : view.bodies)].sort((a, b) => view.counts.get(b)[any] - view.counts.get(a)[any] || a - b).slice(0, found.length ? 20 : 8);
  const pairs = view.every.filter((pair) => !found.length || chosen.has(pair.a) || chosen.has(pair.b)).slice(0, 8);
  if (!bodies.length) return [el('p', {}, say('nothing')), state.around === null || total('expanded')[state.around] === undefined ? null : el('p', {}, say('try-groups'))];
  const [most, best] = [Math.max(...bodies.map((body) => view.counts.get(body)[any])), pairs[0]?.measures.length];
  return [
    el('p', {}, say('how')), el('p', { class: 'full' }, say(`count-${state.groups}`)),
    data.center === null ? null : el('p', { class: 'full' }, say('only-around', nameOf(data.center), data.hops)),
    el('h3', { 'aria-level': '2' }, say(found.length ? 'selected' : 'top-bodies')),
    topList(bodies.map((body) => ({ link: bodyLink(body), number: view.counts.get(body)[any], strip: bar(view.counts.get(body)[any] / most, colourOf(data.nodes[body])) }))),
    pairs.length ? el('h3', { 'aria-level': '2' }, say(found.length ? 'selected-pairs' : 'top-pairs')) : null,
    topList(pairs.map((pair) => ({ link: pairLink(pair), number: pair.measures.length, strip: mixBar(pair, best), note: mix(pair.ties, pair.a) }))),
  ];
}

function bodyChips(body) {
  const node = data.nodes[body];
  const community = node.community ? el('span', { class: 'chip' }, swatch('dot', lookOf('community', node.community)[2]), communityName(data.communities[body])) : null;
  const metrics = Object.entries(data.metrics).map(([key, values]) => el('span', { class: 'chip' }, `${say(key)} ${figure(values[body])}`));
  return [
    el('p', { class: 'chips' }, el('span', { class: 'chip' }, swatch('dot', lookOf('level', node.level)[2]), lookName('level', node.level)), el('span', { class: 'chip' }, swatch(lookOf('kind', node.kind)[3], '#566273'), lookName('kind', node.kind)), community),
    metrics.length ? el('p', { class: 'chips' }, ...metrics) : null,
  ];
}

const figure = (value) => (Number.isInteger(value) ? String(value) : value.toPrecision(3));
const communityName = (number) => say('community', number);

function bodyTools(body) {
  const step = (steps) => button(say('steps', steps), () => { change({ around: state.around === body && state.steps === steps ? null : body, steps }); picture.fit(); }, { 'aria-pressed': String(state.around === body && state.steps === steps) });
  const pinned = state.pin.has(body);
  return [
    el('p', { class: 'chips' }, say('around'), step(1), step(2), step(3)),
    el('p', { class: 'chips' },
      button(say('shared-with'), () => { change({ shared: state.shared === body ? null : body }); picture.fit(); }, { 'aria-pressed': String(state.shared === body), id: 'only-shared' }),
      button(say(pinned ? 'unpin' : 'pin'), () => { if (pinned) state.pin.delete(body); else state.pin.set(body, [data.nodes[body].x, data.nodes[body].y]); refresh(); }, { 'aria-pressed': String(pinned), id: 'pin-body' }),
      button(say('hide'), () => { state.hidden.add(body); change({ body: null }); }, { id: 'hide-body' }),
      button(say('clear'), () => change({ body: null }))),
  ];
}

function bodyDetails(view, body) {
  const node = data.nodes[body];
  const own = data.measures.map((measure, place) => [place, measure.duties.filter((duty) => duty.body === body && counts(duty))]).filter(([place, held]) => held.length && view.measures.has(place));
  const partners = view.every.filter((pair) => pair.a === body || pair.b === body).map((pair) => ({ ...pair, other: pair.a === body ? pair.b : pair.a }));
  const byRole = data.roles.map((role, column) => [role, own.filter(([, held]) => held.some((duty) => duty.role === column)).map(([place]) => place)]).filter(([, places]) => places.length);
  return [
    el('h2', { tabindex: '-1' }, el('bdi', {}, node.full)),
    node.name === node.full ? null : el('p', { class: 'full' }, el('bdi', {}, node.name)),
    site(data.base + node.iri),
    ...bodyChips(body),
    node.aliases.length ? el('p', { class: 'full' }, `${say('printed')} `, el('bdi', {}, node.aliases.join('、'))) : null,
    view.maybe.has(body) ? el('p', { class: 'notice' }, say('maybe-body')) : null,
    figures(view.counts.get(body) ?? []),
    ...bodyTools(body),
    el('h3', {}, `${say('partners')} ${partners.length}`),
    ...growing('div', partners, (pair) => topList([{ link: pairLink(pair, nameOf(pair.other)), number: pair.measures.length, strip: mixBar(pair, partners[0].measures.length), note: mix(pair.ties, body) }]), 6),
    ...byRole.map(([role, places]) => el('details', { class: 'kind', open: true }, el('summary', {}, say(role), ' ', el('span', { class: 'num' }, String(places.length))), ...cards(places, new Set([body])))),
    own.length ? null : el('p', {}, say('nothing')),
  ];
}

function tieDetails(view, [a, b, kind]) {
  const pair = view.every.find((one) => (one.a === a && one.b === b) || (one.a === b && one.b === a));
  const ties = pair?.ties ?? [];
  const first = ties.filter((tie) => kind < 0 || (tie.kind === kind && tie.a === a));
  const rest = ties.filter((tie) => !first.includes(tie));
  const one = (tie, open) => el('details', { class: 'kind', open },
    el('summary', {}, stroke(tie.kind), ' ', mutual[tie.kind] ? kindName(tie.kind) : `${nameOf(tie.a)} → ${nameOf(tie.b)}　${kindName(tie.kind)}`, ' ', el('span', { class: 'num' }, String(tie.measures.length)), sure(tie)),
    ...cards(tie.measures, new Set([a, b])));
  return [
    el('h2', { tabindex: '-1' }, bodyLink(a), ' — ', bodyLink(b)),
    el('p', { class: 'full' }, `${say('shared')} ${pair?.measures.length ?? 0}`),
    pair ? mixBar(pair, pair.measures.length) : null,
    el('p', { class: 'chips' }, button(say('clear'), () => change({ tie: null }))),
    ...first.map((tie) => one(tie, true)),
    rest.length ? el('h3', {}, say('other-ties')) : null,
    ...rest.map((tie) => one(tie, false)),
    ties.length ? null : el('p', {}, say('nothing')),
  ];
}

function tell(view, found) {
  const panel = document.getElementById('details');
  const parts = state.tie ? tieDetails(view, state.tie) : state.body !== null ? bodyDetails(view, state.body) : overview(view, found);
  panel.replaceChildren(...parts.filter((part) => part !== null && part !== undefined));
}
