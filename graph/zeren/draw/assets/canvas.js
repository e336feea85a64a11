// The drawing by vis-network, physics off: it keeps bodies, drag and zoom; lines are ours, drawn beneath the bodies.
// Every renderer gives the same picture: {draw, fit, zoom, pan, focus, scale, at, bodyAt, point, paper} and calls `on`.
const stage = document.getElementById('canvas');

function renderer(on) {
  const set = new vis.DataSet([], { queue: false });
  const prints = new Map();
  const places = new Map();
  let drawn = { nodes: [], lines: [], light: null };
  let made = null;
  const network = new vis.Network(stage, { nodes: set, edges: new vis.DataSet([]) }, {
    physics: false,
    layout: { improvedLayout: false },
    interaction: { hover: false, multiselect: false, tooltipDelay: 1e9, keyboard: false },
    nodes: { borderWidth: 1.5, borderWidthSelected: 3, scaling: { label: { drawThreshold: 9 } }, labelHighlightBold: false },
  });

  function look(node, [large, size]) {
    const own = 12 + 0.4 * (node.size - 7);
    const colour = { background: node.maybe ? SHEET : node.colour, border: node.maybe ? node.colour : node.border };
    const font = large.has(node.id) ? Math.max(size, Math.min(own, 1.6 * size)) : Math.min(own, 0.8 * size);
    return {
      id: node.id, label: node.label, shape: node.shape, size: node.size, x: node.x, y: node.y, opacity: node.alpha,
      borderWidth: Math.min(node.maybe ? 3 : node.edge, node.size * 0.3),
      color: { ...colour, highlight: colour },
      font: { size: font, vadjust: large.get(node.id) === 'above' ? -(2 * node.size + font * (1.1 * node.label.split('\n').length + 0.8)) : 0, color: node.alpha < 0.3 ? `${INK}40` : node.faint ? (DARK ? '#a9b3c0' : '#566273') : INK, strokeWidth: node.alpha < 0.3 ? 0 : 3, strokeColor: SHEET, face: 'sans-serif' },
      shapeProperties: { borderDashes: node.maybe || node.fixed ? [4, 3] : false },
    };
  }

  // vis only ever gets the difference to what it already shows.
  function bodies() {
    const sizes = legible(drawn.nodes, drawn.light?.chosen ?? new Set(), network.getScale());
    const changed = [];
    const wanted = new Set(drawn.nodes.map((node) => node.id));
    const gone = [...prints.keys()].filter((id) => !wanted.has(id));
    for (const node of drawn.nodes) {
      const item = look(node, sizes);
      const print = JSON.stringify(item);
      if (prints.get(node.id) !== print) changed.push(item);
      prints.set(node.id, print);
    }
    gone.forEach((id) => prints.delete(id));
    if (gone.length) set.remove(gone);
    if (changed.length) set.update(changed);
  }

  function draw(nodes, lines, light) {
    drawn = { nodes, lines, light };
    places.clear();
    nodes.forEach((node) => places.set(node.id, { x: node.x, y: node.y, size: node.size }));
    made = null;
    bodies();
    network.redraw();
  }

  network.on('beforeDrawing', (brush) => paint(brush, made ??= strokes(drawn.lines, places)));
  let settling = 0;
  network.on('zoom', () => {
    on.left();
    window.clearTimeout(settling);
    settling = window.setTimeout(bodies, 120);
  });
  network.on('dragStart', on.left);
  network.on('dragging', ({ nodes }) => {
    for (const [id, { x, y }] of Object.entries(network.getPositions(nodes))) Object.assign(places.get(Number(id)) ?? {}, { x, y });
    if (nodes.length) made = null;
  });
  network.on('dragEnd', ({ nodes }) => {
    for (const [id, { x, y }] of Object.entries(network.getPositions(nodes))) on.moved(Number(id), Math.round(x), Math.round(y));
  });
  const point = (x, y) => {
    const place = network.DOMtoCanvas({ x, y });
    return [place.x, place.y];
  };
  const near = (x, y) => lineAt(drawn.lines, places, point(x, y), 6 / network.getScale());
  network.on('click', ({ nodes: [body], pointer: { DOM } }) => on.click(body ?? null, body === undefined ? near(DOM.x, DOM.y) : null));
  stage.addEventListener('mousemove', (event) => {
    if (event.buttons) return;
    const box = stage.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const body = network.getNodeAt({ x, y });
    on.over(body ?? null, body === undefined ? near(x, y) : null, x, y);
  });
  stage.addEventListener('mouseleave', on.left);
  stage.querySelector('.vis-network').tabIndex = -1;

  return {
    name: 'canvas', draw,
    fit: () => {
      for (const round of [1, 2]) {
        network.fit({ animation: false });
        bodies();
        if (round === 1) network.redraw();
      }
    },
    zoom: (times) => { network.moveTo({ scale: network.getScale() * times }); bodies(); },
    pan: (dx, dy) => {
      const [{ x, y }, scale] = [network.getViewPosition(), network.getScale()];
      network.moveTo({ position: { x: x + dx / scale, y: y + dy / scale } });
    },
    focus: (body) => {
      if (places.has(body)) network.focus(body, { scale: Math.max(network.getScale(), 0.7), animation: false });
      bodies();
    },
    at: (body) => network.canvasToDOM(places.get(body)),
    center: () => network.getViewPosition(),
    labels: () => set.get().map((one) => one.label),
    paper: () => [stage.querySelector('canvas')],
  };
}
