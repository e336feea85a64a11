// What the picture shows, in a sentence: who meets most others, which two share most, who reaches across levels. Every name
// leads to the measures that prove it.
const RANKS = ['national', 'provincial', 'prefectural', 'county', 'township'];

// A sentence of words with {0}, {1} …, which become the given elements.
function sentence(key, ...parts) {
  return el('span', {}, ...say(key).split(/(\{\d\})/).map((piece) => (/^\{\d\}$/.test(piece) ? parts[Number(piece[1])] : piece)));
}

function summary(view) {
  const met = new Map();
  const across = new Map();
  const enter = (found, body, other) => found.set(body, (found.get(body) ?? new Set()).add(other));
  for (const { a, b } of view.every) {
    enter(met, a, b);
    enter(met, b, a);
    const [p, q] = [data.nodes[a].level, data.nodes[b].level];
    if (p !== q && RANKS.includes(p) && RANKS.includes(q)) {
      enter(across, a, b);
      enter(across, b, a);
    }
  }
  // Most first; of equals the body with more measures, then the first by name. That there are equals is said.
  const most = (found) => [...found].sort((p, q) => q[1].size - p[1].size || p[0] - q[0])[0];
  const equals = (sizes, size) => {
    const number = sizes.filter((one) => one === size).length;
    return number > 1 ? say('sum-equal', number) : '';
  };
  const like = (found, [, others]) => equals([...found.values()].map((one) => one.size), others.size);
  const said = [];
  const central = most(met);
  if (central) said.push(sentence('sum-central', bodyLink(central[0]), String(central[1].size), like(met, central)));
  const [pair] = view.every;
  if (pair) said.push(sentence('sum-pair', button(nameOf(pair.a), () => showTie(pair.a, pair.b, -1), { class: 'link' }), button(nameOf(pair.b), () => showTie(pair.a, pair.b, -1), { class: 'link' }), String(pair.measures.length), equals(view.every.map((one) => one.measures.length), pair.measures.length)));
  const bridge = most(across);
  if (bridge) {
    const levels = RANKS.map((level) => [level, [...bridge[1]].filter((body) => data.nodes[body].level === level).length]).filter(([, number]) => number);
    const told = levels.map(([level, number]) => say('sum-level', lookName('level', level), number)).join(say('sum-and'));
    said.push(sentence('sum-bridge', bodyLink(bridge[0]), lookName('level', data.nodes[bridge[0]].level), told, like(across, bridge)));
  }
  $('sum').replaceChildren(...said);
  $('sum').hidden = !said.length;
}

// What colours, shapes and lines mean, of what the picture holds.
function legend() {
  const item = (mark, text) => el('li', {}, mark, el('span', {}, text));
  const colours = present(state.colour).map((key) => item(swatch(state.shape === state.colour ? lookOf(state.colour, key)[3] : 'dot', lookOf(state.colour, key)[2]), lookName(state.colour, key)));
  const shapes = state.shape === state.colour ? [] : present(state.shape).map((key) => item(swatch(lookOf(state.shape, key)[3], '#8a929c'), lookName(state.shape, key)));
  const lines = data.kinds.map((_, kind) => kind).filter((kind) => !state.kinds.has(data.kinds[kind][0])).map((kind) => item(stroke(kind), kindName(kind)));
  $('legend').replaceChildren(...colours, ...shapes, ...lines);
}
