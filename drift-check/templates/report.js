"use strict";
(async () => {
  const unpack = async () => {
    const packed = Uint8Array.from(atob(document.getElementById("data").textContent), (char) => char.charCodeAt(0));
    const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(unpacked).json();
  };
  let data;
  try {
    data = await unpack();
  } catch (error) {
    const note = document.createElement("p");
    note.className = "note";
    note.textContent = `Findings and items can't be shown by this browser: ${error}. Any of 2023 or later can.`;
    document.querySelector("main").prepend(note);
    throw error;
  }
  const byId = (id) => document.getElementById(id);
  const PAGE = 150;

  // Text always becomes text, never markup.
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== false) element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== undefined && child !== null));
    return element;
  };

  const findings = new Map(data.findings.map((finding) => [finding.id, finding]));
  const items = new Map();
  for (const item of data.items) {
    if (!items.has(item.path)) items.set(item.path, []);
    items.get(item.path).push(item);
  }
  const ofItem = new Map();
  for (const finding of data.findings) {
    if (!ofItem.has(finding.item)) ofItem.set(finding.item, []);
    ofItem.get(finding.item).push(finding);
    const rule = data.rules[finding.rule] || { name: "", family: "", title: "", why: "" };
    finding.about = rule;
    finding.words = [finding.rule, rule.name, rule.title, finding.item, finding.message, finding.id,
      finding.reference && finding.reference.at, finding.port && finding.port.at, finding.reason]
      .filter(Boolean).join(" ").toLowerCase();
  }

  // ---- filters

  const filters = byId("filters");
  const search = byId("search");
  const family = byId("family");
  const module = byId("module");
  let shown = [];
  let limit = PAGE;

  const checked = (name) => new Set([...filters.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value));
  const inside = (path, outer) => outer === "" || path === outer || path.startsWith(outer + "::");

  function filter() {
    const severities = checked("severity");
    const statuses = checked("status");
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    shown = data.findings.filter((finding) =>
      severities.has(finding.severity) && statuses.has(finding.status) &&
      (family.value === "" || finding.about.family === family.value) &&
      inside(finding.module, module.value) &&
      words.every((word) => finding.words.includes(word)));
    limit = PAGE;
    list();
  }

  function list() {
    byId("list").replaceChildren(...shown.slice(0, limit).map((finding) =>
      make("li", { class: "s-" + finding.severity, "data-id": finding.id },
        make("span", { class: "tag" }, finding.severity), " ",
        make("a", { href: "#" + finding.id }, `${finding.rule} ${finding.about.name} `, make("code", {}, finding.item)),
        ": " + finding.message,
        finding.status === "open" ? undefined : make("small", {}, ` (${finding.status})`))));
    byId("count").textContent = `${shown.length} of ${data.findings.length} findings` +
      (shown.length > limit ? `, the first ${limit} shown` : "");
    byId("more").hidden = shown.length <= limit;
    for (const cell of document.querySelectorAll(".cell")) {
      const on = cell.dataset.family === family.value && cell.dataset.module === module.value;
      cell.setAttribute("aria-pressed", String(on));
    }
  }

  filters.addEventListener("input", filter);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("reset", () => setTimeout(filter));
  byId("more").addEventListener("click", () => { limit += PAGE; list(); });

  function everySeverity() {
    for (const box of filters.querySelectorAll("input[name=severity]")) box.checked = true;
  }

  // What map and cards count.
  function undecided() {
    for (const box of filters.querySelectorAll("input[name=status]")) box.checked = box.value !== "accepted";
  }

  document.addEventListener("click", (event) => {
    const cell = event.target.closest(".cell");
    if (cell) {
      family.value = cell.dataset.family;
      module.value = cell.dataset.module;
      search.value = "";
      everySeverity();
      undecided();
      filter();
      go("findings");
    }
    const card = event.target.closest(".card");
    if (card) {
      for (const box of filters.querySelectorAll("input[name=severity]")) box.checked = box.value === card.dataset.severity;
      family.value = module.value = search.value = "";
      undecided();
      filter();
      go("findings");
    }
    const toggle = event.target.closest(".toggle");
    if (toggle) unfold(toggle);
    const copy = event.target.closest("[data-copy]");
    if (copy) copyText(copy);
  });

  function unfold(toggle) {
    const row = toggle.closest("tr");
    const open = toggle.getAttribute("aria-expanded") !== "true";
    toggle.setAttribute("aria-expanded", String(open));
    const depth = Number(row.dataset.depth);
    for (let next = row.nextElementSibling; next && Number(next.dataset.depth) > depth; next = next.nextElementSibling) {
      const direct = Number(next.dataset.depth) === depth + 1 || !next.previousElementSibling;
      next.hidden = !(open && direct);
      const inner = next.querySelector(".toggle");
      if (inner) inner.setAttribute("aria-expanded", "false");
    }
  }

  async function copyText(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      // Pages from disk may not use the clipboard everywhere; selecting the text is the next best thing.
      const range = document.createRange();
      range.selectNodeContents(button.previousElementSibling);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      button.textContent = "Selected";
    }
  }

  // ---- items

  function card(finding, here) {
    const accept = `drift-check accept ${finding.id} --class by-design --reason "…"`;
    const place = (name, side) => side && make("div", { class: "side" },
      make("small", {}, `${name} ${side.at}`), make("pre", {}, side.text));
    return make("article", { class: `finding s-${finding.severity}${here ? " here" : ""}`, "aria-label": `${finding.rule} ${finding.about.name}` },
      make("p", {}, make("span", { class: "tag" }, finding.severity), " ", make("strong", {}, `${finding.rule} ${finding.about.name}`), ` (${finding.about.title}): ${finding.message}`),
      make("div", { class: "sides" }, place("reference", finding.reference), place("port", finding.port)),
      ...(finding.notes || []).map((note) => make("p", { class: "note" }, "note: " + note)),
      make("p", { class: "note" }, "why: " + finding.about.why),
      finding.reason && make("p", {}, make("strong", {}, finding.status + ": "), finding.reason),
      make("p", {}, make("a", { href: "#" + finding.id }, finding.id)),
      finding.status === "accepted" || finding.rule.startsWith("DX") ? undefined : make("div", { class: "command" }, make("code", {}, accept), make("button", { type: "button", "data-copy": accept }, "Copy")));
  }

  function facts(item) {
    const sides = ["reference", "port"].map((name) => (item[name] && item[name].facts) || []);
    if (sides.every((side) => side.length === 0)) return [];
    const column = (name, own, other) => {
      const rest = other.map((fact) => fact[1]);
      return make("div", { class: "side" }, make("small", {}, name), make("ul", { class: "facts" }, ...own.map(([line, text]) => {
        const at = rest.indexOf(text);
        if (at >= 0) rest.splice(at, 1);
        return make("li", { class: at < 0 ? "only" : undefined }, `${line}: ${text}`);
      })));
    };
    return [make("h3", {}, "Footprint"), make("div", { class: "sides" }, column("reference", sides[0], sides[1]), column("port", sides[1], sides[0]))];
  }

  function diff(item) {
    if (!item.diff) return [];
    const cell = (text, kind) => make("td", { class: text === null ? "gap" : kind }, text === null ? "" : text);
    const rows = item.diff.map((line) => typeof line === "string"
      ? make("tr", {}, make("td", {}, line), make("td", {}, line))
      : make("tr", {}, cell(line[0], "del"), cell(line[1], "add")));
    return [make("h3", {}, "Side by side, in uniform layout, without comments"),
      make("table", { class: "diff" },
        make("thead", {}, make("tr", {}, make("th", { scope: "col" }, data.reference), make("th", { scope: "col" }, data.port))),
        make("tbody", {}, ...rows))];
  }

  function half(name, side) {
    return side && make("div", { class: "side" },
      make("small", {}, `${name} ${side.at}` + (side.path ? `, ${side.path}` : "")), side.text && make("pre", {}, side.text));
  }

  function itemParts(item) {
    const matched = item.matched ? `${item.kind}, matched ${item.matched}` : `${item.kind}, without counterpart`;
    return [
      make("p", {}, matched + (item.bodies ? `; bodies: ${item.bodies}` : "")),
      make("div", { class: "sides" }, half("reference", item.reference), half("port", item.port)),
      ...facts(item), ...diff(item)];
  }

  function open(path, here) {
    byId("h-item").textContent = path;
    const found = ofItem.get(path) || [];
    const known = items.get(path) || [];
    byId("item-body").replaceChildren(
      make("h3", {}, found.length === 1 ? "1 finding" : `${found.length} findings`),
      ...found.map((finding) => card(finding, finding.id === here)),
      ...known.flatMap(itemParts));
    byId("item").hidden = false;
    // Without animation: the place does not exist until now.
    byId("item").scrollIntoView({ behavior: "instant" });
    byId("h-item").focus({ preventScroll: true });
  }

  // ---- places

  function go(id) {
    if (location.hash === "#" + id) route();
    else location.hash = id;
  }

  function route() {
    let hash = location.hash.slice(1);
    try { hash = decodeURIComponent(hash); } catch { /* A link that somebody cut off leads nowhere. */ }
    const finding = findings.get(hash);
    if (finding) return open(finding.item, finding.id);
    if (hash.startsWith("item:")) return open(hash.slice(5));
    byId("item").hidden = true;
    if (hash.startsWith("v1:")) {
      byId("count").textContent = `This report has no finding ${hash}. It may have been fixed.`;
      return byId("findings").scrollIntoView({ behavior: "instant" });
    }
    const target = hash && byId(hash);
    if (target) target.scrollIntoView({ behavior: "instant" });
  }
  addEventListener("hashchange", route);

  // ---- keys

  function move(step) {
    const links = [...byId("list").querySelectorAll("a")];
    if (links.length === 0) return;
    const at = links.indexOf(document.activeElement);
    links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea") && event.target.type !== "checkbox";
    if (event.key === "Escape") {
      if (!byId("item").hidden) {
        const from = byId("h-item").textContent;
        go("findings");
        const link = [...byId("list").querySelectorAll("a")].find((one) => one.querySelector("code").textContent === from);
        (link || search).focus();
      } else if (typing) event.target.blur();
    } else if (typing) {
      if (event.key === "Enter" && event.target === search) { event.preventDefault(); move(1); }
    } else if (event.key === "/") {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
  });

  // ---- the other tables

  for (const form of document.querySelectorAll(".inline")) {
    const rows = [...byId(form.dataset.table).tBodies[0].rows];
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const [text, only] = form.querySelectorAll("input");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => rows.forEach((row, idx) => {
      row.hidden = (only.checked && !row.classList.contains("differs")) || !texts[idx].includes(text.value.toLowerCase());
    }));
  }

  const paths = byId("paths");
  if (paths) {
    paths.append(...[...items.keys()].map((path) => make("option", { value: path })));
    byId("open-item").addEventListener("change", (event) => {
      if (items.has(event.target.value)) go("item:" + event.target.value);
    });
  }

  const DAY = 86400000;
  // Whole days of UTC, as ledgers count them.
  const days = (time) => Math.floor((Date.now() - Date.parse(time.dateTime)) / DAY);
  for (const time of document.querySelectorAll("time[data-age]")) {
    const age = days(time);
    time.append(age > 0 ? ` (${age} ${age === 1 ? "day" : "days"} ago)` : " (today)");
  }
  for (const time of document.querySelectorAll("time[data-expiry]")) {
    const left = -days(time);
    time.append(left > 0 ? ` (in ${left} days)` : " (expired)");
  }

  filter();
  route();
  document.documentElement.dataset.ready = "true";
})();
