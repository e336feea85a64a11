// Fits YASGUI to this server: one endpoint, our prefixes and terms, questions as tabs, results as a network.
(async () => {
  "use strict";
  const place = document.getElementById("editor");
  const [tabName, network, none, many, table, response, simple, short, filter, size, text, fresher] = place.dataset.words.split("|");
  const endpoint = new URL("/sparql", location.href).href;
  const told = await (await fetch("/sparql/editor.json")).json();
  const english = place.dataset.lang === "en";
  const titles = (name) => told.questions[name][english ? 1 : 0];
  const { Yasqe, Yasr } = Yasgui;

  // The completers that come with YASGUI ask servers elsewhere; these know the prefixes and terms of this one.
  Yasqe.forkAutocompleter("prefixes", {
    name: "zeren-prefixes",
    persistenceId: null,
    get: () => Object.entries(told.prefixes).map(([prefix, space]) => `${prefix}: <${space}>`).sort(),
  });
  for (const kind of ["class", "property"]) {
    Yasqe.forkAutocompleter(kind, {
      name: `zeren-${kind}`,
      bulk: false,
      persistenceId: null,
      get: (_, token) => told.terms.filter((term) => term.startsWith((token && token.autocompletionString) || "")),
    });
  }
  Yasqe.defaults.autocompleters = ["zeren-prefixes", "zeren-class", "zeren-property", "variables"];
  Yasqe.defaults.value = `${place.dataset.prefixes}\nSELECT ?plan ?title WHERE {\n  ?plan a zr:Plan ; dcterms:title ?title .\n}\n`;
  // The table in our words, its cells whole and without datatypes until somebody asks for them.
  Yasr.registerPlugin("table", class extends Yasr.plugins.table {
    label = table;
    draw(chosen) {
      return super.draw({ compact: true, isEllipsed: false, ...chosen });
    }
    drawControls() {
      super.drawControls();
      const [compact, ellipse] = this.tableControls.querySelectorAll(".switch .label");
      compact.textContent = simple;
      ellipse.textContent = short;
      this.tableFilterField.placeholder = filter;
      this.tableFilterField.setAttribute("aria-label", filter);
      this.tableControls.querySelector(".pageSizerLabel").textContent = size;
    }
  });
  Yasr.registerPlugin("response", class extends Yasr.plugins.response {
    label = response;
  });
  Yasr.registerPlugin("network", window.zerenNetwork({ network, none, many }));
  Yasr.defaults.pluginOrder = ["table", "network", "response"];
  Yasr.defaults.prefixes = told.prefixes;

  // What YASGUI leaves without a name or a way for the keyboard, given to it as it comes (its files stay as they were published).
  const named = () => {
    for (const area of place.querySelectorAll(".CodeMirror textarea:not([aria-label])")) area.setAttribute("aria-label", text);
    for (const part of place.querySelectorAll('.CodeMirror-scroll[tabindex="-1"]')) part.tabIndex = 0;
    for (const list of place.querySelectorAll(".tableSizer:not([aria-label])")) list.setAttribute("aria-label", size.trim());
    for (const input of place.querySelectorAll(".tabsList .tab input:not([aria-label])")) input.setAttribute("aria-label", tabName);
    for (const button of place.querySelectorAll('.tabsList button:not([role])')) {
      button.setAttribute("role", "tab");
      button.setAttribute("aria-label", fresher);
    }
    // A panel is made when its tab is first opened; until then the tab controls nothing.
    for (const tab of place.querySelectorAll('.tabsList [role="tab"][href]')) {
      const panel = tab.getAttribute("href").slice(1);
      if (document.getElementById(panel)) tab.setAttribute("aria-controls", panel);
      else tab.removeAttribute("aria-controls");
    }
  };
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      named();
    });
  }).observe(place, { childList: true, subtree: true });

  // YASGUI takes the query out of the address as it starts.
  const linked = location.hash.startsWith("#query=");
  const fresh = !Object.keys(localStorage).some((key) => key.includes("zeren-editor"));
  const yasgui = new Yasgui(place, {
    persistenceId: "zeren-editor",
    tabName,
    copyEndpointOnNewTab: false,
    autoAddOnInit: false,
    requestConfig: { endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint }], keys: [] },
    yasqe: { resizeable: true },
  });
  window.zerenEditor = yasgui;

  const open = async (name, active) => {
    const known = Object.values(yasgui._tabs).find((tab) => tab.getName() === titles(name));
    if (known) {
      if (active) yasgui.selectTabId(known.getId());
      return known;
    }
    const answer = await fetch(`/question/${encodeURIComponent(name)}?format=sparql`);
    const value = answer.ok ? `# ${titles(name)}\n${await answer.text()}` : `# ${(await answer.text()).trim().replace(/\n/g, " ")}\n`;
    return yasgui.addTab(active, { name: titles(name), yasqe: { value }, requestConfig: { endpoint } });
  };

  if (window.matchMedia("(max-width: 860px)").matches) document.getElementById("library").open = false;
  const asked = new URLSearchParams(location.search).get("question");
  if (fresh && !linked) {
    for (const [rank, name] of told.first.entries()) await open(name, rank === 0);
  }
  if (asked && told.questions[asked]) await open(asked, true);
  if (!Object.keys(yasgui._tabs).length) yasgui.addTab(true);
  if (!yasgui.getTab()) yasgui.selectTabId(Object.keys(yasgui._tabs)[0]);

  const list = document.getElementById("list");
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) open(button.dataset.name, true);
  });
  document.getElementById("all").addEventListener("click", async () => {
    for (const button of list.querySelectorAll("button")) await open(button.dataset.name, false);
  });
  document.getElementById("sift").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const item of list.children) {
      const words = `${item.textContent} ${item.firstElementChild.title} ${item.firstElementChild.dataset.name}`.toLowerCase();
      item.hidden = !words.includes(wanted);
    }
  });
  // A query as a question file: what the head needs is told by the tab's name and by the variables that are selected.
  const asQuestion = (name, query) => {
    if (/^# title:/m.test(query)) return query;
    const line = name.replace(/\s+/g, " ").trim() || "query";
    const [, selected] = /\bselect\b(.*?)(?:\bwhere\b|\{)/is.exec(query.replace(/#[^\n]*/g, "")) || [null, ""];
    const given = selected.replace(/\([^()]*(?:\([^()]*\)[^()]*)*\bas\s+[?$](\w+)\s*\)/gi, "?$1");
    const columns = [...new Set([...given.matchAll(/[?$](\w+)/g)].map(([, variable]) => variable))];
    return [`# title: ${line}`, `# question: ${line}`, ...columns.map((column) => `# column: ${column} | text | ${column} | ${column}`), "", query.trim(), ""].join("\n");
  };
  const current = () => ({ name: yasgui.getTab().getName(), query: yasgui.getTab().getYasqe().getValue() });
  document.getElementById("save-query").addEventListener("click", () => {
    const { name, query } = current();
    const address = URL.createObjectURL(new Blob([asQuestion(name, query)], { type: "application/sparql-query" }));
    const link = document.createElement("a");
    Object.assign(link, { href: address, download: `${name.replace(/[\\/:*?"<>|\s]+/g, "-").replace(/^-|-$/g, "") || "query"}.rq` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  });
  document.getElementById("open-query").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file) yasgui.addTab(true, { name: file.name.replace(/\.\w+$/, ""), yasqe: { value: await file.text() }, requestConfig: { endpoint } });
    event.target.value = "";
  });
  // What was closed last comes back first.
  const closed = [];
  const reopen = document.getElementById("reopen");
  yasgui.on("tabClose", (_, tab) => {
    closed.push({ name: tab.getName(), query: tab.getYasqe() ? tab.getYasqe().getValue() : tab.getQuery() });
    reopen.disabled = false;
  });
  reopen.addEventListener("click", () => {
    const last = closed.pop();
    if (last) yasgui.addTab(true, { name: last.name, yasqe: { value: last.query }, requestConfig: { endpoint } });
    reopen.disabled = !closed.length;
  });
  window.zerenSaved = asQuestion;
  place.dataset.ready = "yes";
})();
