// The picture as SVG: the bodies and lines that are drawn, in the picture's own units, with its legend.
function savedDrawing() {
  const light = lit(view, hits().filter((body) => view.bodies.has(body)));
  const nodes = nodesOf(view, light);
  const places = new Map(nodes.map((node) => [node.id, node]));
  const edge = (side) => nodes.map((node) => [node.x, node.y][side]);
  const [left, top] = [0, 1].map((side) => Math.min(0, ...edge(side)) - 120);
  const [right, bottom] = [0, 1].map((side) => Math.max(0, ...edge(side)) + 140);
  const paper = svg('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: `${left} ${top} ${right - left} ${bottom - top + 40}`, 'font-family': 'sans-serif' });
  paper.append(svg('title', {}, document.title), svg('rect', { x: left, y: top, width: right - left, height: bottom - top + 40, fill: '#fff' }));
  for (const line of lines) {
    const way = course(line, places);
    if (!way) continue;
    let done = 0;
    for (const part of line.parts) {
      const [from, to] = [between(way.from, way.to, line.bend ? 0 : done), between(way.from, way.to, done + part.share)];
      done += part.share;
      const d = line.bend ? `M${way.from}Q${way.mid} ${way.to}` : `M${from}L${to}`;
      paper.append(svg('path', { d, fill: 'none', stroke: printed.get(part.colour) ?? part.colour, 'stroke-width': line.width, 'stroke-opacity': line.alpha, 'stroke-dasharray': (line.maybe ? [2, 5] : part.dash).join(' ') }));
    }
  }
  for (const node of nodes) {
    const scale = node.size / 8;
    paper.append(svg('path', { d: SHAPES[node.shape] ?? SHAPES.dot, transform: `translate(${node.x - 9 * scale} ${node.y - 9 * scale}) scale(${scale})`, fill: node.maybe ? '#fff' : node.colour, stroke: node.border, 'stroke-width': 1.2 / scale, opacity: node.alpha }, svg('title', {}, nameOf(node.id))));
    const size = 11 + 0.3 * node.size;
    node.label.split('\n').forEach((words, row) => paper.append(svg('text', { x: node.x, y: node.y + node.size + size * (1.1 + row * 1.2), 'font-size': size, 'text-anchor': 'middle', fill: '#1b2430', opacity: node.alpha }, words)));
  }
  paper.append(svg('text', { x: left + 12, y: bottom + 24, 'font-size': 16, fill: '#566273' }, `${document.title} · ${$('shown').textContent}`));
  return new XMLSerializer().serializeToString(paper);
}

function saveDrawing() {
  const address = URL.createObjectURL(new Blob([savedDrawing()], { type: 'image/svg+xml' }));
  give('zeren.svg', address);
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function copied(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    $(button).textContent = say('shared-link');
  } catch {
    window.prompt(say(button), text);
  }
  window.setTimeout(() => { $(button).textContent = say(button); }, 3000);
}

// The address of the present view, to be passed on, and the view as a frame of another page.
const share = () => copied('share', window.location.href);
const frame = () => {
  const quoted = (text) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
  return copied('frame', `<iframe src="${quoted(window.location.href)}" title="${quoted(document.title)}" width="100%" height="700" loading="lazy"></iframe>`);
};
