// The data of the page and what is left of it under the filters.
//
// data.nodes      {id, label, shape, color, size, font, x, y, full, name, iri, kind, level, aliases, counts}
// data.edges      [from, to, kind, [measure…]]: one tie of one kind
// data.kinds      [key, role at the first end, role at the second end, zh, en, colour, dash]
// data.measures   [iri, plan, section, task, text, deadline, place, [duty…]]
// a duty          [body (< 0: not in the picture), role, printed role, printed name, group that it comes from],
//                 the last two left out where the name is the label of the body and there is no group
// data.plans      [part of, annex, title, file]          data.tasks  [number, title]
// data.deadlines  [printed, kind, start, end, inherited] data.heads  printed roles
// IRIs stand without data.base. Measures and ties name what they refer to by its number.
const data = JSON.parse(document.getElementById('data').textContent);
data.measures = data.measures.map(([iri, plan, section, task, text, deadline, place, duties]) => ({
  iri: data.base + iri, plan, section: data.sections[section], number: data.tasks[task][0], task: data.tasks[task][1], text, place,
  deadline: data.deadlines[deadline],
  duties: duties.map(([body, role, head, mention, via]) => ({ body, role, head: data.heads[head], mention: mention ?? data.nodes[body].full, via })),
}));
const mutual = data.kinds.map(([, head, tail]) => head === tail);
const known = new Set(data.nodes.map((node) => node.id));
const folded = (text) => String(text ?? '').normalize('NFKC').toLowerCase().replace(/\s+/g, '');
const spellings = data.nodes.map((node) => [node.full, node.name, ...node.aliases].map(folded));
const wording = data.measures.map(({ number, task, text }) => folded(`${number ?? ''}${task ?? ''}${text}`));

const untouched = () => ({
  q: '', plan: '', due: '', from: '', to: '', words: '', min: 1, merged: false,
  roles: new Set(), kinds: new Set(), levels: new Set(), types: new Set(), // what is switched off
  hidden: new Set(), pinned: new Set(), around: null, steps: 1,
  body: null, tie: null, // what the panel tells about: a number, or [a, b, kind or -1]
});
let state = untouched();
let language = 'zh';

function say(key, ...values) {
  const word = data.words[key] ? data.words[key][language === 'zh' ? 0 : 1] : key;
  return values.reduce((text, value, place) => text.replace(`{${place}}`, () => value), word);
}

const kindName = (kind) => data.kinds[kind][language === 'zh' ? 3 : 4];
const look = (what, key) => data.looks.find((row) => row[0] === what && row[1] === key);
const lookName = (what, key) => look(what, key)[language === 'zh' ? 3 : 4];

function passes(measure, place) {
  const [, kind, , end] = measure.deadline;
  return (state.plan === '' || measure.plan === Number(state.plan))
    && (!state.due || kind === state.due)
    && (!state.from || (end && end >= state.from))
    && (!state.to || (end && end <= state.to))
    && (!state.words || wording[place].includes(folded(state.words)));
}

function hits() {
  const wanted = folded(state.q);
  return wanted ? data.nodes.filter((node) => spellings[node.id].some((text) => text.includes(wanted))).map((node) => node.id) : [];
}

// What is visible: measures (Set), counts (body → [by role…, any]), bodies (Set), ties [{edge, a, b, kind, measures}],
// told (number of measures of the visible bodies).
function visible() {
  const measures = new Set();
  const counts = new Map();
  const any = data.roles.length;
  data.measures.forEach((measure, place) => {
    if (!passes(measure, place)) return;
    measures.add(place);
    const seen = new Set();
    for (const { body, role } of measure.duties) {
      if (!known.has(body) || state.roles.has(data.roles[role])) continue;
      if (!counts.has(body)) counts.set(body, new Array(any + 1).fill(0));
      const count = counts.get(body);
      for (const column of [role, any]) {
        if (!seen.has(body * 16 + column)) count[column] += 1;
        seen.add(body * 16 + column);
      }
    }
  });
  const open = (node) => counts.has(node.id) && !state.levels.has(node.level) && !state.types.has(node.kind) && !state.hidden.has(node.id);
  let bodies = new Set(data.nodes.filter(open).map((node) => node.id));
  let ties = [];
  data.edges.forEach(([a, b, kind, behind], edge) => {
    const [key, head, tail] = data.kinds[kind];
    if (state.kinds.has(key) || state.roles.has(head) || state.roles.has(tail) || !bodies.has(a) || !bodies.has(b)) return;
    const left = behind.filter((place) => measures.has(place));
    if (left.length >= state.min) ties.push({ edge, a, b, kind, measures: left });
  });
  if (state.around !== null) {
    const near = reach(state.around, ties, state.steps);
    bodies = new Set([...bodies].filter((body) => near.has(body)));
    ties = ties.filter((tie) => near.has(tie.a) && near.has(tie.b));
  }
  const told = data.measures.filter((measure, place) => measures.has(place) && measure.duties.some((duty) => bodies.has(duty.body) && !state.roles.has(data.roles[duty.role]))).length;
  return { measures, counts, bodies, ties, told };
}

function reach(center, ties, steps) {
  const seen = new Set([center]);
  for (let step = 0; step < steps; step += 1) {
    const edge = new Set();
    for (const { a, b } of ties) {
      if (seen.has(a)) edge.add(b);
      if (seen.has(b)) edge.add(a);
    }
    edge.forEach((body) => seen.add(body));
  }
  return seen;
}

// Ties of the same two bodies together: [{a, b, ties, measures}], most shared measures first.
function pairsOf(ties) {
  const pairs = new Map();
  for (const tie of ties) {
    const [a, b] = tie.a < tie.b ? [tie.a, tie.b] : [tie.b, tie.a];
    const key = a * data.nodes.length + b;
    if (!pairs.has(key)) pairs.set(key, { a, b, ties: [], measures: new Set() });
    const pair = pairs.get(key);
    pair.ties.push(tie);
    tie.measures.forEach((place) => pair.measures.add(place));
  }
  pairs.forEach((pair) => pair.ties.sort((p, q) => p.kind - q.kind || p.a - q.a));
  return [...pairs.values()].sort((p, q) => q.measures.size - p.measures.size || p.a - q.a || p.b - q.b);
}
