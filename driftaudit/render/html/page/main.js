// The page comes to life: what the form, the keyboard, the address and the printer ask for.
function listen() {
  document.getElementById("entries").addEventListener("toggle", (event) => {
    if (!event.target.matches(".row")) return;
    if (event.target.open) openDetail(event.target);
    if (!printing) remember();
  }, true);
  form.addEventListener("input", () => { takeForm(); applyFilters(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  const on = (id, act) => document.getElementById(id).addEventListener("click", act);
  on("resource", () => choose({ resource: "" }));
  on("reset", () => choose({ q: "", env: "", kind: "", resource: "", severity: new Set(data.severities), waived: true }));
  on("unfold", () => setOpen(true));
  on("fold", () => setOpen(false));
}

let printing = false;

function setOpen(open) {
  for (const row of rows) if (!row.hidden) { if (open) openDetail(row); row.open = open; }
}

function listenToKeys() {
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      form.elements.q.focus();
      form.elements.q.select();
    } else if (event.key === "Escape" && event.target === form.elements.q) {
      choose({ q: "" });
    }
  });
}

// On paper all that is filtered in is open; afterwards it is as it was.
function listenToPrinter() {
  let closed = [];
  addEventListener("beforeprint", () => {
    printing = true;
    for (const row of rows) if (!row.hidden) openDetail(row);
    closed = [...document.querySelectorAll("details:not([open])")].filter((each) => !each.closest("[hidden]"));
    for (const each of closed) each.open = true;
    for (const grid of document.querySelectorAll(".heat")) grid.fill();
  });
  addEventListener("afterprint", () => {
    for (const each of closed) each.open = false;
    printing = false;
  });
}

if (form) {
  form.hidden = false;
  listen();
  listenToKeys();
  listenToPrinter();
  addEventListener("hashchange", () => { if (location.hash !== "#findings") restore(); }); // the skip link
  restore();
} else drawHeat();
