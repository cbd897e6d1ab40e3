// Elements and texts. Text goes in as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);

function make(tag, classes, ...inside) {
  const made = document.createElement(tag);
  if (classes) made.className = classes;
  made.append(...inside.filter((each) => each !== null && each !== ""));
  return made;
}

function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

function pathText(path) {
  return path.reduce((shown, part) => {
    const word = part || '""';
    return shown ? shown + (/^[\w-]+$/.test(word) ? "." : " ") + word : word;
  }, "");
}

function isMap(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Why a value is not known, or null where it is.
function unknownReason(value) {
  return isMap(value) && "$unknown" in value ? String(value.$unknown) : null;
}
