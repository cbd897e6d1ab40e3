// The fleet at a glance: a grid of resources and environments. Lines are filled when they come into
// sight, so that 200 environments × thousands of resources open at once.
const RANK = new Map(data.severities.map((each, at) => [each, at]));
const MANY = 9; // columns, from which names stand upright
const DENSE = 45;

const isUnread = (place, kind) => data.environments[place].unread.some((each) => each === kind || each === "*");

function columnsShown() {
  return data.environments.flatMap((each, place) => (each.held && (!state.env || each.name === state.env) ? [place] : []));
}

// The findings of each resource by environment, what is filtered out left out.
function findingLines() {
  const lines = new Map();
  for (const entry of data.entries) {
    const placed = entry.members.filter((each) => each.environment >= 0); // a waiver is in none
    if (!placed.length || !isShown(entry)) continue;
    const key = resourceOf(entry);
    if (!lines.has(key)) lines.set(key, { kind: entry.kind, resource: entry.resource, rest: "", worst: 9, hit: 0, cells: new Map() });
    const line = lines.get(key);
    const rank = entry.waiver ? 8 : RANK.get(entry.severity);
    line.worst = Math.min(line.worst, rank);
    for (const { environment } of placed) {
      const cell = line.cells.get(environment) ?? { worst: 9, found: 0 };
      line.cells.set(environment, { worst: Math.min(cell.worst, rank), found: cell.found + 1 });
    }
  }
  const all = [...lines.values(), ...unreadLines(lines)];
  for (const line of all) line.hit = line.cells.size;
  return all.sort((a, b) => a.worst - b.worst || b.hit - a.hit || data.kinds.indexOf(a.kind) - data.kinds.indexOf(b.kind));
}

// Kinds of which something was not read, and in which nothing was found: no line would look clean.
function unreadLines(lines) {
  if (data.matrix.length || state.q || state.resource) return [];
  const told = new Set([...lines.values()].map((each) => each.kind));
  const unread = new Set(data.environments.flatMap((each) => (each.held ? each.unread : [])));
  if (told.size || unread.size > 1) unread.delete("*"); // hatched in every other line
  const kinds = [...unread].filter((kind) => !told.has(kind) && (!state.kind || kind === state.kind));
  return kinds.map((kind) => ({ kind, resource: kind === "*" ? "everything" : "", rest: "", worst: 9, cells: new Map() }));
}

function findingCell(line, place) {
  const cell = line.cells.get(place);
  const doubt = isUnread(place, line.kind);
  if (cell) {
    const severity = cell.worst === 8 ? "waived" : data.severities[cell.worst];
    const mark = severity === "waived" ? "w" : severity === "info" ? "i" : severity[0].toUpperCase();
    return { style: doubt ? `${severity} partly` : severity, mark, say: `${severity}, ${count(cell.found, "finding")}${doubt ? ", not all read" : ""}` };
  }
  if (doubt) return { style: "unread", mark: "?", say: "not read, not known" };
  if (data.environments[place].skipped.includes(line.kind)) return { style: "skipped", mark: "–", say: "not audited" };
  return { style: "", mark: "", say: "no difference" };
}

const matrix = data.matrix.map((row) => {
  const cells = new Map();
  row.values.forEach((each, at) => each.environments.forEach((place) => cells.set(place, at)));
  return { kind: row.kind, resource: row.resource, rest: pathText(row.path), row, cells };
});
const matrixLines = () => matrix.filter((line) => isShown(line.row));

function matrixCell(line, place) {
  const at = line.cells.get(place);
  if (at === undefined) return { style: "unread", mark: "?", say: "not read, not known" };
  const odd = line.row.outliers.includes(place);
  const style = line.row.split ? "split" : odd ? "outlier" : "most";
  return { style, mark: letter(at), say: `value ${letter(at)}${odd ? ", odd one out" : ""}` };
}

const drawable = data.matrix.length || data.entries.some((each) => each.members.some((one) => one.environment >= 0));

function drawHeat() {
  const columns = columnsShown();
  const found = findingLines();
  const differing = matrixLines();
  document.getElementById("fleet").hidden = !columns.length || !(drawable || found.length);
  drawGrid(document.getElementById("heat"), "Findings by resource and environment", columns, found, findingCell);
  drawGrid(document.getElementById("matrix-heat"), "Settings by environment", columns, differing, matrixCell);
}

function drawGrid(holder, title, columns, lines, cellOf) {
  holder.replaceChildren();
  if (!lines.length) return;
  const size = columns.length >= DENSE ? "heat many dense" : columns.length >= MANY ? "heat many" : "heat";
  const grid = make("div", size);
  grid.setAttribute("role", "grid");
  grid.setAttribute("aria-label", title);
  grid.setAttribute("aria-rowcount", String(lines.length + 1));
  grid.setAttribute("aria-colcount", String(columns.length + 1));
  grid.style.setProperty("--names", String(columns.length));
  grid.append(headLine(columns));
  const fill = filler(lines, columns, cellOf);
  const watcher = new IntersectionObserver((seen) => {
    for (const each of seen) if (each.isIntersecting) { fill(each.target); watcher.unobserve(each.target); }
  }, { root: grid, rootMargin: "600px" });
  lines.forEach((line, at) => {
    const shell = lineShell(line, at);
    grid.append(shell);
    if (at < 40) fill(shell);
    else watcher.observe(shell);
  });
  grid.fill = () => [...grid.children].slice(1).forEach(fill);
  holder.append(grid);
  walk(grid, fill, (line, column) => pick(lines[line], columns[column]));
}

function headLine(columns) {
  const head = make("div", "top", cellElement("name", "columnheader", count(columns.length, "environment")));
  head.setAttribute("role", "row");
  for (const place of columns) {
    const { name, unread } = data.environments[place];
    const title = cellElement(unread.length ? "unsure" : "", "columnheader", name);
    title.title = unread.length ? `${name}: not all of it was read` : name;
    head.append(title);
  }
  return head;
}

function cellElement(style, role, ...inside) {
  const cell = make("span", style, ...inside);
  cell.setAttribute("role", role);
  cell.tabIndex = -1;
  return cell;
}

function lineShell(line, at) {
  const name = cellElement("name", "rowheader", make("i", "", line.kind === "*" ? "" : `${line.kind} `), make("b", "", line.resource.replaceAll("arn:${partition}:iam::${account}:", "")), make("i", "", line.rest && ` ${line.rest}`));
  name.title = `${line.kind} ${line.resource} ${line.rest}`.trim();
  const shell = make("div", "line", name);
  shell.setAttribute("role", "row");
  shell.setAttribute("aria-rowindex", String(at + 2));
  shell.line = at;
  return shell;
}

function filler(lines, columns, cellOf) {
  return (shell) => {
    if (shell.childElementCount > 1) return;
    const line = lines[shell.line];
    for (const place of columns) {
      const { style, mark, say } = cellOf(line, place);
      const cell = cellElement(style ? `cell ${style}` : "cell", "gridcell", mark);
      const text = `${data.environments[place].name}, ${line.kind} ${line.resource}${line.rest && ` ${line.rest}`}: ${say}`;
      cell.setAttribute("aria-label", text);
      cell.title = text;
      shell.append(cell);
    }
  };
}

// One tab stop for the grid; arrows, Home and End move in it, Enter and Space choose.
function walk(grid, fill, chosen) {
  const at = (line, column) => grid.children[line]?.children[column];
  let here = at(1, 1) ?? at(0, 0);
  here.tabIndex = 0;
  const go = (target) => {
    if (!target) return;
    here.tabIndex = -1;
    here = target;
    here.tabIndex = 0;
  };
  const placeOf = (cell) => [[...grid.children].indexOf(cell.parentElement), [...cell.parentElement.children].indexOf(cell)];
  grid.addEventListener("keydown", (event) => {
    const [line, column] = placeOf(here);
    const width = grid.children[0].childElementCount - 1;
    const moves = { ArrowUp: [line - 1, column], ArrowDown: [line + 1, column], ArrowLeft: [line, column - 1], ArrowRight: [line, column + 1], Home: [line, 0], End: [line, width] };
    if (event.key in moves) {
      event.preventDefault();
      const [toLine, toColumn] = moves[event.key];
      if (toLine > 0 && grid.children[toLine]) fill(grid.children[toLine]);
      go(at(toLine, toColumn));
      here.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      chosen(line - 1, column - 1);
    }
  });
  grid.addEventListener("click", (event) => {
    const cell = event.target.closest("[role=gridcell], [role=rowheader], [role=columnheader]");
    if (!cell) return;
    go(cell);
    const [line, column] = placeOf(cell);
    chosen(line - 1, column - 1);
  });
}

// A cell shows its resource in its environment, a name all of it.
function pick(line, place) {
  if (!form || (line === undefined && place === undefined)) return;
  const changes = {};
  if (line) changes.resource = resourceOf(line);
  if (place !== undefined && !line?.row) changes.env = data.environments[place].name;
  choose(changes);
  const row = rows.find((each) => !each.hidden && (!line?.row || subjectOf(each) === line.row));
  if (row && line) reveal(row);
  else document.getElementById("findings").focus();
}
