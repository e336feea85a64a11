/* Tables that filter, sort and search by themselves; what is chosen stands in the address.
 *
 * plans     [key, name, division, number, date, tasks, measures, bodies, status, issuer, file]
 * bodies    {rows: [key, name, printed name, other names, kind, level, division, a count for each role, all, through groups], letters}
 * measures  {plan, at (its place on the page of the plan), text, task, due, by: [body, role, …], dates: further months, place} by column,
 *           and the lists tasks and dues ([printed, kind, first day, last day])
 * targets   [indicator, name, value, scope, kind, force, measure or -1, plan or -1, words]
 * cascade   [plan above, plan below, measure above, measure below, kind, likely, basis, basis in English]
 * review    [kind, words, "m" or "b" or "", number of it, plan or -1, file, place]
 */
(async () => {
  "use strict";
  const { given, t, word, month, place, plain, el, address, link, data } = ZEREN;
  const ROLES = ["lead", "responsible", "support", "guide", "supervise"];
  const LEVELS = ["national", "provincial", "prefectural", "county", "township", ""];
  const SHOWN = 200;
  const FOLD = 13;

  const grid = document.querySelector("section.grid[data-table]");
  const search = document.getElementById("search");
  const matrix = document.getElementById("matrix");
  if (!grid && !search && !matrix) return;
  const plans = ZEREN.has("plans") ? await data("plans") : [];
  const { rows: bodies, letters } = ZEREN.has("bodies") ? await data("bodies") : { rows: [], letters: {} };
  const measures = ZEREN.has("measures") ? await data("measures") : null;

  const bodyLink = (number, role) => el("span", null, role ? el("span", { class: `dot ${role}`, title: word("role", role) }) : null, el("a", { href: link(`body/${bodies[number][0]}.html`), title: bodies[number][1] }, bodies[number][2]));
  const planLink = (number) => (number < 0 ? "" : el("a", { href: link(`plan/${plans[number][0]}.html`) }, plans[number][1]));
  const measureLink = (number, text) => el("a", { href: link(`plan/${plans[measures.plan[number]][0]}.html`, null, measures.at[number]) }, text || measures.text[number]);
  const cut = (listed, most = 5) => {
    const joined = (some) => some.flatMap((one, at) => (at ? ["、", one] : [one]));
    if (listed.length <= most + 1) return listed.length ? el("span", { class: "refs" }, joined(listed)) : "";
    return [el("span", { class: "refs" }, joined(listed.slice(0, most))), el("details", { class: "rest" }, el("summary", null, t(` 等 ${listed.length} 个`, ` … ${listed.length} in all`)), ...joined(listed.slice(most)))];
  };
  const held = (number, role) => measures.by[number].filter((_, at, by) => at % 2 === 0 && ROLES[by[at + 1]] === role);
  const dueOf = (number) => measures.dues[measures.due[number]];
  const dueOrder = (number) => dueOf(number)[3] || `~${dueOf(number)[1]}`;
  const months = (number) => [dueOf(number)[3] ? dueOf(number)[3].slice(0, 7) : dueOf(number)[1], ...(measures.dates[number] || [])];
  const planName = (number) => (number < 0 ? t("未写明", "not stated") : plans[number][1] + (plans[number][2] ? `（${plans[number][2]}）` : ""));
  const byKey = new Map(plans.map((plan, number) => [plan[0], number]));
  const planFacet = (of) => ({ name: "plan", zh: "计划", en: "Plan", of, label: (key) => planName(byKey.get(key) ?? -1), order: (key) => byKey.get(key) ?? -1 });
  const years = (value) => (value[0] >= "0" && value[0] <= "9" ? value : `~${value}`);

  /* Each table: rows (numbers or arrays), columns [key, zh, en, class, cell, order, text of a file], groups of facets. */
  const titled = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const roleColumn = (role) => [role, word("role", role), titled(word("role", role)), "bodies", (n) => { const own = held(n, role); return cut(own.map((b) => bodyLink(b))); }, null, (n) => held(n, role).map((b) => bodies[b][2]).join("、")];
  const measureTable = (all) => ({
    rows: all,
    columns: [
      ["plan", "计划", "Plan", "narrow", (n) => planLink(measures.plan[n]), (n) => measures.plan[n], (n) => plans[measures.plan[n]][1]],
      ["task", "任务", "Task", "narrow", (n) => measures.tasks[measures.task[n]], null, null],
      ["text", "措施", "Measure", "long", (n) => el("div", { class: "clamp" }, measureLink(n)), (n) => measures.text[n], (n) => measures.text[n]],
      ["deadline", "完成时限", "Deadline", "narrow", (n) => dueOf(n)[0], dueOrder, null],
      ...ROLES.filter((role) => bodies.some((body) => body[7 + ROLES.indexOf(role)])).map(roleColumn),
      ["deadline_end", "止", "To", null, null, null, (n) => dueOf(n)[3] || ""],
      ["place", "位置", "Place", null, null, null, (n) => place(measures.place[n])],
    ],
    text: (n) => `${measures.text[n]}\n${measures.tasks[measures.task[n]]}\n${dueOf(n)[0]}\n${plans[measures.plan[n]][1]}`,
    groups: [
      { facets: [planFacet()], marks: (n) => [{ plan: plans[measures.plan[n]][0] }] },
      {
        facets: [
          { name: "role", zh: "角色", en: "Role", label: (v) => word("role", v), order: (v) => ROLES.indexOf(v) },
          { name: "level", zh: "单位级别", en: "Level", label: (v) => word("level", v), order: (v) => LEVELS.indexOf(v) },
        ],
        marks: (n) => measures.by[n].flatMap((body, at, by) => (at % 2 ? [] : [{ role: ROLES[by[at + 1]], level: bodies[body][5] || "" }])),
      },
      { facets: [{ name: "deadline", zh: "完成时限", en: "Deadline", label: month, order: years }], marks: (n) => [...new Set(months(n))].map((deadline) => ({ deadline })) },
    ],
  });
  const TABLES = {
    measures: () => measureTable(measures.text.map((_, n) => n)),
    calendar: () => measureTable(measures.text.map((_, n) => n)),
    bodies: () => {
      const most = Math.max(1, ...bodies.map((body) => ROLES.reduce((sum, _, at) => sum + body[7 + at], 0)));
      // Who holds measures through groups alone has no bar.
      const loads = (body) => ROLES.map((role, at) => body[7 + at] && `${word("role", role)} ${body[7 + at]}`).filter(Boolean).join(t("，", ", "));
      const bar = (body) => el("span", { class: "bar-of", role: loads(body) ? "img" : null, "aria-label": loads(body) || null }, ROLES.map((role, at) => (body[7 + at] ? Object.assign(el("span", { class: role }), { style: `width:${(150 * body[7 + at]) / most}px` }) : null)));
      return {
        rows: bodies,
        columns: [
          ["agency", "单位", "Body", "text", (b) => el("a", { href: link(`body/${b[0]}.html`) }, b[1]), (b) => b[1], (b) => b[1]],
          ["load", "工作量", "Workload", "strip", bar, (b) => ROLES.reduce((sum, _, at) => sum + b[7 + at], 0), () => ""],
          ...ROLES.map((role, at) => [role, word("role", role), titled(word("role", role)), "number", (b) => String(b[7 + at] || "·"), (b) => b[7 + at], (b) => b[7 + at]]).filter(([role]) => bodies.some((body) => body[7 + ROLES.indexOf(role)])),
          ["all", "措施", "Measures", "number", (b) => String(b[12] || "·"), (b) => b[12], (b) => b[12]],
          ["through", "另经群体", "Through groups", "number", (b) => String(b[13] || "·"), (b) => b[13], (b) => b[13]],
          ["level", "级别", "Level", "text", (b) => word("level", b[5]), (b) => LEVELS.indexOf(b[5] || ""), (b) => word("level", b[5])],
          ["kind", "类别", "Kind", "text", (b) => word("body", b[4]), (b) => b[4], (b) => word("body", b[4])],
          ["jurisdiction", "行政区", "Jurisdiction", null, null, null, (b) => b[6] || ""],
          ["aliases", "原文写法", "As printed", null, null, null, (b) => b[3].join("、")],
        ],
        text: (b) => [b[1], ...b[3]].join("\n"),
        reads: (b) => [b[1], ...b[3]],
        groups: [
          { facets: [{ name: "role", zh: "角色", en: "Role", label: (v) => word("role", v), order: (v) => ROLES.indexOf(v) }], marks: (b) => ROLES.filter((_, at) => b[7 + at]).map((role) => ({ role })) },
          { facets: [{ name: "level", zh: "级别", en: "Level", label: (v) => word("level", v), order: (v) => LEVELS.indexOf(v) }], marks: (b) => [{ level: b[5] || "" }] },
          { facets: [{ name: "kind", zh: "类别", en: "Kind", label: (v) => word("body", v), order: (v) => v }], marks: (b) => [{ kind: b[4] }] },
          { facets: [{ name: "jurisdiction", zh: "行政区", en: "Jurisdiction", label: (v) => v || t("未写明", "not stated"), order: (v) => v }], marks: (b) => [{ jurisdiction: b[6] || "" }] },
        ],
      };
    },
    plans: () => ({
      rows: plans.map((_, number) => number),
      columns: [
        ["plan", "计划", "Plan", "text", planLink, (n) => plans[n][1], (n) => plans[n][1]],
        ["jurisdiction", "行政区", "Jurisdiction", "text", (n) => plans[n][2] || "", (n) => plans[n][2] || "", null],
        ["status", "状态", "Status", "text", (n) => (plans[n][8] ? word("plan", plans[n][8]) : ""), (n) => plans[n][8] || "", null],
        ["date", "日期", "Date", "narrow", (n) => plans[n][4] || "", (n) => plans[n][4] || "", null],
        ...[["tasks", "任务", "Tasks", 5], ["measures", "措施", "Measures", 6], ["bodies", "单位", "Bodies", 7]].map(([key, zh, en, at]) => [key, zh, en, "number", (n) => String(plans[n][at] || "·"), (n) => plans[n][at], (n) => plans[n][at]]),
        ["number", "文号", "Number", null, null, null, (n) => plans[n][3] || ""],
        ["issuer", "发文机关", "Issuer", null, null, null, (n) => plans[n][9] || ""],
        ["file", "文件", "File", null, null, null, (n) => plans[n][10]],
      ],
      text: (n) => [plans[n][1], plans[n][2], plans[n][3], plans[n][9], plans[n][10]].filter(Boolean).join("\n"),
      groups: [
        { facets: [{ name: "jurisdiction", zh: "行政区", en: "Jurisdiction", label: (v) => v || t("未写明", "not stated"), order: (v) => v }], marks: (n) => [{ jurisdiction: plans[n][2] || "" }] },
        { facets: [{ name: "year", zh: "年份", en: "Year", label: (v) => v, order: (v) => v }], marks: (n) => (plans[n][4] ? [{ year: plans[n][4].slice(0, 4) }] : []) },
      ],
    }),
    targets: () => ({
      all: "targets",
      columns: [
        ["indicator", "指标", "Indicator", "narrow", (r) => el("a", { href: address({ indicator: r[0] }, "#table") }, r[1]), (r) => r[1], (r) => r[1]],
        ["value", "目标值", "Value", "narrow", (r) => r[2], (r) => parseFloat(r[2].replace(/^[^\d.]+/, "")) || 0, (r) => r[2]],
        ["scope", "范围", "Scope", "narrow", (r) => r[3] || "", (r) => r[3] || "", null],
        ["quote", "原文", "Words", "long", (r) => el("div", { class: "clamp" }, r[6] < 0 ? r[8] : measureLink(r[6], r[8])), (r) => r[8], (r) => r[8]],
        ["plan", "计划", "Plan", "narrow", (r) => planLink(r[7]), (r) => r[7], (r) => (r[7] < 0 ? "" : plans[r[7]][1])],
      ],
      text: (r) => `${r[1]}\n${r[8]}\n${r[3] || ""}`,
      groups: [
        { facets: [planFacet()], marks: (r) => (r[7] < 0 ? [] : [{ plan: plans[r[7]][0] }]) },
        { facets: [{ name: "kind", zh: "类别", en: "Kind", label: (v) => word("target", v), order: (v) => v }], marks: (r) => [{ kind: r[4] }] },
        { facets: [{ name: "indicator", zh: "指标", en: "Indicator", label: (v) => names.get(v) || v, order: (v) => names.get(v) || v }], marks: (r) => [{ indicator: r[0] }] },
      ],
    }),
    cascade: () => ({
      all: "cascade",
      columns: [
        ["upper", "上级措施", "Measure above", "long", (r) => el("div", { class: "clamp" }, measureLink(r[2])), (r) => r[2], (r) => measures.text[r[2]]],
        ["lower", "下级措施", "Measure below", "long", (r) => el("div", { class: "clamp" }, measureLink(r[3])), (r) => r[3], (r) => measures.text[r[3]]],
        ["body", "下级承担单位", "Body below", "bodies", (r) => cut([...held(r[3], "lead"), ...held(r[3], "responsible")].map((b) => bodyLink(b))), null, (r) => [...held(r[3], "lead"), ...held(r[3], "responsible")].map((b) => bodies[b][2]).join("、")],
        ["kind", "对应方式", "How", "narrow", (r) => word("cascade", r[4]), (r) => r[4], (r) => word("cascade", r[4])],
        ["state", "认定", "Standing", "narrow", (r) => word("standing", r[5] ? "likely" : "certain"), (r) => r[5], (r) => word("standing", r[5] ? "likely" : "certain")],
        ["basis", "依据", "Basis", "narrow", (r) => t(r[6], r[7]), (r) => r[6], (r) => t(r[6], r[7])],
      ],
      text: (r) => `${measures.text[r[2]]}\n${measures.text[r[3]]}`,
      groups: [
        { facets: [{ ...planFacet(), zh: "计划", en: "Plan" }], marks: (r) => [{ plan: plans[r[0]][0] }, { plan: plans[r[1]][0] }] },
        { facets: [{ name: "kind", zh: "对应方式", en: "How", label: (v) => word("cascade", v), order: (v) => v }], marks: (r) => [{ kind: r[4] }] },
        { facets: [{ name: "state", zh: "认定", en: "Standing", label: (v) => word("standing", v), order: (v) => v }], marks: (r) => [{ state: r[5] ? "likely" : "certain" }] },
      ],
    }),
    review: () => ({
      all: "review",
      columns: [
        ["kind", "事项", "Matter", "narrow", (r) => word("matter", r[0]), null, (r) => word("matter", r[0])],
        ["subject", "措施或单位", "Measure or body", "long", (r) => el("div", { class: "clamp" }, r[2] === "m" ? measureLink(r[3]) : r[2] === "b" ? bodyLink(r[3]) : ""), null, (r) => (r[2] === "m" ? measures.text[r[3]] : r[2] === "b" ? bodies[r[3]][1] : "")],
        ["words", "说明", "What", "narrow", (r) => r[1], (r) => r[1], (r) => r[1]],
        ["plan", "计划", "Plan", "narrow", (r) => planLink(r[4]), (r) => r[4], (r) => (r[4] < 0 ? "" : plans[r[4]][1])],
        ["place", "位置", "Place", "narrow", (r) => `${r[5]} ${place(r[6])}`, (r) => r[5], (r) => `${r[5]} ${place(r[6])}`],
      ],
      text: (r) => `${r[1]}\n${r[2] === "m" ? measures.text[r[3]] : ""}\n${r[5]}`,
      groups: [
        { facets: [{ name: "kind", zh: "事项", en: "Matter", label: (v) => word("matter", v), order: (v) => Object.keys(window.ZEREN_WORDS.matter).indexOf(v) }], marks: (r) => [{ kind: r[0] }] },
        { facets: [planFacet()], marks: (r) => (r[4] < 0 ? [] : [{ plan: plans[r[4]][0] }]) },
      ],
    }),
  };
  const names = new Map();

  /* Letters that a name may be typed by, a set for each of its characters. */
  const setsOf = (name) => [...name.normalize("NFKC").toLowerCase()].map((char) => letters[char] || (/[a-z0-9]/.test(char) ? char : ""));
  const reads = (name, typed) => { const sets = setsOf(name); return sets.some((_, start) => [...typed].every((char, at) => (sets[start + at] || "").includes(char))); };
  const typedLetters = (text) => (/^[a-z]{2,}$/i.test(text) ? text.toLowerCase() : "");

  const fill = async (section) => {
    const name = section.dataset.table;
    const table = TABLES[name]();
    if (table.all) table.rows = await data(table.all);
    if (name === "targets") for (const row of table.rows) if (!names.has(row[0])) names.set(row[0], row[1]);
    const wanted = Object.fromEntries(given);
    const words = (wanted.q || "").split(/\s+/).map(plain).filter(Boolean);
    const typed = table.reads ? typedLetters((wanted.q || "").trim()) : "";
    const facets = table.groups.flatMap((group) => group.facets);
    const holds = (row) => { const text = words.length ? plain(table.text(row)) : ""; return words.every((one) => text.includes(one)) || (typed !== "" && table.reads(row).some((each) => reads(each, typed))); };
    const base = words.length ? table.rows.filter(holds) : table.rows;
    const fits = (row, group, but) => {
      const asked = group.facets.filter((facet) => facet.name !== but && given.has(facet.name));
      return !asked.length || group.marks(row).some((mark) => asked.every((facet) => mark[facet.name] === given.get(facet.name)));
    };
    let rows = base.filter((row) => table.groups.every((group) => fits(row, group)));
    const count = (group, facet) => {
      const found = new Map();
      const asked = group.facets.filter((one) => one.name !== facet.name && given.has(one.name));
      for (const row of base) {
        if (!table.groups.every((one) => one === group || fits(row, one))) continue;
        const own = new Set(group.marks(row).filter((mark) => asked.every((one) => mark[one.name] === given.get(one.name))).map((mark) => mark[facet.name]));
        for (const value of own) found.set(value, (found.get(value) || 0) + 1);
      }
      return found;
    };
    const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);
    const sort = wanted.sort || (name === "calendar" ? "deadline" : "");
    const sorted = table.columns.find(([key]) => key === sort.replace(/^-/, ""));
    if (sorted && sorted[5]) {
      const way = sort[0] === "-" ? -1 : 1;
      const keyed = rows.map((row) => [sorted[5](row), row]);
      const filled = keyed.filter(([value]) => value !== "" && value !== null).sort((a, b) => way * compare(a[0], b[0]));
      rows = [...filled, ...keyed.filter(([value]) => value === "" || value === null)].map(([, row]) => row);
    }

    const chip = (facet, value, label, number) => el("a", { class: "option", href: address({ [facet.name]: given.get(facet.name) === value ? null : value }, "#table"), "data-name": facet.name, "data-value": value, "aria-current": given.get(facet.name) === value ? "true" : null }, label, " ", el("small", null, String(number)));
    const strips = el("div", { class: "facets noprint" });
    const form = el("form", { class: "within" }, [...given].filter(([key]) => key !== "q").map(([key, value]) => el("input", { type: "hidden", name: key, value })), el("label", null, el("span", null, t("含有", "Holding")), el("input", { type: "search", name: "q", value: wanted.q || "", autocomplete: "off", "aria-label": t("含有", "Holding"), placeholder: t(section.dataset.hint, section.dataset.hintEn || section.dataset.hint) || "" })), el("button", { class: "quiet" }, t("筛选", "Filter")));
    form.action = `${location.pathname.split("/").pop()}#table`;
    strips.append(form);
    for (const group of table.groups) {
      for (const facet of group.facets) {
        const found = count(group, facet);
        if (given.has(facet.name) && !found.has(given.get(facet.name))) found.set(given.get(facet.name), 0);
        const values = [...found].sort((a, b) => compare(facet.order(a[0]), facet.order(b[0])));
        if (values.length < 2 && !given.has(facet.name)) continue;
        const options = el("span", { class: "options" });
        const chips = values.map(([value, number]) => chip(facet, value, facet.label(value), number));
        options.append(...chips.slice(0, FOLD));
        if (chips.length > FOLD) {
          options.append(...chips.slice(FOLD).filter((one) => one.hasAttribute("aria-current")));
          const list = el("select", { "aria-label": t(facet.zh, facet.en) }, el("option", { value: "" }, t(`另 ${chips.length - FOLD} 个`, `${chips.length - FOLD} more`)), values.slice(FOLD).map(([value, number]) => el("option", { value }, `${facet.label(value)} ${number}`)));
          list.addEventListener("change", () => { if (list.value) location.href = address({ [facet.name]: list.value }, "#table"); });
          options.append(el("span", { class: "choose" }, list));
        }
        if (name === "calendar" && facet.name === "deadline") section.before(calendar(found, facet));
        else strips.append(el("div", { class: "facet", role: "group", "aria-label": t(facet.zh, facet.en) }, el("span", { class: "title" }, t(facet.zh, facet.en)), options));
      }
    }
    const narrowed = [...given.keys()].some((key) => key !== "lang" && key !== "sort");
    const save = el("button", { type: "button", class: "quiet" }, "csv");
    save.addEventListener("click", () => download(table, rows, name));
    const told = el("p", { class: "told", role: "status" }, el("b", { class: "found" }, String(rows.length)), rows.length === table.rows.length ? "" : ` / ${table.rows.length}`, el("span", null, t(" 条", " rows")), narrowed ? el("a", { class: "noprint", href: address(Object.fromEntries([...given.keys()].filter((key) => key !== "lang" && key !== "sort").map((key) => [key, null]))) }, t("全部恢复", "Reset")) : "", el("span", { class: "files noprint" }, t("下载 ", "Download "), save));

    const shown = table.columns.filter(([, , , look]) => look !== null);
    const head = shown.map(([key, zh, en, look, , order]) => {
      const down = look === "number" || look === "strip";
      const [first, second] = down ? ["-" + key, key] : [key, "-" + key];
      const state = sort === key ? "ascending" : sort === "-" + key ? "descending" : null;
      const inside = order ? el("a", { href: address({ sort: sort === first ? second : sort === second ? null : first }, "#table"), "data-sort": key }, t(zh, en), el("span", { class: "arrow", "aria-hidden": "true" }, state ? (state === "ascending" ? "▲" : "▼") : "")) : t(zh, en);
      return el("th", { scope: "col", role: "columnheader", class: look, "aria-sort": state }, inside);
    });
    const body = el("tbody", { role: "rowgroup" });
    const more = el("button", { type: "button", class: "quiet noprint" });
    let until = 0;
    const extend = (number) => {
      for (const row of rows.slice(until, until + number)) body.append(el("tr", { role: "row" }, shown.map(([, zh, en, look, cell]) => el("td", { role: "cell", class: look, "data-label": t(zh, en) }, cell(row)))));
      until = Math.min(rows.length, until + number);
      more.hidden = until === rows.length;
      more.textContent = t(`再显示 ${Math.min(500, rows.length - until)} 条（还有 ${rows.length - until}）`, `Show ${Math.min(500, rows.length - until)} more of ${rows.length - until}`);
    };
    extend(SHOWN);
    more.addEventListener("click", () => extend(500));
    window.addEventListener("beforeprint", () => extend(rows.length));
    const whole = el("table", { role: "table" }, el("caption", { class: "hidden" }, section.dataset.caption || name), el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, head)), body);
    section.replaceChildren(strips, told, rows.length ? el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": section.dataset.caption || name }, whole) : el("p", { class: "card" }, t("没有符合的内容。", "Nothing fits.")), more);
  };

  /* The months of a calendar, each with how many measures are due in it. */
  const calendar = (found, facet) => {
    const card = el("section", { class: "card" });
    const chosen = given.get(facet.name);
    const inside = (value, number, label) => (number ? el("a", { href: address({ [facet.name]: chosen === value ? null : value }), "data-name": facet.name, "data-value": value, "aria-current": chosen === value ? "true" : null }, el("small", null, label), el("b", null, String(number))) : el("small", null, label));
    for (const year of [...new Set([...found.keys()].filter((value) => /^\d/.test(value)).map((value) => value.slice(0, 4)))].sort()) {
      const cells = Array.from({ length: 12 }, (_, at) => `${year}-${String(at + 1).padStart(2, "0")}`).map((value) => {
        const number = found.get(value) || 0;
        return el("td", { class: `m${number ? (number < 5 ? 1 : number < 20 ? 2 : 3) : 0}${chosen === value ? " on" : ""}` }, inside(value, number, t(`${Number(value.slice(5))}月`, String(Number(value.slice(5))))));
      });
      card.append(el("table", { class: "year" }, el("caption", null, t(`${year}年`, year)), el("tbody", null, el("tr", null, cells))));
    }
    const undated = [...found].filter(([value]) => !/^\d/.test(value)).map(([value, number]) => el("a", { class: "option", href: address({ [facet.name]: chosen === value ? null : value }), "aria-current": chosen === value ? "true" : null }, month(value), " ", el("small", null, String(number))));
    card.append(el("p", { class: "undated" }, undated));
    return card;
  };

  /* A table as a file that spreadsheets open: a mark at its beginning, no cell that a program would run. */
  const download = (table, rows, name) => {
    const cell = (value) => { const text = String(value ?? ""); const safe = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.]+$/.test(text) ? `'${text}` : text; return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe; };
    const columns = table.columns.filter(([key]) => key !== "load");
    const words = (row, [, , , , show, , told]) => (told ? told(row) : show(row));
    const lines = [columns.map(([, zh, en]) => cell(t(zh, en))), ...rows.map((row) => columns.map((column) => cell(words(row, column))))];
    const made = URL.createObjectURL(new Blob(["\ufeff" + lines.map((line) => line.join(",")).join("\r\n") + "\r\n"], { type: "text/csv" }));
    el("a", { href: made, download: `${name}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(made), 60000);
  };

  const find = (place_) => {
    const typed = (given.get("q") || "").trim();
    if (!typed) {
      place_.append(el("p", { class: "soft" }, t("在上方写单位名称、拼音首字母或措施中的词。", "Type the name of a body, its pinyin initials, or words of a measure above.")));
      return;
    }
    document.querySelector("h1").append(t("：", ": ") + typed);
    const words = typed.split(/\s+/).map(plain).filter(Boolean);
    const letters_ = typedLetters(typed);
    const holds = (text) => words.every((one) => text.includes(one));
    const list = (title, hits, made) => {
      if (!hits.length) return;
      place_.append(el("h2", null, `${title} ${hits.length}`), el("ul", { class: "hits" }, hits.slice(0, 500).map((hit) => el("li", null, made(hit)))));
    };
    list(t("计划", "Plans"), plans.map((_, n) => n).filter((n) => holds(plain(plans[n][1]))), (n) => el("a", { href: link(`plan/${plans[n][0]}.html`) }, el("b", null, plans[n][1]), el("small", null, plans[n][2] || "")));
    list(t("单位", "Bodies"), bodies.filter((b) => holds(plain(b[1] + b[3].join(""))) || (letters_ && [b[1], ...b[3]].some((each) => reads(each, letters_)))), (b) => el("a", { href: link(`body/${b[0]}.html`) }, el("b", null, b[1]), el("small", null, t(`${b[12]} 条措施`, `${b[12]} measures`))));
    list(t("措施", "Measures"), measures.text.map((_, n) => n).filter((n) => holds(plain(measures.text[n] + measures.tasks[measures.task[n]]))), (n) => el("a", { href: link(`plan/${plans[measures.plan[n]][0]}.html`, null, measures.at[n]) }, el("b", null, measures.text[n]), el("small", null, [measures.tasks[measures.task[n]], plans[measures.plan[n]][1]].filter(Boolean).join(" "))));
    if (!place_.children.length) place_.textContent = t("没有找到。", "Nothing found.");
  };

  /* Tasks by bodies of one plan. */
  const draw = (place_) => {
    const LETTERS = { lead: "A", responsible: "R", support: "S", guide: "G", supervise: "V" };
    const MOST = 80;
    const chosen = byKey.get(given.get("plan")) ?? plans.findIndex((plan) => plan[6]);
    const options = plans.map((plan, n) => (plan[6] ? el("option", { value: plan[0], selected: n === chosen }, planName(n)) : null));
    const list = el("select", { "aria-label": t("计划", "Plan") }, options);
    list.addEventListener("change", () => { location.href = address({ plan: list.value }); });
    place_.append(el("p", { class: "noprint choose" }, list));
    if (chosen < 0) return;
    const tasks = new Map();
    const load = new Map();
    measures.plan.forEach((plan, n) => {
      if (plan !== chosen) return;
      if (!tasks.has(measures.task[n])) tasks.set(measures.task[n], { at: measures.at[n], cells: new Map(), orphan: false });
      const task = tasks.get(measures.task[n]);
      const own = measures.by[n];
      task.orphan = task.orphan || !own.some((_, at) => at % 2 && own[at] < 2);
      for (let at = 0; at < own.length; at += 2) {
        load.set(own[at], (load.get(own[at]) || 0) + 1);
        const cell = task.cells.get(own[at]) || new Map();
        cell.set(own[at + 1], (cell.get(own[at + 1]) || 0) + 1);
        task.cells.set(own[at], cell);
      }
    });
    const heads = [...load].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([body]) => body);
    const columns = heads.slice(0, MOST);
    place_.append(el("p", { class: "key" }, Object.entries(LETTERS).flatMap(([role, letter]) => [el("span", { class: `letter ${role}` }, letter), ` ${word("role", role)} `]), el("span", { class: "orphan" }, "▲"), t(" 有措施无人负责", " a measure nobody answers for")));
    place_.append(el("p", { class: "told" }, el("b", null, `${tasks.size} × ${columns.length}`), heads.length > MOST ? t(`另有 ${heads.length - MOST} 个单位，见措施表`, `${heads.length - MOST} more bodies in the table of measures`) : ""));
    const head = el("tr", null, el("th", { scope: "col", class: "corner" }, t("任务", "Task")), columns.map((body) => el("th", { scope: "col", class: "up" }, bodyLink(body).lastChild)));
    const rows = [...tasks].map(([task, its]) => el("tr", null, el("th", { scope: "row" }, el("a", { href: link(`plan/${plans[chosen][0]}.html`, null, its.at) }, measures.tasks[task] || t("（无任务名）", "(no task)")), its.orphan ? el("span", { class: "orphan", title: t("有措施无人负责", "a measure nobody answers for") }, " ▲") : ""), columns.map((body) => el("td", null, [...(its.cells.get(body) || [])].sort((a, b) => a[0] - b[0]).map(([role, number]) => el("span", { class: `letter ${ROLES[role]}`, title: `${word("role", ROLES[role])} ${number}` }, LETTERS[ROLES[role]]))))));
    place_.append(el("div", { class: "scroll matrix", tabindex: "0", role: "region", "aria-label": t("责任矩阵", "Responsibility matrix") }, el("table", null, el("thead", null, head), el("tbody", null, rows))));
  };

  if (grid) await fill(grid);
  if (search) find(search);
  if (matrix) draw(matrix);
  document.documentElement.classList.add("filled");
})();
