// Two values side by side: their lines aligned, the changed words of a line marked.
const MAX_STEPS = 4e6; // of the table below; beyond it everything between the equal ends is new
const KEPT = 3; // equal lines that stay around a change
const FOLDED = 4; // fewer equal lines than this are never folded

// The longest common run of two lists, as pairs [from a, from b]; null stands for "not there".
function align(a, b) {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  const room = Math.min(a.length, b.length) - start;
  while (end < room && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const pairs = [];
  for (let i = 0; i < start; i += 1) pairs.push([i, i]);
  pairs.push(...alignMiddle(a, b, start, a.length - end, b.length - end));
  for (let i = end; i > 0; i -= 1) pairs.push([a.length - i, b.length - i]);
  return pairs;
}

function alignMiddle(a, b, start, aEnd, bEnd) {
  const rows = aEnd - start;
  const columns = bEnd - start;
  const pairs = [];
  let i = 0;
  let j = 0;
  if (rows * columns <= MAX_STEPS) {
    const wide = columns + 1;
    const best = new Uint32Array((rows + 1) * wide);
    for (let y = rows - 1; y >= 0; y -= 1) {
      for (let x = columns - 1; x >= 0; x -= 1) {
        best[y * wide + x] =
          a[start + y] === b[start + x]
            ? best[(y + 1) * wide + x + 1] + 1
            : Math.max(best[(y + 1) * wide + x], best[y * wide + x + 1]);
      }
    }
    while (i < rows && j < columns) {
      if (a[start + i] === b[start + j]) pairs.push([start + i++, start + j++]);
      else if (best[(i + 1) * wide + j] >= best[i * wide + j + 1]) pairs.push([start + i++, null]);
      else pairs.push([null, start + j++]);
    }
  }
  while (i < rows) pairs.push([start + i++, null]);
  while (j < columns) pairs.push([null, start + j++]);
  return pairs;
}

// What is gone and what has come between two equal lines, set against each other in turn.
function alignLines(a, b) {
  const rows = [];
  let gone = [];
  let come = [];
  const flush = () => {
    for (let i = 0; i < Math.max(gone.length, come.length); i += 1) {
      rows.push([gone[i] ?? null, come[i] ?? null]);
    }
    gone = [];
    come = [];
  };
  for (const [i, j] of align(a, b)) {
    if (i !== null && j !== null) {
      flush();
      rows.push([a[i], b[j]]);
    } else if (i !== null) gone.push(a[i]);
    else come.push(b[j]);
  }
  flush();
  return rows;
}

const words = (text) => text.match(/[\p{L}\p{N}_]+|\s+|./gsu) ?? [];

// Both lines of a pair with <del> and <ins> around the words that only one of them has.
function markWords(before, after) {
  const a = words(before);
  const b = words(after);
  const sides = [[], []];
  const add = (side, text, tag) => {
    const last = sides[side].at(-1);
    if (last && last.tag === tag) last.text += text;
    else sides[side].push({ tag, text });
  };
  for (const [i, j] of align(a, b)) {
    if (i !== null && j !== null) {
      add(0, a[i], "");
      add(1, b[j], "");
    } else if (i !== null) add(0, a[i], "del");
    else add(1, b[j], "ins");
  }
  return sides.map((side) => side.map(({ tag, text }) => (tag ? make(tag, "", text) : text)));
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

// The lines of a value: text as it is, unless the other side then looks the same.
function linesOf(value, other) {
  const plain = typeof value === "string" && value !== "" && value !== String(other);
  if (plain) return value.split("\n");
  // Without the commas: the last line of a list is no other line than it was in the middle.
  return JSON.stringify(sorted(value), null, 2).split("\n").map((line) => line.replace(/,$/, ""));
}

function absence(value, resourceItself) {
  if (value === null) return resourceItself ? "no such resource" : "nothing there";
  const reason = unknownReason(value);
  if (reason !== null) return `not known: ${reason}`;
  return isMap(value) && Object.keys(value).length === 0 ? "there" : null;
}

function sides(titles, before, after, resourceItself = false) {
  const grid = make("div", "sides");
  titles.forEach((title) => grid.append(make("div", "side", title)));
  const told = [absence(before, resourceItself), absence(after, resourceItself)];
  if (told[0] !== null || told[1] !== null) {
    [before, after].forEach((value, at) => {
      const tone = at ? "come" : "gone";
      if (told[at] === null) grid.append(make("div", tone, linesOf(value, null).join("\n")));
      else grid.append(make("div", told[at] === "there" ? `${tone} absent` : "absent", told[at]));
    });
    return grid;
  }
  grid.append(...rowsOf(alignLines(linesOf(before, after), linesOf(after, before))));
  return grid;
}

function rowsOf(rows) {
  const same = rows.map(([before, after]) => before === after);
  const near = (at) => {
    for (let i = at - KEPT; i <= at + KEPT; i += 1) if (same[i] === false) return true;
    return false;
  };
  const made = [];
  for (let at = 0; at < rows.length; at += 1) {
    let until = at;
    while (until < rows.length && same[until] && !near(until)) until += 1;
    if (until - at >= FOLDED) {
      made.push(foldedRow(rows.slice(at, until)));
      at = until - 1;
    } else made.push(...rowOf(...rows[at]));
  }
  return made;
}

function foldedRow(rows) {
  const button = make("button", "", `${count(rows.length, "equal line")}`);
  button.type = "button";
  const holder = make("div", "alike", button);
  button.addEventListener("click", () => holder.replaceWith(...rows.flatMap((row) => rowOf(...row))));
  return holder;
}

function rowOf(before, after) {
  if (before === after) return [make("div", "", before), make("div", "again", after)];
  if (before === null) return [make("div", "blank"), make("div", "come", make("ins", "", after))];
  if (after === null) return [make("div", "gone", make("del", "", before)), make("div", "blank")];
  const [left, right] = markWords(before, after);
  return [make("div", "gone", ...left), make("div", "come", ...right)];
}
