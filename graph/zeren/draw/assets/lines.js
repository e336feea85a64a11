// Lines on a canvas, and which line lies under a point. Places: body → {x, y, size} in the picture's own units.
const TRIM = 2; // gap between a body and the end of a line

// Both ends of a line at the rims of its bodies, and the point that bends it.
function course(line, places) {
  const [p, q] = [places.get(line.a), places.get(line.b)];
  if (!p || !q) return null;
  const [dx, dy] = [q.x - p.x, q.y - p.y];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const [mx, my] = [(p.x + q.x) / 2 - uy * length * line.bend, (p.y + q.y) / 2 + ux * length * line.bend];
  const rim = (from, radius) => {
    const far = Math.hypot(mx - from.x, my - from.y) || 1;
    const step = Math.min(radius + TRIM, length * 0.45);
    return [from.x + ((mx - from.x) / far) * step, from.y + ((my - from.y) / far) * step];
  };
  return { from: rim(p, p.size), to: rim(q, q.size + (line.arrow ? 6 : 0)), mid: [mx, my] };
}

const between = ([ax, ay], [bx, by], share) => [ax + (bx - ax) * share, ay + (by - ay) * share];

function arrow(path, [mx, my], [x, y], width) {
  const far = Math.hypot(x - mx, y - my) || 1;
  const [ux, uy] = [(x - mx) / far, (y - my) / far];
  const size = 7 + width;
  path.moveTo(x + ux * 6, y + uy * 6);
  path.lineTo(x - ux * size - uy * size * 0.45, y - uy * size + ux * size * 0.45);
  path.lineTo(x - ux * size + uy * size * 0.45, y - uy * size - ux * size * 0.45);
  path.closePath();
}

// All lines of one look as one path: a picture of thousands of lines is a few strokes.
function strokes(lines, places) {
  const found = new Map();
  const pen = (line, part, filled) => {
    const width = Math.round(line.width * 2) / 2;
    const dash = line.maybe ? [2, 5] : part.dash;
    const key = [filled, width, part.colour, dash.join(' '), line.alpha].join('|');
    if (!found.has(key)) found.set(key, { path: new Path2D(), width, dash, colour: part.colour, alpha: line.alpha, filled });
    return found.get(key).path;
  };
  for (const line of lines) {
    const way = course(line, places);
    if (!way) continue;
    let done = 0;
    for (const part of line.parts) {
      const path = pen(line, part, false);
      path.moveTo(...between(way.from, way.to, line.bend ? 0 : done));
      done += part.share;
      if (line.bend) path.quadraticCurveTo(...way.mid, ...way.to);
      else path.lineTo(...between(way.from, way.to, done));
    }
    if (line.arrow) arrow(pen(line, line.parts[0], true), way.mid, way.to, line.width);
  }
  return [...found.values()].sort((p, q) => p.alpha - q.alpha);
}

function paint(brush, made) {
  brush.save();
  brush.lineCap = 'butt';
  for (const { path, width, dash, colour, alpha, filled } of made) {
    brush.globalAlpha = alpha;
    brush.strokeStyle = colour;
    brush.fillStyle = colour;
    brush.lineWidth = width;
    brush.setLineDash(dash);
    if (filled) brush.fill(path);
    else brush.stroke(path);
  }
  brush.restore();
}

function distance([px, py], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const share = Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(px - ax - share * dx, py - ay - share * dy);
}

// The line nearest to a point, bright ones first; null where none is as near as this.
function lineAt(lines, places, point, near) {
  let best = null;
  let least = Infinity;
  for (const line of lines) {
    const way = line.alpha > 0.1 ? course(line, places) : null;
    if (!way) continue;
    let far = Infinity;
    if (!line.bend) far = distance(point, way.from, way.to);
    else {
      let last = way.from;
      for (let step = 1; step <= 12; step += 1) {
        const share = step / 12;
        const next = between(between(way.from, way.mid, share), between(way.mid, way.to, share), share);
        far = Math.min(far, distance(point, last, next));
        last = next;
      }
    }
    if (far <= near + line.width / 2 && far - line.alpha < least) [best, least] = [line, far - line.alpha];
  }
  return best;
}
