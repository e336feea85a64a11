// The picture as tables, for whoever reads rather than looks: they hold what it shows and follow its filters.
const order = { bodies: [0, 0], pairs: [0, 0] }; // column and direction; 0: as they come

// columns: [{title, value(row), cell(row), numeric}]
function sheet(id, caption, columns, rows, marked) {
  const [column, direction] = order[id];
  const sorted = direction ? [...rows].sort((p, q) => {
    const [x, y] = [columns[column].value(p), columns[column].value(q)];
    return direction * (typeof x === 'number' ? x - y : x.localeCompare(y, 'zh')) || 0;
  }) : rows;
  const heads = columns.map((one, place) => {
    const active = direction && place === column;
    const turn = () => {
      order[id] = [place, active ? -direction : one.numeric ? -1 : 1];
      lists(view, lastFound);
      document.querySelectorAll(`#${id} th button`)[place]?.focus();
    };
    return el('th', { scope: 'col', class: one.numeric ? 'num' : '', 'aria-sort': active ? (direction > 0 ? 'ascending' : 'descending') : 'none' },
      el('button', { type: 'button', on: turn }, one.title, active ? (direction > 0 ? ' ▲' : ' ▼') : ''));
  });
  const [body, more] = growing('tbody', sorted, (row) => el('tr', { class: marked(row) ? 'on' : '' }, ...columns.map((one, place) => el(place ? 'td' : 'th', { ...(place ? {} : { scope: 'row' }), class: one.numeric ? 'num' : '' }, one.cell(row)))), 100);
  document.getElementById(id).replaceChildren(rows.length ? el('table', {}, el('caption', {}, caption), el('thead', {}, el('tr', {}, ...heads)), body) : el('p', {}, say('nothing')), more);
}

const numeric = (title, value) => ({ title, value, cell: (row) => figure(value(row)), numeric: true });

function bodyList(view, wanted) {
  const any = data.roles.length;
  const partners = new Map();
  view.every.forEach(({ a, b }) => [a, b].forEach((body) => partners.set(body, (partners.get(body) ?? 0) + 1)));
  const roles = data.roles.map((role, column) => [role, column]).filter(([, column]) => data.measures.some(({ duties }) => duties.some((duty) => duty.role === column)));
  const rows = [...view.bodies].filter((body) => !wanted || wanted.has(body));
  sheet('bodies', say('bodies-caption', rows.length), [
    { title: say('partner'), value: nameOf, cell: (body) => bodyLink(body) },
    { title: say('level'), value: (body) => lookName('level', data.nodes[body].level), cell: (body) => lookName('level', data.nodes[body].level) },
    ...roles.map(([role, column]) => numeric(say(role), (body) => view.counts.get(body)[column])),
    numeric(say('measures'), (body) => view.counts.get(body)[any]),
    numeric(say('partners'), (body) => partners.get(body) ?? 0),
    ...(state.size === 'duties' ? [] : [numeric(say(state.size), (body) => data.metrics[state.size][body])]),
    ...(state.colour === 'community' ? [{ title: say('communities'), numeric: true, value: (body) => data.communities[body], cell: (body) => String(data.communities[body] || '') }] : []),
  ], rows, (body) => body === state.body);
}

function pairList(view, wanted) {
  const rows = view.pairs.filter((pair) => !wanted || wanted.has(pair.a) || wanted.has(pair.b));
  const name = (row, end) => el('bdi', {}, nameOf(row[end]));
  if (!state.split) {
    sheet('pairs', say('pairs-caption', rows.length, view.every.length), [
      { title: say('pair'), value: (pair) => `${nameOf(pair.a)} ${nameOf(pair.b)}`, cell: (pair) => pairLink(pair) },
      { title: say('relation'), value: (pair) => mix(pair.ties, pair.a), cell: (pair) => mix(pair.ties, pair.a) },
      numeric(say('shared'), (pair) => pair.measures.length),
    ], rows, (pair) => state.tie !== null && state.tie.includes(pair.a) && state.tie.includes(pair.b));
    return;
  }
  const ties = rows.flatMap((pair) => pair.ties).sort((p, q) => q.measures.length - p.measures.length || p.kind - q.kind || p.a - q.a || p.b - q.b);
  sheet('pairs', say('ties-caption', ties.length, rows.length), [
    { title: say('partner'), value: (tie) => nameOf(tie.a), cell: (tie) => name(tie, 'a') },
    { title: say('relation'), value: (tie) => kindName(tie.kind), cell: (tie) => el('button', { type: 'button', class: 'link', on: () => showTie(tie.a, tie.b, tie.kind) }, kindName(tie.kind), sure(tie)) },
    { title: say('partner'), value: (tie) => nameOf(tie.b), cell: (tie) => name(tie, 'b') },
    numeric(say('shared'), (tie) => tie.measures.length),
  ], ties, (tie) => state.tie?.[0] === tie.a && state.tie[1] === tie.b && state.tie[2] === tie.kind);
}

let lastFound = [];

// Only the table that is open is made: the others would cost time and are made when they are opened.
function lists(view, found) {
  lastFound = found;
  const wanted = state.q ? new Set(found) : null;
  if (!document.getElementById('bodies').hidden) bodyList(view, wanted);
  if (!document.getElementById('pairs').hidden) pairList(view, wanted);
}
