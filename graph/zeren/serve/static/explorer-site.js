/* The static site: tables filter, sort and search by themselves, their state in the address as on the server. */
(() => {
  "use strict";
  const given = new URLSearchParams(location.search);
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff_{}^]+/g, "");
  const address = (changes, anchor) => {
    const next = new URLSearchParams(given);
    for (const [name, value] of Object.entries(changes)) value === null ? next.delete(name) : next.set(name, value);
    const text = next.toString();
    return location.pathname.split("/").pop() + (text ? "?" + text : "") + (anchor || "");
  };

  for (const grid of document.querySelectorAll("section.grid")) {
    const prefix = grid.dataset.grid;
    const anchor = "#" + grid.id;
    const defaults = JSON.parse(grid.dataset.defaults || "{}");
    const body = grid.querySelector("tbody");
    if (!body) continue;
    const rows = Array.from(body.rows, (row) => ({ row, marks: JSON.parse(row.dataset.marks), text: plain(row.textContent) }));
    const wanted = { ...defaults };
    for (const [name, value] of given) if (name.startsWith(prefix) && !name.slice(prefix.length).includes(".")) wanted[name.slice(prefix.length)] = value;
    const words = (wanted.q || "").split(/\s+/).map(plain).filter(Boolean);
    const sort = wanted.sort || "";
    const names = new Set(rows.flatMap((its) => its.marks.flatMap((mark) => Object.keys(mark))));
    const fits = (its, chosen) => {
      if (!words.every((word) => its.text.includes(word))) return false;
      const left = new Set([...names].filter((name) => chosen[name] && chosen[name] !== "any"));
      while (left.size) {
        const [name] = left;
        const mark = its.marks.find((each) => name in each);
        if (!mark) return false;
        const together = Object.keys(mark).filter((each) => left.has(each));
        if (!its.marks.some((each) => name in each && together.every((part) => each[part] === chosen[part]))) return false;
        together.forEach((part) => left.delete(part));
      }
      return true;
    };
    let found = 0;
    for (const its of rows) {
      its.row.hidden = !fits(its, wanted);
      found += its.row.hidden ? 0 : 1;
    }
    const heads = Array.from(grid.querySelectorAll("thead a[data-sort]"));
    heads.forEach((link, place) => {
      const key = link.dataset.sort;
      const cell = link.closest("th");
      const down = cell.classList.contains("number") || cell.classList.contains("strip");
      const [first, second] = down ? ["-" + key, key] : [key, "-" + key];
      link.href = address({ [prefix + "sort"]: sort === first ? second : sort === second ? null : first }, anchor);
      if (sort !== key && sort !== "-" + key) return;
      const turned = sort === "-" + key;
      cell.setAttribute("aria-sort", turned ? "descending" : "ascending");
      link.querySelector(".arrow").textContent = turned ? "▼" : "▲";
      const value = (its) => its.row.cells[place].dataset.order;
      const order = (a, b) => (down ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0);
      const filled = rows.filter((its) => value(its) !== "").sort((a, b) => (turned ? -1 : 1) * order(value(a), value(b)));
      body.append(...[...filled, ...rows.filter((its) => value(its) === "")].map((its) => its.row));
    });
    const count = grid.querySelector(".found");
    if (count) count.textContent = String(found);
    for (const link of document.querySelectorAll(`[data-grid="${prefix}"] a[data-name]`)) {
      const { name, value } = link.dataset;
      const now = wanted[name] || "";
      const on = value === "" || value === "any" ? now === "" || now === "any" : now === value;
      if (on) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      link.href = address({ [prefix + name]: value === "" ? null : value }, anchor);
      const small = link.querySelector("small");
      if (link.classList.contains("option") && small) small.textContent = String(rows.filter((its) => fits(its, { ...wanted, [name]: value })).length);
    }
    const form = grid.querySelector("form.within");
    if (form) {
      form.querySelector("input[type=search]").value = wanted.q || "";
      for (const [name, value] of given) {
        if (name === prefix + "q") continue;
        const hidden = document.createElement("input");
        Object.assign(hidden, { type: "hidden", name, value });
        form.append(hidden);
      }
    }
  }

  const place = document.getElementById("search");
  const index = window.ZEREN_INDEX;
  if (!place || !index) return;
  const typed = (given.get("q") || "").trim();
  for (const input of document.querySelectorAll(".find input[type=search]")) input.value = typed;
  if (!typed) return;
  document.querySelector("h1").append("：" + typed);
  const words = typed.split(/\s+/).map(plain).filter(Boolean);
  const letters = /^[a-z]{2,}$/i.test(typed) ? typed.toLowerCase() : "";
  const reads = (sets) => letters && sets.some((set) => set.some((_, start) => [...letters].every((char, at) => (set[start + at] || "").includes(char))));
  const list = (title, hits) => {
    if (!hits.length) return;
    const head = document.createElement("h2");
    head.textContent = `${title} ${hits.length}`;
    const ul = document.createElement("ul");
    ul.className = "hits";
    for (const [text, more, href] of hits.slice(0, 500)) {
      const link = document.createElement("a");
      link.href = href;
      const strong = document.createElement("b");
      strong.textContent = text;
      const small = document.createElement("small");
      small.textContent = more;
      link.append(strong, small);
      const item = document.createElement("li");
      item.append(link);
      ul.append(item);
    }
    place.append(head, ul);
  };
  const holds = (text) => words.every((word) => text.includes(word));
  list(place.dataset.bodies, index.bodies.filter(([name, more, , sets]) => holds(plain(name + more)) || reads(sets)));
  list(place.dataset.measures, index.measures.filter(([text, more]) => holds(plain(text + more))));
  if (!place.children.length) place.textContent = place.dataset.none;
})();
