"""The HTML report of 200 environments with 5,000 findings in Chromium: opened, and filtered.

Seconds until what was asked for has been drawn; the slowest filter counts. The limit is of
absolute time, for it is a person who waits.
"""

import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import measure

from driftaudit.render.html import html

if TYPE_CHECKING:
    from tests.render.html.chromium import Page

CHECKOUT: Final = Path(__file__).resolve().parents[1]
ENVIRONMENTS: Final = 200
FINDINGS: Final = 5000
SECONDS: Final = 2.0
ROUNDS: Final = 5
FILTERS: Final = (
    ("q", "getobject4321"),
    ("q", "thing"),
    ("q", ""),
    ("env", "prod-007"),
    ("env", ""),
    ("kind", "addon"),
    ("kind", ""),
)
FILTER: Final = """(async ([name, value]) => {
  const began = performance.now();
  const form = document.getElementById("filters");
  form.elements[name].value = value;
  form.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return (performance.now() - began) / 1000;
})"""


def slowest_filter(page: "Page") -> float:
    """Seconds that the slowest of the filters takes."""
    return max(float(page.js(f"{FILTER}({json.dumps(each)})")) for each in FILTERS)


def main() -> int:
    tiny = measure.tiny(__doc__)
    measure.heading(f"html: {ENVIRONMENTS} environments, {FINDINGS:,} findings, in Chromium")
    sys.path.insert(0, str(CHECKOUT))
    from tests.render.html.chromium import Chromium, missing
    from tests.render.html.large import large_report

    reason = missing()
    if reason:
        print(f"  skipped: {reason}")
        return 0
    report = large_report(ENVIRONMENTS, FINDINGS // 50 if tiny else FINDINGS)
    opened: list[float] = []
    filtered: list[float] = []
    with tempfile.TemporaryDirectory(prefix="driftaudit-bench-") as folder:
        path = Path(folder) / "report.html"
        made = measure.seconds(lambda: path.write_text(html(report), encoding="utf-8"))
        with Chromium(Path(folder) / "profile") as browser:
            for _ in range(1 if tiny else ROUNDS):
                opened.append(measure.seconds(lambda: browser.page(path).settled()))
                filtered.append(slowest_filter(browser.page(path)))
        measure.line("the file", f"{path.stat().st_size / 1e6:.1f} MB, made in {made:.2f} s")
    measure.line("opened", f"{statistics.median(opened):.2f} s")
    measure.line("the slowest filter", f"{statistics.median(filtered):.2f} s")
    worst = max(statistics.median(opened), statistics.median(filtered))
    measure.line("limit of each", f"{SECONDS:.2f} s")
    return measure.at_most(worst / SECONDS, 1.0)


if __name__ == "__main__":
    sys.exit(main())
