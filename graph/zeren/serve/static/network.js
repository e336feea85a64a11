// A plain network of a result: the first two columns with names are the ends, the first with numbers the width.
// CONSTRUCT results are drawn as subject and object. Deterministic: the same result gives the same picture.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const MOST = 400;
  const SIZE = [1100, 720];

  const element = (name, attributes, ...children) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const named = (term) => {
    if (!term || term.type !== "uri") return term ? term.value : "";
    const tail = term.value.replace(/[/#]$/, "").split(/[/#]/).pop();
    try {
      return decodeURIComponent(tail);
    } catch {
      return tail;
    }
  };

  // Ends and weights of the ties; null where the result has none.
  const ties = (results) => {
    const rows = results.getBindings();
    const columns = results.getVariables();
    if (!rows || !rows.length || columns.length < 2) return null;
    const number = (name) => rows.every((row) => !row[name] || (row[name].type !== "uri" && row[name].value.trim() !== "" && !isNaN(row[name].value)));
    const width = columns.find((name) => number(name) && rows.some((row) => row[name]));
    const triples = columns.includes("subject") && columns.includes("object");
    const ends = triples ? ["subject", "object"] : columns.filter((name) => !number(name)).slice(0, 2);
    if (ends.length < 2) return null;
    const found = [];
    for (const row of rows) {
      const [a, b] = ends.map((name) => named(row[name]));
      if (a && b && a !== b) found.push({ a, b, weight: width && row[width] ? Math.abs(Number(row[width].value)) || 1 : 1 });
    }
    return found.length ? found : null;
  };

  // Fruchterman and Reingold 1991, from places on a spiral; 250 steps.
  const placed = (names, found) => {
    const n = names.length;
    const at = names.map((_, i) => {
      const angle = i * 2.399963;
      return { x: Math.sqrt((i + 0.5) / n) * Math.cos(angle), y: Math.sqrt((i + 0.5) / n) * Math.sin(angle) };
    });
    const index = new Map(names.map((name, i) => [name, i]));
    const k = 1.6 / Math.sqrt(n);
    for (let step = 0; step < 250; step++) {
      const heat = 0.12 * (1 - step / 250);
      const move = at.map(({ x, y }) => ({ x: -x * 0.6 * k, y: -y * 0.6 * k }));
      for (let i = 0; i < n; i++) {
        for (let j = i + 1; j < n; j++) {
          const dx = at[i].x - at[j].x || 1e-4;
          const dy = at[i].y - at[j].y;
          const apart = dx * dx + dy * dy;
          // Beyond this nothing pushes: parts that share no tie would drift out of the picture.
          if (apart > 9 * k * k) continue;
          const push = (k * k) / Math.max(apart, 1e-4);
          move[i].x += dx * push; move[i].y += dy * push;
          move[j].x -= dx * push; move[j].y -= dy * push;
        }
      }
      for (const { a, b } of found) {
        const i = index.get(a);
        const j = index.get(b);
        const dx = at[i].x - at[j].x;
        const dy = at[i].y - at[j].y;
        const pull = Math.hypot(dx, dy) / k / 4;
        move[i].x -= dx * pull; move[i].y -= dy * pull;
        move[j].x += dx * pull; move[j].y += dy * pull;
      }
      move.forEach(({ x, y }, i) => {
        const length = Math.hypot(x, y) || 1;
        at[i].x += (x / length) * Math.min(length, heat);
        at[i].y += (y / length) * Math.min(length, heat);
      });
    }
    const spread = (axis) => [Math.min(...at.map((p) => p[axis])), Math.max(...at.map((p) => p[axis]))];
    const [[left, right], [top, bottom]] = [spread("x"), spread("y")];
    const scale = (value, low, high, room) => 60 + ((value - low) / (high - low || 1)) * (room - 120);
    return new Map(names.map((name, i) => [name, [scale(at[i].x, left, right, SIZE[0]), scale(at[i].y, top, bottom, SIZE[1])]]));
  };

  const picture = (found, label) => {
    const degree = new Map();
    for (const { a, b } of found) for (const name of [a, b]) degree.set(name, (degree.get(name) || 0) + 1);
    const names = [...degree.keys()].sort((a, b) => degree.get(b) - degree.get(a) || (a < b ? -1 : 1));
    const at = placed(names, found);
    const most = Math.max(...found.map((tie) => tie.weight));
    const drawing = element("svg", { viewBox: `0 0 ${SIZE[0]} ${SIZE[1]}`, role: "img", "aria-label": label });
    for (const { a, b, weight } of found) {
      const [[x1, y1], [x2, y2]] = [at.get(a), at.get(b)];
      const line = element("line", { x1, y1, x2, y2, "stroke-width": 0.8 + 5 * (weight / most), "stroke-opacity": 0.25 + 0.6 * (weight / most) });
      const title = element("title", {});
      title.textContent = `${a} – ${b}: ${weight}`;
      line.append(title);
      drawing.append(line);
    }
    names.forEach((name, rank) => {
      const [x, y] = at.get(name);
      const title = element("title", {});
      title.textContent = `${name}: ${degree.get(name)}`;
      const group = element("g", { tabindex: "0" }, title, element("circle", { cx: x, cy: y, r: 4 + Math.min(10, Math.sqrt(degree.get(name)) * 1.6) }));
      if (rank < 60) {
        const words = element("text", { x: x + 9, y: y + 4 });
        words.textContent = name.length > 18 ? `${name.slice(0, 17)}…` : name;
        group.append(words);
      }
      drawing.append(group);
    });
    return drawing;
  };

  window.zerenNetwork = (words) =>
    class Network {
      constructor(yasr) {
        this.yasr = yasr;
        this.priority = 5;
        this.label = words.network;
        this.helpReference = "";
      }

      canHandleResults() {
        return Boolean(this.yasr.results && this.yasr.results.getBindings && this.yasr.results.getVariables && ties(this.yasr.results));
      }

      draw() {
        const found = ties(this.yasr.results);
        const place = document.createElement("div");
        place.className = "network";
        if (!found) {
          place.textContent = words.none;
        } else {
          if (found.length > MOST) {
            const note = document.createElement("p");
            note.textContent = `${words.many} ${MOST} / ${found.length}`;
            place.append(note);
          }
          place.append(picture(found.slice(0, MOST), words.network));
        }
        this.yasr.resultsEl.append(place);
      }

      getIcon() {
        return element("svg", { viewBox: "0 0 24 24", width: "18", height: "18", "aria-hidden": "true" },
          element("path", { d: "M5 18 12 6l7 12z", fill: "none", stroke: "currentColor", "stroke-width": "1.6" }),
          element("circle", { cx: "12", cy: "6", r: "3", fill: "currentColor" }),
          element("circle", { cx: "5", cy: "18", r: "3", fill: "currentColor" }),
          element("circle", { cx: "19", cy: "18", r: "3", fill: "currentColor" }));
      }
    };
})();
