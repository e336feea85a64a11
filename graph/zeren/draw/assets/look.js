// What bodies and lines look like, whatever draws them.
// The sheet is dark where the reader's system is; a PNG is saved as it is seen, an SVG on white.
const DARK = window.matchMedia('screen and (prefers-color-scheme: dark)').matches;
const INK = DARK ? '#e6e9ee' : '#1b2430';
const SHEET = DARK ? '#151a21' : '#fcfcfd';
// On a dark sheet the colours of lines are half white; as printed they are dark.
const printed = new Map();
if (DARK) {
  for (const kind of data.kinds) {
    const light = `#${[1, 3, 5].map((place) => Math.round((parseInt(kind[5].slice(place, place + 2), 16) + 255) / 2).toString(16).padStart(2, '0')).join('')}`;
    printed.set(light, kind[5]);
    kind[5] = light;
  }
}
const GREY = '#667080';
const PLAIN = 700; // lines above which they are straight and of one colour
const lookOf = (what, key) => data.looks.find((row) => row[0] === what && row[1] === key) ?? data.looks.find((row) => row[0] === what && ['unknown', 'unresolved', 'other'].includes(row[1]));
const lookName = (what, key) => lookOf(what, key)[language === 'zh' ? 4 : 5];
const colourOf = (node) => (['community', 'status'].includes(state.colour) && !node[state.colour] ? '#8A929C' : lookOf(state.colour, node[state.colour])[2]);
const shapeOf = (node) => (state.shape === 'community' && !node.community ? 'dot' : lookOf(state.shape, node[state.shape])[3]);

function shade(colour, share) {
  const parts = [1, 3, 5].map((place) => Math.round(parseInt(colour.slice(place, place + 2), 16) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

// Radius of every body: its area grows with what it stands for.
function sizes() {
  const duties = total(state.groups);
  const largest = 3.2 * Math.sqrt(Math.max(1, ...duties));
  const figures = state.size === 'duties' ? duties : data.metrics[state.size];
  const most = Math.max(...figures, 1e-12);
  return figures.map((figure) => 7 + largest * Math.sqrt(figure / most));
}

// What stays bright while the rest steps back: {bodies, pair(pair)}, null where everything does.
function lit(view, found) {
  if (state.tie) {
    const [a, b] = [Math.min(...state.tie.slice(0, 2)), Math.max(...state.tie.slice(0, 2))];
    return { bodies: new Set([a, b]), chosen: new Set([a, b]), pair: (pair) => pair.a === a && pair.b === b };
  }
  if (state.body !== null) {
    const own = view.every.filter((pair) => pair.a === state.body || pair.b === state.body);
    return { bodies: reach(state.body, own, 1), chosen: new Set([state.body]), pair: (pair) => pair.a === state.body || pair.b === state.body };
  }
  if (!found.length) return null;
  const own = new Set(found);
  const pair = (one) => own.has(one.a) || own.has(one.b);
  return { bodies: found.length > 5 ? own : new Set([...own, ...view.pairs.filter(pair).flatMap((one) => [one.a, one.b])]), chosen: own, pair };
}

// Ties of a pair as shares of one line: [{colour, dash, share}].
function shares(pair) {
  const all = pair.ties.reduce((sum, tie) => sum + tie.measures.length, 0);
  const byKind = new Map();
  pair.ties.forEach((tie) => byKind.set(tie.kind, (byKind.get(tie.kind) ?? 0) + tie.measures.length));
  return [...byKind].map(([kind, number]) => ({ kind, colour: data.kinds[kind][5], dash: data.kinds[kind][6], share: number / all }));
}

// The lines to draw: one a pair, or one a tie where a pair is opened.
// {key, pair, kind (-1: all), a, b, parts, width, alpha, arrow, bend, maybe}
function linesOf(view, light) {
  const shown = new Set(view.pairs);
  const extra = state.body === null && !state.tie ? [] : view.every.filter((pair) => light.pair(pair) && !shown.has(pair));
  const pairs = [...view.pairs, ...extra];
  const plain = pairs.length > PLAIN;
  const lines = [];
  for (const pair of pairs) {
    const on = !light || light.pair(pair);
    const alpha = !on ? 0.06 : light ? 0.9 : plain ? 0.35 : 0.6;
    const open = state.split || (state.tie && on);
    const width = (number) => Math.min(18, 0.8 + 1.5 * Math.sqrt(number));
    if (!open) {
      const parts = shares(pair);
      const main = parts.reduce((best, part) => (part.share > best.share ? part : best));
      const one = plain && !(light && on) ? [{ ...main, colour: main.share >= 0.5 ? main.colour : GREY, dash: [], share: 1 }] : parts;
      lines.push({ key: `${pair.a}-${pair.b}`, pair, kind: -1, a: pair.a, b: pair.b, parts: one, main, width: width(pair.measures.length), alpha, arrow: false, bend: 0, maybe: pair.ties.every((tie) => tie.maybe === tie.measures.length) });
      continue;
    }
    pair.ties.forEach((tie, place) => {
      const [, , , , , colour, dash] = data.kinds[tie.kind];
      const bend = plain && !(light && on) ? 0 : (place - (pair.ties.length - 1) / 2) * 0.16 * (tie.a < tie.b ? 1 : -1);
      const main = { kind: tie.kind, colour, dash, share: 1 };
      const told = !state.tie || state.tie[2] < 0 || (tie.kind === state.tie[2] && tie.a === state.tie[0]) || !on;
      lines.push({ key: `${tie.a}-${tie.b}-${tie.kind}`, pair, kind: tie.kind, a: tie.a, b: tie.b, parts: [main], main, width: width(tie.measures.length), alpha: told ? alpha : 0.35, arrow: !mutual[tie.kind] && on, bend, maybe: tie.maybe === tie.measures.length });
    });
  }
  return lines;
}

// Bodies whose labels are enlarged to be read at this scale, with the side of the label: the first ones that find room below
// or above their body. The largest ones may cover smaller bodies, but no label.
function legible(nodes, chosen, scale) {
  const size = 12.5 / Math.max(scale, 0.02);
  const disc = ({ x, y, size: radius }) => [x - radius * 0.8, y - radius * 0.8, x + radius * 0.8, y + radius * 0.8];
  const discs = nodes.filter((node) => !node.faint).map((node) => [node, disc(node)]);
  const labels = [];
  const large = new Map();
  let rank = 0;
  const apart = (box, other) => box[0] >= other[2] || other[0] >= box[2] || box[1] >= other[3] || other[1] >= box[3];
  for (const node of [...nodes].sort((p, q) => chosen.has(q.id) - chosen.has(p.id) || p.faint - q.faint || q.size - p.size).slice(0, 140 + chosen.size)) {
    const lines = node.label.split('\n');
    const width = size * Math.max(...lines.map((line) => line.length));
    const height = size * 1.3 * lines.length;
    const places = [['below', node.y + node.size + size * 0.4], ['above', node.y - node.size - height - size * 0.4]].map(([side, top]) => [side, [node.x - width / 2, top, node.x + width / 2, top + height]]);
    const clear = ([, box]) => !node.faint && labels.every((other) => apart(box, other));
    const free = ([, box], least) => discs.every(([one, other]) => one === node || one.size < least || apart(box, other));
    const found = places.find((one) => clear(one) && free(one, 0)) ?? places.find((one) => rank < 15 && clear(one) && free(one, node.size)) ?? (chosen.has(node.id) ? places[0] : null);
    rank += 1;
    if (!found) continue;
    labels.push(found[1]);
    large.set(node.id, found[0]);
  }
  return [large, size];
}

// The bodies to draw: {id, label, x, y, size, shape, colour, border, edge, alpha, faint, maybe, fixed}.
function nodesOf(view, light) {
  const tied = new Set(view.pairs.flatMap(({ a, b }) => [a, b]));
  const radius = sizes();
  return data.nodes.filter((node) => view.bodies.has(node.id)).map((node) => {
    const chosen = Boolean(light?.chosen.has(node.id));
    const dim = light && !light.bodies.has(node.id);
    const faint = dim || (!light && !tied.has(node.id) && view.pairs.length > 0);
    const colour = colourOf(node);
    const [x, y] = state.pin.get(node.id) ?? [node.x, node.y];
    return {
      id: node.id, label: node.label, x, y, size: radius[node.id], shape: shapeOf(node), colour, border: chosen ? INK : shade(colour, 0.72),
      edge: chosen ? 3 : 1.5, alpha: dim ? 0.16 : faint ? 0.45 : 1, faint: Number(faint), maybe: view.maybe.has(node.id), fixed: state.pin.has(node.id),
    };
  });
}
