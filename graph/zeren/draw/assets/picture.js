// The drawing: vis-network with physics off; it only ever gets the difference to what it already shows.
const CALM = 1200; // ties above which lines stay straight and plain, and vanish while the picture moves
const INK = '#1b2430';
const stage = document.getElementById('canvas');
const nodes = new vis.DataSet([], { queue: false });
const edges = new vis.DataSet([], { queue: false });
const shownNodes = new Map();
let last = null; // what draw was last told, for new label sizes when the scale changes
const shownEdges = new Map();

// The frame of vis-network takes the keys, so it is the frame that must say what it is.
const network = new vis.Network(stage, { nodes, edges }, {
  physics: false,
  layout: { improvedLayout: false },
  interaction: {
    hover: true, hoverConnectedEdges: false, selectConnectedEdges: false, multiselect: true, tooltipDelay: 1e9,
    keyboard: { enabled: true, bindToWindow: false }, hideEdgesOnDrag: data.edges.length > CALM, hideEdgesOnZoom: data.edges.length > CALM,
  },
  nodes: { borderWidth: 1.5, borderWidthSelected: 3, scaling: { label: { drawThreshold: 9 } }, labelHighlightBold: false },
  edges: { smooth: false, arrowStrikethrough: false, selectionWidth: 2, hoverWidth: 1, color: { inherit: false } },
});

const frame = stage.querySelector('.vis-network');
frame.setAttribute('role', 'application');
frame.dataset.label = 'canvas';

function shade(colour, share) {
  const parts = [1, 3, 5].map((place) => Math.round(parseInt(colour.slice(place, place + 2), 16) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

// Bodies whose labels are enlarged to be read at this scale: the first ones that do not cover each other.
function readable(view, chosen) {
  const size = 12.5 / Math.max(network.getScale(), 0.02);
  const taken = [];
  const large = new Set();
  const order = [...chosen, ...data.nodes.map((node) => node.id).filter((id) => !chosen.has(id))].filter((id) => view.bodies.has(id)).slice(0, 120 + chosen.size);
  for (const id of order) {
    const node = data.nodes[id];
    const lines = node.label.split('\n');
    const width = size * Math.max(...lines.map((line) => line.length));
    const top = node.y + node.size;
    const box = [node.x - width / 2, top, node.x + width / 2, top + size * 1.3 * lines.length];
    const free = !taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
    if (free || chosen.has(id)) {
      taken.push(box);
      large.add(id);
    }
    const disc = node.size * 0.8;
    taken.push([node.x - disc, node.y - disc, node.x + disc, node.y + disc]);
  }
  return [large, size];
}

function nodeLook(node, lit, chosen, [large, size]) {
  const dim = lit && !lit.has(node.id);
  const border = chosen.has(node.id) ? INK : shade(node.color, 0.72);
  const colour = { background: node.color, border };
  return {
    id: node.id, label: node.label, shape: node.shape, size: node.size, x: node.x, y: node.y,
    fixed: state.pinned.has(node.id), opacity: dim ? 0.18 : 1, borderWidth: chosen.has(node.id) ? Math.min(4, node.size * 0.3) : 1.5,
    color: { ...colour, highlight: { ...colour, border: INK }, hover: { ...colour, border: INK } },
    font: { size: large.has(node.id) ? Math.max(size, Math.min(node.font.size, 1.6 * size)) : Math.min(node.font.size, 1.6 * size), color: dim ? 'rgba(27,36,48,.22)' : INK, strokeWidth: dim ? 0 : 3, strokeColor: '#fcfcfd', face: 'sans-serif' },
    shapeProperties: { borderDashes: node.kind === 'unresolved' ? [4, 3] : false },
  };
}

function bend(place, total, forward) {
  const offset = (place - (total - 1) / 2) * 0.22 * (forward ? 1 : -1);
  if (!offset) return { enabled: false, type: 'continuous', roundness: 0 };
  return { enabled: true, type: offset > 0 ? 'curvedCW' : 'curvedCCW', roundness: Math.abs(offset) };
}

function edgeLook(id, tie, bundle, lit, calm, smooth) {
  const many = bundle.length > 1 && state.merged;
  const [, , , , , colour, dash] = data.kinds[tie.kind];
  const number = many ? new Set(bundle.flatMap((one) => one.measures)).size : tie.measures.length;
  const on = !lit || lit(tie);
  return {
    id, from: tie.a, to: tie.b, smooth, width: Math.min(14, 0.5 + 1.15 * Math.sqrt(number)),
    color: { color: many ? '#4a5565' : colour, highlight: INK, hover: INK, opacity: on ? (lit ? 0.85 : calm ? 0.3 : 0.5) : 0.05 },
    dashes: many || calm || !dash.length ? false : dash,
    arrows: { to: { enabled: !many && !mutual[tie.kind] && on && (!calm || Boolean(lit)), scaleFactor: 0.55 } },
  };
}

// Wanted edges: one a tie, parallel ones bent apart, or one a pair where they are merged.
function wantedEdges(view, lit) {
  const calm = view.ties.length > CALM;
  const wanted = new Map();
  for (const { ties } of pairsOf(view.ties)) {
    if (state.merged) {
      const id = `m${ties[0].edge}`;
      wanted.set(id, edgeLook(id, ties[0], ties, lit, calm, bend(0, 1, true)));
    } else {
      ties.forEach((tie, place) => {
        const smooth = calm ? bend(0, 1, true) : bend(place, ties.length, tie.a < tie.b);
        wanted.set(`e${tie.edge}`, edgeLook(`e${tie.edge}`, tie, [tie], lit, calm, smooth));
      });
    }
  }
  return wanted;
}

function sync(set, shown, wanted) {
  const gone = [...shown.keys()].filter((id) => !wanted.has(id));
  const changed = [];
  for (const [id, item] of wanted) {
    const print = JSON.stringify(item);
    if (shown.get(id) !== print) changed.push(item);
    shown.set(id, print);
  }
  gone.forEach((id) => shown.delete(id));
  if (gone.length) set.remove(gone);
  if (changed.length) set.update(changed);
}

// Draw the view. What the panel tells about stays bright, the rest steps back.
function draw(view, found) {
  let lit = null;
  let bright = null;
  if (state.tie) {
    const [a, b, kind] = state.tie;
    lit = new Set([a, b]);
    bright = (tie) => lit.has(tie.a) && lit.has(tie.b) && (kind < 0 || state.merged || tie.kind === kind);
  } else if (state.body !== null) {
    lit = reach(state.body, view.ties, 1);
    bright = (tie) => tie.a === state.body || tie.b === state.body;
  } else if (found.length) {
    const own = new Set(found);
    bright = (tie) => own.has(tie.a) || own.has(tie.b);
    lit = found.length > 5 ? own : new Set([...own, ...view.ties.filter(bright).flatMap((tie) => [tie.a, tie.b])]);
  }
  const chosen = new Set(state.tie ? state.tie.slice(0, 2) : state.body !== null ? [state.body] : found);
  last = { view, lit, chosen };
  drawBodies();
  sync(edges, shownEdges, wantedEdges(view, bright));
  network.selectNodes([...chosen].filter((id) => view.bodies.has(id)), false);
}

function drawBodies() {
  const { view, lit, chosen } = last;
  const labels = readable(view, chosen);
  sync(nodes, shownNodes, new Map(data.nodes.filter((node) => view.bodies.has(node.id)).map((node) => [node.id, nodeLook(node, lit, chosen, labels)])));
}

function goTo(body) {
  if (!nodes.get(body)) return;
  network.focus(body, { scale: Math.max(network.getScale(), 0.7), animation: false });
  drawBodies();
}

let settling = 0;
function settle() {
  window.clearTimeout(settling);
  settling = window.setTimeout(drawBodies, 120);
}

network.on('zoom', settle);
frame.addEventListener('keyup', settle);
network.on('dragEnd', (event) => {
  for (const [id, { x, y }] of Object.entries(network.getPositions(event.nodes))) Object.assign(data.nodes[id], { x: Math.round(x), y: Math.round(y) });
});
