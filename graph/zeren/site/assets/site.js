/* Every page of the site: its language, and the tables that it fills from data/*.js. ZEREN_WORDS stands before this. */
const ZEREN = (() => {
  "use strict";
  const given = new URLSearchParams(location.search);
  const root = document.currentScript ? document.currentScript.getAttribute("src").replace(/assets\/site\.js$/, "") : "";
  const english = given.get("lang") === "en";
  document.documentElement.classList.add("scripted", ...(english ? ["english"] : []));
  const t = (zh, en) => (english ? en : zh);
  const word = (kind, code) => {
    const pair = (window.ZEREN_WORDS[kind] || {})[code];
    return pair ? pair[english ? 1 : 0] : code || t("未知", "unknown");
  };
  const month = (value) => (/^\d{4}-\d\d$/.test(value) ? t(`${value.slice(0, 4)}年${Number(value.slice(5))}月`, value) : word("deadline", value));
  const place = (locator) => (english ? locator : locator.replace(/(page|table|row|column|line) (\d+) ?/g, (_, kind, number) => word("locator", kind).replace("{}", number)));
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff_{}^]+/g, "");

  /* An element with attributes and children; text is never markup. */
  const el = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
    made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  };

  /* The address of this page with some values changed; null takes one out. */
  const address = (changes, anchor) => {
    const next = new URLSearchParams(given);
    for (const [name, value] of Object.entries(changes)) value === null || value === "" ? next.delete(name) : next.set(name, value);
    const text = next.toString();
    return location.pathname.split("/").pop() + (text ? "?" + text : "") + (anchor || "");
  };
  /* The address of another page, in the language of this one. */
  const link = (file, values, anchor) => {
    const told = new URLSearchParams(values || {});
    if (english) told.set("lang", "en");
    const text = told.toString();
    return root + file + (text ? "?" + text : "") + (anchor ? "#" + anchor : "");
  };

  const packed = {};
  const opened = {};
  const data = async (name) => {
    if (!(name in opened)) {
      const bytes = Uint8Array.from(atob(packed[name]), (char) => char.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
      opened[name] = await new Response(stream).json();
    }
    return opened[name];
  };

  const translate = () => {
    if (!english) return;
    document.documentElement.lang = "en";
    for (const tag of document.querySelectorAll("main b")) {
      const pair = window.ZEREN_WORDS.role[tag.className];
      if (pair) tag.textContent = pair[1];
    }
    const located = Object.entries(window.ZEREN_WORDS.locator).map(([kind, [zh]]) => [new RegExp(zh.replace("{}", "(\\d+)"), "g"), `${kind} $1 `]);
    for (const spot of document.querySelectorAll("a.jump, small.soft")) {
      if (!spot.childElementCount) spot.textContent = located.reduce((text, [zh, en]) => text.replace(zh, en), spot.textContent).trim();
    }
    for (const entry of document.querySelectorAll(".bar nav a")) [entry.textContent, entry.title] = [entry.title, entry.textContent];
    for (const named of document.querySelectorAll("[data-en]")) named.setAttribute(named.dataset.attribute || "placeholder", named.dataset.en);
    for (const entry of document.querySelectorAll("a[href]")) {
      const [, file, query, anchor] = /^([^?#]*\.html)(\?[^#]*)?(#.*)?$/.exec(entry.getAttribute("href")) || [];
      if (file) entry.setAttribute("href", `${file}${query ? query + "&" : "?"}lang=en${anchor || ""}`);
    }
    for (const form of document.querySelectorAll("form")) form.append(el("input", { type: "hidden", name: "lang", value: "en" }));
    const turned = document.querySelector(".tongue");
    if (turned) Object.assign(turned, { textContent: "中文", lang: "zh-CN", hreflang: "zh-CN" });
  };
  const turn = () => {
    const turned = document.querySelector(".tongue");
    if (turned) turned.href = address({ lang: english ? null : "en" }, location.hash);
  };

  const begin = () => {
    translate();
    turn();
    window.addEventListener("hashchange", turn);
    const typed = given.get("q") || "";
    if (document.getElementById("search")) for (const input of document.querySelectorAll(".find input[type=search]")) input.value = typed;
    document.documentElement.classList.add("ready");
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
  return { given, english, t, word, month, place, plain, el, address, link, data, put: (name, text) => { packed[name] = text; }, has: (name) => name in packed };
})();
