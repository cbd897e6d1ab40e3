// Which rows are shown. The state is in the fragment, so that a link shows the same.
const form = document.getElementById("filters");
const rows = [...document.querySelectorAll("#entries > .row")];
const state = { q: "", env: "", kind: "", severity: new Set(data.severities), waived: true, resource: "" };

const subjectOf = (row) =>
  row.dataset.entry !== undefined ? data.entries[Number(row.dataset.entry)] : data.matrix[Number(row.dataset.matrix)];

// Of a setting those of which there is something to say: the odd ones, and the unread.
function environmentsOf(subject) {
  if (subject.members) return subject.members.map((each) => each.name);
  return [...subject.outliers, ...subject.unread].map((place) => data.environments[place].name);
}

// All that a row says when it is open, without the names of the fields.
function wordsOf(subject) {
  const words = [subject.kind, subject.resource, pathText(subject.path), ...environmentsOf(subject)];
  if (!subject.members) return [...words, ...subject.values.map((each) => valueText(each.value))];
  const { code, title, severity, change, reference, why, impact, lost, gained, usedBy, waiver } = subject;
  words.push(code, title, severity, change, reference, why, ...impact, ...lost, ...gained, ...usedBy);
  words.push(...Object.values(waiver ?? {}), valueText(subject.expected), valueText(subject.actual));
  for (const { fingerprint, source, location, fix } of subject.members) words.push(fingerprint, source, location, ...fix);
  return words;
}

const valueText = (value) => (typeof value === "string" ? value : JSON.stringify(value));

const texts = new Map();
function textOf(subject) {
  if (!texts.has(subject)) texts.set(subject, wordsOf(subject).join("\n").toLowerCase());
  return texts.get(subject);
}

const resourceOf = (subject) => `${subject.kind} ${subject.resource}`;

// A setting concerns those who are odd or unread, and where nobody is right everybody.
function concerns(subject, name) {
  if (subject.members) return subject.members.some((each) => each.name === name);
  return subject.split || environmentsOf(subject).includes(name);
}

function membersShown(subject) {
  if (!subject.members) return 1;
  return state.env ? subject.members.filter((each) => each.name === state.env).length : subject.members.length;
}

function isShown(subject) {
  if (state.kind && subject.kind !== state.kind) return false;
  if (state.resource && resourceOf(subject) !== state.resource) return false;
  if (subject.members) {
    if (subject.waiver ? !state.waived : !state.severity.has(subject.severity)) return false;
  }
  if (state.env && !concerns(subject, state.env)) return false;
  return state.q.toLowerCase().split(/\s+/).every((word) => !word || textOf(subject).includes(word));
}

function applyFilters() {
  const shown = { finding: 0, setting: 0 };
  const all = { finding: 0, setting: 0 };
  for (const row of rows) {
    const subject = subjectOf(row);
    const fits = isShown(subject);
    row.hidden = !fits;
    const noun = subject.members ? "finding" : "setting";
    all[noun] += subject.members?.length ?? 1;
    if (fits) shown[noun] += membersShown(subject);
  }
  const nouns = ["finding", "setting"].filter((noun) => all[noun]);
  const told = (noun) => (shown[noun] === all[noun] ? "" : `${shown[noun].toLocaleString("en")} of `) + count(all[noun], noun);
  document.getElementById("count").textContent = nouns.map(told).join(", ");
  document.getElementById("nothing").hidden = nouns.some((noun) => shown[noun] > 0);
  document.getElementById("reset").hidden = !fragmentOf();
  const resource = document.getElementById("resource");
  resource.hidden = !state.resource;
  resource.textContent = state.resource;
  resource.setAttribute("aria-label", `Show all resources again, not only ${state.resource}`);
  drawHeat();
}

function fragmentOf() {
  const parts = new URLSearchParams();
  for (const name of ["q", "env", "kind", "resource"]) if (state[name]) parts.set(name, state[name]);
  if (state.severity.size < data.severities.length) parts.set("severity", [...state.severity].join(","));
  if (!state.waived) parts.set("waived", "no");
  const open = rows.filter((row) => row.open && !row.hidden && row.dataset.entry !== undefined);
  if (open.length === 1) parts.set("open", subjectOf(open[0]).members[0].fingerprint);
  return parts.toString();
}

// Once a frame, and only what is new: browsers refuse addresses that change too often.
let due = false;
function remember() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    const fragment = fragmentOf();
    if (fragment === location.hash.slice(1)) return;
    history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
  });
}

function restore() {
  const parts = new URLSearchParams(location.hash.slice(1));
  for (const name of ["q", "env", "kind", "resource"]) state[name] = parts.get(name) ?? "";
  const chosen = parts.has("severity") ? parts.get("severity").split(",") : data.severities;
  state.severity = new Set(data.severities.filter((each) => chosen.includes(each)));
  state.waived = parts.get("waived") !== "no";
  showState();
  applyFilters();
  const wanted = parts.get("open");
  const row = wanted && rows.find((each) => subjectOf(each).members?.some((one) => one.fingerprint === wanted));
  if (row) reveal(row);
}

function showState() {
  for (const name of ["q", "env", "kind"]) form.elements[name].value = state[name];
  for (const name of ["env", "kind"]) if (form.elements[name].selectedIndex < 0) form.elements[name].value = state[name] = "";
  for (const box of form.querySelectorAll("[name=severity]")) box.checked = state.severity.has(box.value);
  const waived = form.querySelector("[name=waived]");
  if (waived) waived.checked = state.waived;
}

function takeForm() {
  for (const name of ["q", "env", "kind"]) state[name] = form.elements[name].value;
  for (const box of form.querySelectorAll("[name=severity]")) state.severity[box.checked ? "add" : "delete"](box.value);
  state.waived = form.querySelector("[name=waived]")?.checked ?? true;
}

function choose(changes) {
  Object.assign(state, changes);
  showState();
  applyFilters();
  remember();
}

function reveal(row) {
  openDetail(row);
  row.open = true;
  row.scrollIntoView({ block: "center" });
  row.firstElementChild.focus({ preventScroll: true });
}
