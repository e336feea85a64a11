// The data of the page and what is left of it under the filters.
//
// data.nodes      {full, name, iri, kind, level, aliases, counts (opening reading), label, x, y}, most duties first
// data.kinds      [key, role at the first end, role at the second end, zh, en, colour, dash]
// data.measures   [iri, plan, section, task, text, deadline, place, [duty…]]
// a duty          [body (< 0: not in the picture), role, printed role, printed name, group, readings], the last three left
//                 out where the name is the label of the body, there is no group and every reading counts the duty
// readings        bits: 1 as written, 2 groups expanded, 4 possible members too
// data.plans      [part of, annex, title, file]          data.tasks  [number, title]
// data.deadlines  [printed, kind, start, end, inherited] data.heads  printed roles
// data.letters    a character of a name → the letters that its readings begin with
// data.statuses   what was reported of each body, '': nothing; absent where no ledger came back
// data.metrics    column → a figure for each body        data.communities  a number for each body, 0: none
// IRIs stand without data.base. Measures and duties name what they refer to by its number.
const data = JSON.parse(document.getElementById('data').textContent);
const opening = JSON.parse(document.getElementById('opening').textContent);
const READINGS = { 'as-written': 1, expanded: 2, possible: 4 };
const MOST = 200; // pairs that a picture shows before anybody asks for more
data.measures = data.measures.map(([iri, plan, section, task, text, deadline, place, duties]) => ({
  iri: data.base + iri, plan, section: data.sections[section], task, number: data.tasks[task][0], title: data.tasks[task][1], text, place,
  deadline: data.deadlines[deadline],
  duties: duties.map(([body, role, head, mention, group, readings]) => ({ body, role, head: data.heads[head], mention: mention ?? data.nodes[body].full, via: group ?? null, readings: readings ?? 7 })),
}));
data.nodes.forEach((node, id) => Object.assign(node, { id, status: data.statuses?.[id] ?? '', community: data.communities[id] ? (data.communities[id] <= 6 ? String(data.communities[id]) : 'other') : '' }));
const N = data.nodes.length;
const mutual = data.kinds.map(([, head, tail]) => head === tail);
const kindRoles = data.kinds.map(([, head, tail]) => [data.roles.indexOf(head), data.roles.indexOf(tail)]);
const known = (body) => Number.isInteger(body) && body >= 0 && body < N;
const folded = (text) => String(text ?? '').normalize('NFKC').toLowerCase().replace(/\s+/g, '');
const spellings = data.nodes.map((node) => [node.full, node.name, ...node.aliases].map(folded));
const wording = data.measures.map(({ number, title, text }) => folded(`${number ?? ''}${title ?? ''}${text}`));

const untouched = () => ({
  q: '', plan: '', task: '', due: '', from: '', to: '', words: '', min: 0, // min 0: as many pairs as can be read
  groups: data.groups, split: false, colour: 'level', shape: 'kind', size: 'duties',
  roles: new Set(), kinds: new Set(), levels: new Set(), types: new Set(), communities: new Set(), // what is switched off
  hidden: new Set(), pin: new Map(), shared: null, around: data.center, steps: data.center === null ? 1 : data.hops,
  body: null, tie: null, // what the panel tells about: a number, or [a, b, kind or -1]
});
let state = untouched();
let language = 'zh';

function say(key, ...values) {
  const word = data.words[key] ? data.words[key][language === 'zh' ? 0 : 1] : key;
  return values.reduce((text, value, place) => text.replaceAll(`{${place}}`, () => value), word);
}

const kindName = (kind) => data.kinds[kind][language === 'zh' ? 3 : 4];
const nameOf = (body) => data.nodes[body].full;
const planName = (plan) => [data.plans[plan][1], data.plans[plan][2]].filter(Boolean).join(' ');
const taskName = (task) => data.tasks[task].filter(Boolean).join(' ');

// Duties of a measure that count now.
const bit = () => READINGS[state.groups];
const counts = (duty) => Boolean(duty.readings & bit()) && !state.roles.has(data.roles[duty.role]);
const holds = (measure, body) => measure.duties.some((duty) => duty.body === body && counts(duty));

function passes(measure, place) {
  const [, kind, , end] = measure.deadline;
  return (state.plan === '' || planName(measure.plan) === state.plan)
    && (state.task === '' || taskName(measure.task) === state.task)
    && (!state.due || kind === state.due)
    && (!state.from || (end && end >= state.from))
    && (!state.to || (end && end <= state.to))
    && (!state.words || wording[place].includes(folded(state.words)))
    && (state.shared === null || holds(measure, state.shared));
}

// Whether a name reads from some place on as the letters that were typed: qsthjj for 区生态环境局.
const letters = (char) => data.letters[char] ?? (/[a-z0-9]/.test(char) ? char : '');
const reads = (text, typed) => [...text].some((_, start, chars) => typed.every((char, place) => letters(chars[start + place] ?? '').includes(char)));

function hits() {
  const wanted = folded(state.q);
  if (!wanted) return [];
  const typed = /^[a-z]{2,}$/.test(wanted) ? [...wanted] : null;
  return data.nodes.filter((node) => spellings[node.id].some((text) => text.includes(wanted) || (typed && reads(text, typed)))).map((node) => node.id);
}

// The ties of one measure: calls take(kind, a, b, sure) for each; a mutual tie has the lower number first.
function tie(byRole, take) {
  kindRoles.forEach(([head, tail], kind) => {
    if (!byRole[head] || !byRole[tail] || state.kinds.has(data.kinds[kind][0])) return;
    for (const [a, first] of byRole[head]) for (const [b, second] of byRole[tail]) {
      if (a !== b && (head !== tail || a < b)) take(kind, a, b, first && second);
    }
  });
}

// What is visible. measures: Set; counts: body → [by role…, any]; maybe: bodies with possible duties only; bodies: Set;
// every: pairs under the filters [{a, b, ties: [{kind, a, b, measures, maybe}], measures}], most shared measures first;
// pairs: those that are drawn; best: of how many partners of each body, 0: of all; told: number of measures of the bodies.
function visible() {
  const any = data.roles.length;
  const measures = new Set();
  const count = new Map();
  const sure = new Set();
  const open = data.nodes.map((node) => !state.levels.has(node.level) && !state.types.has(node.kind) && !state.communities.has(node.community) && !state.hidden.has(node.id));
  const pairs = new Map();
  const held = [];
  data.measures.forEach((measure, place) => {
    if (!passes(measure, place)) return;
    measures.add(place);
    const byRole = [];
    const all = new Map();
    for (const duty of measure.duties) {
      const { body, role } = duty;
      if (body < 0 || !counts(duty)) continue;
      const certain = duty.readings !== READINGS.possible;
      byRole[role] ??= new Map();
      byRole[role].set(body, certain || (byRole[role].get(body) ?? false));
      all.set(body, true);
      if (certain) sure.add(body);
    }
    for (const [column, bodies] of [...byRole.entries(), [any, all]]) {
      for (const body of bodies?.keys() ?? []) {
        if (!count.has(body)) count.set(body, new Array(any + 1).fill(0));
        count.get(body)[column] += 1;
      }
    }
    held.push([...all.keys()]);
    const shown = byRole.map((bodies) => [...bodies].filter(([body]) => open[body]));
    tie(shown, (kind, a, b, certain) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      const key = low * N + high;
      let pair = pairs.get(key);
      if (!pair) pairs.set(key, pair = { a: low, b: high, ties: [], measures: [] });
      if (pair.measures.at(-1) !== place) pair.measures.push(place);
      let found = pair.ties.find((one) => one.kind === kind && one.a === a);
      if (!found) pair.ties.push(found = { kind, a, b, measures: [], maybe: 0 });
      found.measures.push(place);
      if (!certain) found.maybe += 1;
    });
  });
  let bodies = new Set(data.nodes.filter((node) => open[node.id] && count.has(node.id)).map((node) => node.id));
  let every = [...pairs.values()].sort((p, q) => q.measures.length - p.measures.length || p.a - q.a || p.b - q.b);
  every.forEach((pair) => pair.ties.sort((p, q) => p.kind - q.kind || p.a - q.a));
  if (state.around !== null) {
    const near = reach(state.around, every.filter((pair) => pair.measures.length >= state.min), state.steps);
    bodies = new Set([...bodies].filter((body) => near.has(body)));
    every = every.filter((pair) => near.has(pair.a) && near.has(pair.b));
  }
  const best = state.min ? 0 : legibleBest(every, bodies.size);
  const drawn = state.min ? every.filter((pair) => pair.measures.length >= state.min) : best ? every.filter((pair) => pair.rank <= best) : every;
  const told = held.filter((those) => those.some((body) => bodies.has(body))).length;
  return { measures, counts: count, maybe: new Set([...bodies].filter((body) => !sure.has(body))), bodies, every, pairs: drawn, best, told };
}

// With how many of its strongest partners each body is drawn, so that the picture can be read; 0: with all. Gives every
// pair its rank: the better one of its places among the pairs of both ends.
function legibleBest(every, bodies) {
  if (every.length <= MOST) return 0;
  const before = new Map();
  every.forEach((pair) => {
    const [a, b] = [before.get(pair.a) ?? 0, before.get(pair.b) ?? 0];
    pair.rank = Math.min(a, b) + 1;
    before.set(pair.a, a + 1);
    before.set(pair.b, b + 1);
  });
  const room = Math.max(MOST, bodies);
  return [5, 4, 3, 2].find((best) => every.filter((pair) => pair.rank <= best).length <= room) ?? 1;
}

function reach(center, pairs, steps) {
  const seen = new Set([center]);
  for (let step = 0; step < steps; step += 1) {
    const edge = new Set();
    for (const { a, b } of pairs) {
      if (seen.has(a)) edge.add(b);
      if (seen.has(b)) edge.add(a);
    }
    edge.forEach((body) => seen.add(body));
  }
  return seen;
}

// Number of measures of each body under a reading with no filter set: what its size shows.
const totals = {};
function total(reading) {
  if (!totals[reading]) {
    const found = data.nodes.map(() => 0);
    for (const measure of data.measures) {
      new Set(measure.duties.filter((duty) => duty.body >= 0 && duty.readings & READINGS[reading]).map((duty) => duty.body)).forEach((body) => { found[body] += 1; });
    }
    totals[reading] = found;
  }
  return totals[reading];
}
