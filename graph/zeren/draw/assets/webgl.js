// The drawing by sigma, for networks that a canvas cannot move smoothly. The picture is the same as that of canvas.js.
const stage = document.getElementById('canvas');
const SHAPE_CODES = { dot: 0, square: 1, diamond: 2, triangle: 3, triangleDown: 4, hexagon: 5, star: 6 };

// A body as a square of two triangles; the fragment shader cuts its shape out by a distance function.
function shapeProgram() {
  const { UNSIGNED_BYTE, FLOAT, TRIANGLES } = WebGLRenderingContext;
  return class extends Sigma.rendering.NodeProgram {
    getDefinition() {
      const bytes = (name) => ({ name, size: 4, type: UNSIGNED_BYTE, normalized: true });
      return {
        VERTICES: 6, METHOD: TRIANGLES, UNIFORMS: ['u_sizeRatio', 'u_correctionRatio', 'u_matrix'],
        VERTEX_SHADER_SOURCE: `
          attribute vec2 a_position; attribute float a_size; attribute float a_shape; attribute vec4 a_color; attribute vec4 a_border;
          attribute vec4 a_id; attribute vec2 a_corner;
          uniform mat3 u_matrix; uniform float u_sizeRatio; uniform float u_correctionRatio;
          varying vec2 v_place; varying float v_shape; varying vec4 v_color; varying vec4 v_border; varying float v_pixel;
          void main() {
            float size = a_size * u_correctionRatio / u_sizeRatio * 2.0;
            gl_Position = vec4((u_matrix * vec3(a_position + a_corner * size * 1.15, 1)).xy, 0, 1);
            v_place = a_corner * 1.15; v_shape = a_shape; v_pixel = u_correctionRatio * 2.0 / max(size, 1e-6);
            #ifdef PICKING_MODE
            v_color = a_id; v_border = a_id;
            #else
            v_color = a_color; v_border = a_border;
            #endif
            v_color.a *= 255.0 / 254.0; v_border.a *= 255.0 / 254.0;
          }`,
        FRAGMENT_SHADER_SOURCE: `
          precision highp float;
          varying vec2 v_place; varying float v_shape; varying vec4 v_color; varying vec4 v_border; varying float v_pixel;
          float side(vec2 p, float angle, float far) { return dot(p, vec2(cos(angle), sin(angle))) - far; }
          float shape(vec2 p) {
            if (v_shape < 0.5) return length(p) - 1.0;
            if (v_shape < 1.5) return max(abs(p.x), abs(p.y)) - 0.88;
            if (v_shape < 2.5) return (abs(p.x) + abs(p.y) - 1.1) * 0.7071;
            if (v_shape < 4.5) {
              vec2 q = v_shape < 3.5 ? p : vec2(p.x, -p.y);
              return max(side(q, -1.5708, 0.55), max(side(q, 0.5236, 0.55), side(q, 2.618, 0.55)));
            }
            if (v_shape < 5.5) return max(abs(p.y) - 0.87, max(abs(side(p, 0.5236, 0.0)), abs(side(p, 2.618, 0.0))) - 0.87);
            float turn = mod(atan(p.x, p.y) + 0.62832, 1.25664) - 0.62832;
            vec2 q = length(p) * vec2(sin(abs(turn)), cos(turn));
            return dot(q - vec2(0.0, 1.1), normalize(vec2(0.666, 0.283)));
          }
          void main() {
            float far = shape(v_place);
            #ifdef PICKING_MODE
            gl_FragColor = far > 0.0 ? vec4(0.0) : v_color;
            #else
            vec4 inner = mix(v_border, v_color, clamp(-(far + 2.0 * v_pixel) / v_pixel, 0.0, 1.0));
            gl_FragColor = mix(inner, vec4(0.0), clamp(far / v_pixel + 0.5, 0.0, 1.0));
            #endif
          }`,
        ATTRIBUTES: [
          { name: 'a_position', size: 2, type: FLOAT }, { name: 'a_size', size: 1, type: FLOAT }, { name: 'a_shape', size: 1, type: FLOAT },
          bytes('a_color'), bytes('a_border'), bytes('a_id'),
        ],
        CONSTANT_ATTRIBUTES: [{ name: 'a_corner', size: 2, type: FLOAT }],
        CONSTANT_DATA: [[-1, -1], [1, -1], [1, 1], [-1, -1], [1, 1], [-1, 1]],
      };
    }

    processVisibleItem(index, start, node) {
      const { floatColor } = Sigma.utils;
      this.array.set([node.x, node.y, node.size, SHAPE_CODES[node.form], floatColor(node.color), floatColor(node.border), index], start);
    }

    setUniforms({ correctionRatio, sizeRatio, matrix }, { gl, uniformLocations }) {
      gl.uniform1f(uniformLocations.u_correctionRatio, correctionRatio);
      gl.uniform1f(uniformLocations.u_sizeRatio, sizeRatio);
      gl.uniformMatrix3fv(uniformLocations.u_matrix, false, matrix);
    }
  };
}

// A colour as it looks through on the paper: blending in WebGL would brighten where things overlap.
const PAPER = [252, 252, 253];
const faded = (colour, alpha) => `rgb(${PAPER.map((paper, place) => Math.round(paper + (parseInt(colour.slice(1 + 2 * place, 3 + 2 * place), 16) - paper) * alpha)).join(',')})`;

// Under the pointer a body shows its label even where there was no room for it.
function label(brush, { x, y, size, label: shown, text: whole, alpha, side }) {
  brush.font = '12.5px sans-serif';
  brush.textAlign = 'center';
  brush.lineJoin = 'round';
  brush.lineWidth = 3;
  brush.strokeStyle = SHEET;
  brush.fillStyle = alpha < 0.3 ? `${INK}4d` : INK;
  const lines = (shown ?? whole).split('\n');
  const first = side === 'above' ? y - size - 5 - 15 * (lines.length - 1) : y + size + 13;
  lines.forEach((line, place) => {
    brush.strokeText(line, x, first + 15 * place);
    brush.fillText(line, x, first + 15 * place);
  });
}

// A machine without a graphics card computes WebGL itself; there lines step aside while the picture moves.
function slow() {
  const gl = document.createElement('canvas').getContext('webgl2');
  const about = gl.getExtension('WEBGL_debug_renderer_info');
  return /swiftshader|llvmpipe|software|basic render/i.test(about ? gl.getParameter(about.UNMASKED_RENDERER_WEBGL) : '');
}

function renderer(on) {
  if (!document.createElement('canvas').getContext('webgl2')) return missing();
  let drawn = { nodes: [], lines: [], light: null };
  let made = [];
  const places = new Map();
  const sigma = new Sigma(new graphology.MultiGraph(), stage, {
    itemSizesReference: 'positions', zoomToSizeRatioFunction: (ratio) => ratio, autoRescale: true, stagePadding: 40, enableCameraRotation: false,
    minEdgeThickness: 0.4, labelRenderedSizeThreshold: Infinity, zIndex: true, nodeProgramClasses: { circle: shapeProgram() }, nodeHoverProgramClasses: {},
    defaultDrawNodeLabel: label, defaultDrawNodeHover: label, minCameraRatio: 0.02, maxCameraRatio: 4, hideEdgesOnMove: slow(), doubleClickTimeout: 250, inertiaDuration: 0,
  });
  const camera = sigma.getCamera();
  const pixels = () => {
    const [origin, right] = [sigma.graphToViewport({ x: 0, y: 0 }), sigma.graphToViewport({ x: 1000, y: 0 })];
    return [(right.x - origin.x) / 1000, origin];
  };
  const point = (x, y) => {
    const place = sigma.viewportToGraph({ x, y });
    return [place.x, -place.y];
  };
  const near = (x, y) => lineAt(drawn.lines, places, point(x, y), 6 / pixels()[0]);

  // Bright lines are drawn as on a canvas, with their shares, curves and arrows; WebGL draws all others as straight lines.
  sigma.createCanvas('bright', { beforeLayer: 'nodes', style: { position: 'absolute', inset: '0', pointerEvents: 'none' } });
  const sheet = sigma.getCanvases().bright;
  sigma.on('afterRender', () => {
    const ratio = window.devicePixelRatio || 1;
    const { width, height } = sigma.getDimensions();
    if (sheet.width !== Math.round(width * ratio) || sheet.height !== Math.round(height * ratio)) {
      Object.assign(sheet, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
      Object.assign(sheet.style, { width: `${width}px`, height: `${height}px` });
    }
    const brush = sheet.getContext('2d');
    brush.setTransform(1, 0, 0, 1, 0, 0);
    brush.clearRect(0, 0, sheet.width, sheet.height);
    if (!made.length) return;
    const [scale, origin] = pixels();
    brush.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * origin.x, ratio * origin.y);
    paint(brush, made);
  });

  function relabel() {
    const [large] = legible(drawn.nodes, drawn.light?.chosen ?? new Set(), pixels()[0]);
    sigma.getGraph().updateEachNodeAttributes((id, values) => ({ ...values, forceLabel: large.has(Number(id)), side: large.get(Number(id)), label: large.has(Number(id)) ? values.text : null }), { attributes: ['label'] });
  }

  const bright = (line) => line.alpha >= 0.85 || Boolean(drawn.light && line.alpha > 0.1);
  function draw(nodes, lines, light) {
    drawn = { nodes, lines, light };
    places.clear();
    const graph = new graphology.MultiGraph();
    for (const node of nodes) {
      places.set(node.id, { x: node.x, y: node.y, size: node.size });
      graph.addNode(node.id, {
        x: node.x, y: -node.y, size: node.size, form: node.shape, color: node.maybe ? faded(SHEET, node.alpha) : faded(node.colour, node.alpha),
        border: faded(node.maybe ? node.colour : node.border, node.alpha), text: node.label, label: null, alpha: node.alpha, zIndex: node.alpha,
      });
    }
    for (const line of lines) {
      if (!bright(line)) graph.addEdgeWithKey(line.key, line.a, line.b, { size: line.width, color: faded(line.main.colour, line.alpha * (line.maybe ? 0.6 : 1)), zIndex: line.alpha });
    }
    made = strokes(lines.filter(bright), places);
    sigma.setCustomBBox(box());
    sigma.setGraph(graph);
    relabel();
  }

  // The frame is that of all bodies, so that filters do not move the picture.
  function box() {
    const [xs, ys] = [data.nodes.map((node) => node.x), data.nodes.map((node) => -node.y)];
    return { x: [Math.min(...xs, 0), Math.max(...xs, 1)], y: [Math.min(...ys, 0), Math.max(...ys, 1)] };
  }

  let settling = 0;
  camera.on('updated', () => {
    window.clearTimeout(settling);
    settling = window.setTimeout(relabel, 150);
  });
  let held = null;
  sigma.on('downNode', ({ node }) => { held = { id: Number(node), moved: false }; });
  sigma.on('moveBody', ({ event }) => {
    if (held) {
      const place = sigma.viewportToGraph(event);
      held.moved = true;
      Object.assign(places.get(held.id), { x: place.x, y: -place.y });
      sigma.getGraph().mergeNodeAttributes(held.id, place);
      event.preventSigmaDefault();
      return;
    }
    if (event.original.buttons) on.left();
  });
  const drop = () => {
    if (held?.moved) on.moved(held.id, Math.round(places.get(held.id).x), Math.round(places.get(held.id).y));
    held = null;
  };
  sigma.on('upNode', drop);
  sigma.on('upStage', drop);
  sigma.on('clickNode', ({ node }) => on.click(Number(node), null));
  sigma.on('clickStage', ({ event }) => on.click(null, near(event.x, event.y)));
  let over = null;
  sigma.on('enterNode', ({ node }) => { over = Number(node); });
  sigma.on('leaveNode', () => { over = null; });
  stage.addEventListener('mousemove', (event) => {
    if (event.buttons) return;
    const frame = stage.getBoundingClientRect();
    const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
    on.over(over, over === null ? near(x, y) : null, x, y);
  });
  stage.addEventListener('mouseleave', on.left);

  return {
    name: 'webgl', draw,
    fit: () => {
      camera.setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
      const shown = [...places.values()];
      if (!shown.length || shown.length === N) return;
      const ends = [Math.min, Math.max].map((end) => sigma.graphToViewport({ x: end(...shown.map((one) => one.x)), y: -end(...shown.map((one) => one.y)) }));
      const { width, height } = sigma.getDimensions();
      const ratio = Math.max((ends[1].x - ends[0].x + 120) / width, (ends[1].y - ends[0].y + 120) / height, 0.1);
      const middle = sigma.viewportToFramedGraph({ x: (ends[0].x + ends[1].x) / 2, y: (ends[0].y + ends[1].y) / 2 });
      camera.setState({ x: middle.x, y: middle.y, ratio: Math.min(1, ratio) });
    },
    zoom: (times) => camera.setState({ ratio: camera.ratio / times }),
    pan: (dx, dy) => {
      const { width, height } = sigma.getDimensions();
      const middle = sigma.viewportToFramedGraph({ x: width / 2 + dx, y: height / 2 + dy });
      camera.setState({ x: middle.x, y: middle.y });
    },
    focus: (body) => {
      const shown = sigma.getNodeDisplayData(String(body));
      if (shown) camera.setState({ x: shown.x, y: shown.y, ratio: Math.min(camera.ratio, 0.35) });
    },
    at: (body) => sigma.graphToViewport({ x: places.get(body).x, y: -places.get(body).y }),
    center: () => ({ x: camera.x, y: camera.y }),
    labels: () => sigma.getGraph().mapNodes((id, { text }) => text),
    paper: () => {
      sigma.refresh();
      return [...stage.querySelectorAll('canvas')];
    },
  };
}

// A browser without WebGL: everything but the picture works.
function missing() {
  stage.append(el('p', { class: 'notice', 'data-w': 'no-webgl' }, say('no-webgl')));
  const nothing = () => {};
  return { name: 'none', draw: nothing, fit: nothing, zoom: nothing, pan: nothing, focus: nothing, at: () => ({ x: 0, y: 0 }), center: () => ({ x: 0, y: 0 }), labels: () => [], paper: () => [] };
}
