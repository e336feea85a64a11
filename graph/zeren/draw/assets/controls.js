// The controls beside the picture; each shows the state and changes it.
const $ = (id) => document.getElementById(id);

// The boxes of a legend; the button behind an item leaves that item alone.
function boxes(name, items) {
  $(name).replaceChildren(...items.map(([key, mark, text, number]) => {
    const box = el('input', { type: 'checkbox', value: key, checked: !state[name].has(key) });
    box.addEventListener('change', () => toggleIn(name, key));
    const only = el('button', { type: 'button', class: 'only', 'aria-label': `${say('only')}: ${text}`, on: () => {
      const others = items.map((item) => item[0]).filter((other) => other !== key);
      state[name] = new Set(state[name].size === others.length && !state[name].has(key) ? [] : others);
      controls();
      refresh();
    } }, say('only'));
    return el('div', { class: 'check' }, el('label', {}, box, mark, el('span', {}, text)), el('span', { class: 'n' }, String(number)), items.length > 1 ? only : null);
  }));
  $(name).closest('fieldset').hidden = !items.length;
}

function options(id, first, items) {
  const chosen = String(state[id]);
  $(id).replaceChildren(...(first === null ? [] : [el('option', { value: '' }, first)]), ...items.map(([value, text]) => el('option', { value }, text)));
  if (chosen && !items.some(([value]) => value === chosen)) $(id).append(el('option', { value: chosen }, chosen));
  $(id).value = chosen;
}

// Marks of a legend carry the colour or the shape that they stand for, and stay grey and round where these mean another thing.
const mark = (what, key) => swatch(state.shape === what ? lookOf(what, key)[3] : 'dot', state.colour === what ? lookOf(what, key)[2] : '#9aa1aa');
const present = (what) => data.looks.filter((row) => row[0] === what && data.nodes.some((node) => node[what] === row[1])).map(([, key]) => key);

function legends() {
  const reading = bit();
  const number = (what, key) => data.nodes.filter((node) => node[what] === key && total(state.groups)[node.id]).length;
  const held = (column) => data.measures.filter(({ duties }) => duties.some((duty) => duty.role === column && duty.readings & reading)).length;
  const perKind = data.kinds.map(() => new Set());
  data.measures.forEach(({ duties }, place) => {
    const here = new Set(duties.filter((duty) => duty.body >= 0 && duty.readings & reading).map((duty) => duty.role));
    kindRoles.forEach(([head, tail], kind) => { if (here.has(head) && here.has(tail)) perKind[kind].add(place); });
  });
  const several = (kind) => [...perKind[kind]].filter((place) => !mutual[kind] || new Set(data.measures[place].duties.filter((duty) => duty.body >= 0 && duty.readings & reading && duty.role === kindRoles[kind][0]).map((duty) => duty.body)).size > 1).length;
  boxes('roles', data.roles.map((role, column) => [role, null, say(role), held(column)]).filter((item) => item[3]));
  boxes('kinds', data.kinds.map(([key], kind) => [key, stroke(kind), kindName(kind), several(kind)]));
  boxes('levels', present('level').map((key) => [key, mark('level', key), lookName('level', key), number('level', key)]));
  boxes('types', present('kind').map((key) => [key, mark('kind', key), lookName('kind', key), number('kind', key)]));
  boxes('communities', present('community').map((key) => [key, mark('community', key), `${lookName('community', key)}${key === 'other' ? '' : ` · ${say('around-body', nameOf(data.nodes.find((node) => node.community === key).id))}`}`, number('community', key)]));
}

function controls() {
  legends();
  const plan = state.plan === '' ? null : data.plans.map((_, place) => place).filter((place) => planName(place) === state.plan);
  const tasks = [...new Set(data.measures.filter((measure) => !plan || plan.includes(measure.plan)).map((measure) => measure.task))];
  options('plan', say('all-plans'), data.plans.map((row, place) => [planName(place), [row[0], planName(place)].filter(Boolean).join(' › ')]));
  options('task', say('all-tasks'), [...new Set(tasks.map(taskName))].filter(Boolean).map((name) => [name, name]));
  options('due', say('all-due'), [...new Set(data.measures.map((measure) => measure.deadline[1]))].sort().map((kind) => [kind, say(kind)]));
  options('shared', say('anyone'), [...data.nodes].map((node) => [String(node.id), node.full]));
  $('shared').value = state.shared === null ? '' : String(state.shared);
  const looks = ['level', 'kind', ...(present('community').length ? ['community'] : [])].map((key) => [key, say(`by-${key}`)]);
  options('colour', null, [...looks, ...(present('status').length ? [['status', say('by-status')]] : [])]);
  options('shape', null, looks);
  options('size', null, LOOKS.size.map((key) => [key, say(key)]));
  ['q', 'from', 'to', 'words'].forEach((id) => { $(id).value = state[id]; });
  $('min').value = state.min || '';
  $('split').checked = state.split;
  document.querySelectorAll('[name="groups"]').forEach((radio) => { radio.checked = radio.value === state.groups; });
}

function translate() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.querySelectorAll('[data-w]').forEach((element) => { element.textContent = say(element.dataset.w); });
  document.querySelectorAll('[data-hint]').forEach((element) => { element.placeholder = say(element.dataset.hint); });
  document.querySelectorAll('[data-label]').forEach((element) => { element.setAttribute('aria-label', say(element.dataset.label)); });
  $('language').textContent = say('language');
  $('language').lang = language === 'zh' ? 'en' : 'zh-CN';
  if (opening.links !== null || opening.home) $('home').href = (opening.home ?? '/') + (language === 'en' ? '?lang=en' : '');
  controls();
  refresh();
}

// What is left out of the picture at present, each with a button that brings it back.
function chips(view) {
  const chip = (text, part) => button(`${text} ×`, () => { change(part); controls(); picture.fit(); }, { class: 'chip', title: say('bring-back') });
  const more = view.every.length - view.pairs.length;
  $('limits').replaceChildren(...[
    more ? el('span', { class: 'chip' }, view.best ? say('drawn-best', view.pairs.length, view.every.length, view.best) : say('drawn-min', view.pairs.length, view.every.length, state.min), ' ', button(say('draw-all'), () => { change({ min: 1 }); controls(); }, { id: 'draw-all' })) : null,
    !more && state.min === 1 && view.every.length > MOST ? chip(say('all-drawn', view.every.length), { min: 0 }) : null,
    state.shared !== null ? chip(say('only-shared', nameOf(state.shared)), { shared: null }) : null,
    state.around !== null ? chip(say('ego-of', nameOf(state.around), state.steps), { around: null }) : null,
    state.hidden.size ? chip(say('hidden', state.hidden.size), { hidden: new Set() }) : null,
    state.pin.size ? chip(say('pinned', state.pin.size), { pin: new Map() }) : null,
    view.maybe.size ? el('span', { class: 'chip' }, say('maybe-bodies', view.maybe.size)) : null,
  ].filter(Boolean));
}
