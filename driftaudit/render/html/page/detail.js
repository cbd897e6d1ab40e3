// What a row shows when it is opened. Made then, and once: 5,000 of them would be slow.
function openDetail(row) {
  if (row.querySelector(":scope > .body")) return;
  const body = make("div", "body");
  if (row.dataset.entry !== undefined) fillEntry(body, data.entries[Number(row.dataset.entry)]);
  else fillMatrix(body, data.matrix[Number(row.dataset.matrix)]);
  row.append(body);
}

function fillEntry(body, entry) {
  body.append(...impactOf(entry));
  const titles = [`expected: ${entry.reference}`, entry.members.length === 1 ? `actual: ${entry.members[0].name}` : `actual: ${count(entry.members.length, "environment")}`];
  body.append(sides(titles, entry.expected, entry.actual, entry.path.length === 0));
  body.append(make("h3", "", "Why it matters"), make("p", "why", ...explained(entry.why)));
  if (entry.usedBy.length) body.append(make("p", "quiet", `Used by ${entry.usedBy.join(", ")}`));
  if (entry.waiver) body.append(...waiverOf(entry.waiver));
  body.append(...fixesOf(entry), ...membersOf(entry));
}

// In our own explanations backticks set off code.
function explained(text) {
  return text.split(/`([^`]+)`/).map((part, at) => (at % 2 ? make("code", "", part) : part));
}

function impactOf(entry) {
  if (!entry.impact.length) return [];
  const list = make("ul", "impact", ...entry.impact.map((each) => make("li", "", each)));
  const made = [make("h3", "", "What it does"), list];
  for (const [verb, requests] of [["lost", entry.lost], ["gained", entry.gained]]) {
    if (requests.length < 2) continue;
    const all = make("ul", "", ...requests.map((each) => make("li", "", make("code", "", each))));
    made.push(make("details", "all", make("summary", "", `all ${requests.length} ${verb}`), all));
  }
  return made;
}

function waiverOf(waiver) {
  const by = [waiver.owner && `by ${waiver.owner}`, waiver.ticket].filter(Boolean).join(", ");
  return [
    make("h3", "", "Waived"),
    make("p", "", `${waiver.reason} (until ${waiver.expires}${by ? `, ${by}` : ""})`),
  ];
}

const isCommand = (step) => /^(aws|kubectl|driftaudit) /.test(step);

function fixesOf(entry) {
  const fixed = entry.members.filter((each) => each.fix.length);
  if (!fixed.length) return [];
  const made = [make("h3", "", "Fix, for you to judge and run")];
  const first = fixed[0].fix.join("\n");
  if (fixed.every((each) => each.fix.join("\n") === first)) return [...made, ...fixed[0].fix.map(stepOf)];
  for (const each of fixed) {
    const named = make("details", "member", make("summary", "", each.name), ...each.fix.map(stepOf));
    named.open = each === fixed[0];
    made.push(named);
  }
  return made;
}

function stepOf(step) {
  if (!isCommand(step)) return make("div", "fix", make("span", "", step));
  return make("div", "fix", make("code", "", step), copyButton(step));
}

function copyButton(text, label = "Copy") {
  const button = make("button", "copy", label);
  button.title = text;
  button.type = "button";
  button.addEventListener("click", async () => {
    button.textContent = (await copied(text)) ? "Copied" : "Select it by hand";
  });
  return button;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make("textarea", "");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy"); // where the page has no right to the clipboard
    area.remove();
    return done;
  }
}

function membersOf(entry) {
  const head = ["environment", "really", "fingerprint", "stems from"];
  const rows = entry.members.map((each) =>
    make(
      "tr",
      "",
      make("th", "", each.name),
      make("td", "", each.source),
      make("td", "", make("code", "", each.fingerprint), " ", copyButton(`driftaudit explain ${each.fingerprint}`, "Copy explain")),
      make("td", "", each.location),
    ),
  );
  const titles = make("tr", "", ...head.map((each) => make("th", "", each)));
  const table = make("table", "members", make("thead", "", titles), make("tbody", "", ...rows));
  return [make("h3", "", "Where"), make("div", "scroll", table)];
}

function namesOf(places) {
  return places.map((place) => data.environments[place].name).join(", ");
}

function fillMatrix(body, row) {
  const [most, ...others] = row.values;
  const title = (each, at) => `${letter(at)}: ${namesOf(each.environments)}`;
  const whole = row.path.length === 0;
  const plain = (value) => (whole && value === true ? {} : value);
  if (!others.length && most) body.append(sides([title(most, 0), "not read"], plain(most.value), { $unknown: namesOf(row.unread) }));
  others.forEach((each, at) => {
    body.append(sides([title(most, 0), title(each, at + 1)], plain(most.value), plain(each.value), whole));
  });
  if (row.split) body.append(make("p", "quiet", "No value has a majority: nobody is the odd one out."));
  if (row.unread.length) body.append(make("p", "quiet", `Not read, so not known: ${namesOf(row.unread)}`));
}

function letter(at) {
  return at < 26 ? String.fromCharCode(65 + at) : `#${at + 1}`;
}
