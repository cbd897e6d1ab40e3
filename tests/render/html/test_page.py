"""The page in a real Chromium: what it shows, filters, folds and says to keyboard and printer."""

import json

import pytest
from msgspec.structs import replace

from driftaudit.render.html import html
from tests.render.html.chromium import missing
from tests.render.html.contrast import CONTRAST
from tests.render.html.large import RESOURCES, large_report
from tests.render.html.test_document import ROW
from tests.render.sample import EXPIRED, HOSTILE, REPORT, environment, finding, report

pytestmark = [
    pytest.mark.xdist_group("chromium"),
    pytest.mark.skipif(missing() is not None, reason=missing() or ""),
]

SHOWN = "[...document.querySelectorAll('#entries > .row')].filter((row) => !row.hidden)"
COUNT = "document.getElementById('count').textContent"


def titles(page):
    return page.js(f"{SHOWN}.map((row) => row.querySelector('.title').textContent)")


def choose(page, name, value):
    page.js(
        f"(() => {{ const field = document.getElementById('filters').elements[{json.dumps(name)}];"
        f" field.value = {json.dumps(value)};"
        " field.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    page.settled()


def click(page, selector):
    page.js(f"document.querySelector({json.dumps(selector)}).click()")
    page.settled()


def opened(browser, tmp_path, report, fragment=""):
    path = tmp_path / "report.html"
    path.write_text(html(report), encoding="utf-8")
    return browser.page(path, fragment)


def test_it_opens_without_a_complaint_and_asks_for_nothing_else(page, rich):
    assert page.complaints == []
    assert [each.partition("?")[0] for each in page.requests] == [rich.as_uri()]


def test_a_script_that_is_not_its_own_would_be_stopped_and_seen(browser, rich, tmp_path):
    changed = tmp_path / "changed.html"
    foreign = "<script>window.pwned = 1</script><img src='http://127.0.0.1/x'><p style='top: 0'>"
    changed.write_text(rich.read_text(encoding="utf-8") + foreign, encoding="utf-8")
    page = browser.page(changed)
    blocked = " ".join(page.complaints)
    assert page.js("window.pwned ?? null") is None
    assert all(word in blocked for word in ("script-src", "img-src", "style-src"))


def test_no_markup_can_be_made_from_text(page):
    assert page.js("try { document.body.innerHTML = '<b>'; 'made' } catch { 'refused' }") == (
        "refused"
    )


def test_hostile_names_are_text_everywhere(browser, tmp_path):
    hostile = "\"><img src=x onerror='window.pwned=1'></script><script>window.pwned=1</script>"
    found = finding(
        "a",
        resource=hostile,
        kind=hostile,
        title=hostile,
        path=(hostile,),
        expected=hostile,
        actual={hostile: [hostile]},
        why=hostile,
        fix=(f"aws {hostile}",),
        source=hostile,
    )
    row = replace(ROW, resource=hostile, path=(hostile,))
    page = opened(browser, tmp_path, replace(REPORT, findings=(found,), matrix=(row,)))
    click(page, "#unfold")
    click(page, "#heat [role=gridcell].critical")
    assert page.js("window.pwned ?? null") is None
    assert page.js("document.querySelectorAll('img, main script').length") == 0
    assert page.js("document.querySelector('.row .what b').textContent") == hostile
    assert page.complaints == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("q", "coredns", {"addon version differs"}),
        ("q", "V1.11.1 medium", {"addon version differs"}),
        ("q", "system:masters", {"groups in aws-auth differ"}),
        ("q", "e100000000000000", {"node group missing"}),
        ("q", "no such thing", set()),
        ("q", "fingerprint", set()),
        ("q", '"maxSize":3', {"node group missing"}),
        ("kind", "nodegroup", {"node group missing"}),
        ("env", "prod-uk", {"groups in aws-auth differ", "policy document differs"}),
    ],
)
def test_it_filters_by_text_kind_and_environment(page, name, value, expected):
    choose(page, name, value)
    assert set(titles(page)) == expected
    assert page.js("document.getElementById('nothing').hidden") == bool(expected)
    assert page.js(f"new URLSearchParams(location.hash.slice(1)).get('{name}')") == value
    click(page, "#reset")
    assert page.js(COUNT) == "11 findings"
    assert page.js("location.hash") == ""


def test_it_filters_by_severity_and_waived(page):
    click(page, "[name=severity][value=critical]")
    click(page, "[name=waived]")
    fewer = page.js(f"{SHOWN}.map((row) => row.className)")
    assert fewer
    assert not [each for each in fewer if "critical" in each or "waived" in each]
    assert page.js("location.hash") == "#severity=high%2Cmedium%2Clow%2Cinfo&waived=no"


def test_a_finding_in_two_environments_counts_once_in_each(page):
    choose(page, "kind", "aws-auth")
    assert page.js(COUNT) == "2 of 11 findings"
    choose(page, "env", "prod-us")
    assert page.js(COUNT) == "1 of 11 findings"


@pytest.mark.parametrize(
    "fragment",
    ["q=coredns", "kind=addon&severity=medium&waived=no", "env=prod-de&resource=addon+coredns"],
)
def test_a_link_shows_what_was_filtered(browser, rich, fragment):
    page = browser.page(rich, fragment)
    assert titles(page) == ["addon version differs"]
    heard = "new Promise((heard) => addEventListener('hashchange', () => heard(), {once: true}))"
    page.js(f"location.hash = 'kind=nodegroup'; {heard}")
    assert titles(page) == ["node group missing"]


@pytest.mark.parametrize("fragment", ["env=nobody&kind=none", "%zz&severity=", "open=%22%5D", "&&"])
def test_a_link_from_elsewhere_breaks_nothing(browser, rich, fragment):
    page = browser.page(rich, fragment)
    assert page.complaints == []


def test_a_link_opens_a_finding(browser, rich):
    page = browser.page(rich, "open=b100000000000000")
    assert page.js("document.querySelector('.row[open] .title').textContent") == (
        "addon version differs"
    )


def test_the_skip_link_keeps_what_was_filtered(page):
    choose(page, "q", "coredns")
    heard = "new Promise((heard) => addEventListener('hashchange', () => heard(), {once: true}))"
    page.js(f"document.querySelector('.skip').click(); {heard}")
    assert titles(page) == ["addon version differs"]
    assert page.js("document.activeElement.id") == "findings"


def test_the_address_changes_once_however_many_rows_are_opened(page):
    page.js("window.changed = 0; history.replaceState = () => { window.changed += 1; }")
    click(page, "#unfold")
    click(page, "#fold")
    assert page.js("window.changed") <= 2


def test_a_setting_is_filtered_by_who_is_odd_or_unread(browser, tmp_path):
    page = opened(browser, tmp_path, replace(REPORT, findings=(), matrix=(ROW,)))
    for name, number in (("prod-uk", 1), ("prod-us", 1), ("prod-ca", 0)):
        choose(page, "env", name)
        assert page.js(f"{SHOWN}.length") == number
    choose(page, "env", "")
    choose(page, "q", "nobody has this")
    assert page.js(f"{SHOWN}.length") == 0


def test_details_are_made_when_a_row_is_opened_and_fold_again(page):
    assert page.js("document.querySelectorAll('.body').length") == 0
    click(page, "#entries > .row > summary")
    assert page.js("document.querySelectorAll('.body').length") == 1
    assert "open=" in page.js("location.hash")
    click(page, "#entries > .row > summary")
    assert page.js("document.querySelectorAll('.row[open]').length") == 0
    click(page, "#unfold")
    assert page.js("document.querySelectorAll('.row[open] > .body').length") == len(titles(page))
    click(page, "#fold")
    assert page.js("document.querySelectorAll('.row[open]').length") == 0


def test_changed_words_are_marked_side_by_side(browser, rich):
    page = browser.page(rich, "open=b100000000000000")
    sides = page.js("[...document.querySelector('.sides').children].map((e) => e.textContent)")
    assert sides == [
        "expected: baseline:prod",
        "actual: prod-de",
        "v1.11.1-eksbuild.9",
        "v1.10.1-eksbuild.1",
    ]
    marked = "[...document.querySelectorAll('.sides del, .sides ins')]"
    assert page.js(f"{marked}.map((e) => e.tagName + e.textContent)") == [
        "DEL11",
        "DEL9",
        "INS10",
        "INS1",
    ]


LONG = [{"Sid": f"s{at}", "Effect": "Allow"} for at in range(20)]


CHANGES = [
    (1, "1", ["1"], ['"1"']),
    ("", "x", ['""'], ["x"]),
    (["a", "b"], ["a"], ['"b"'], []),
    ({"b": 1, "a": 2}, {"a": 2, "b": 3}, ['"b": 1'], ['"b": 3']),
    ("a\nb", "a\nc", ["b"], ["c"]),
    (True, False, ["true"], ["false"]),
    ("v1", "v1\u200b", ["v1"], ["v1\\u200b"]),
    ({"$unknown": "not read"}, "x", [], ["x"]),
    ({}, None, ["there"], []),
    (LONG, LONG[:10] + LONG[11:], ['"Effect": "Allow"', '"Sid": "s10"'], []),
]


def test_only_what_differs_is_told_to_differ(browser, tmp_path):
    findings = tuple(
        finding(f"{at}", change="changed", expected=expected, actual=actual, path=(f"{at}",))
        for at, (expected, actual, *_) in enumerate(CHANGES)
    )
    page = opened(browser, tmp_path, replace(REPORT, findings=findings))
    click(page, "#unfold")
    for at, (*_, gone, come) in enumerate(CHANGES):
        for tone, lines in (("gone", gone), ("come", come)):
            cells = f"document.querySelectorAll('.row')[{at}].querySelectorAll('.{tone}')"
            seen = [each.strip() for each in page.js(f"[...{cells}].map((e) => e.textContent)")]
            assert sorted(each for each in seen if each not in {"{", "}", ""}) == lines, at


def test_what_is_alike_is_folded_away_and_can_be_seen(browser, tmp_path):
    found = finding("a", change="changed", expected=LONG, actual=[*LONG[:-1], {}])
    page = opened(browser, tmp_path, replace(REPORT, findings=(found,)), "open=a000000000000000")
    assert page.js("document.querySelector('.alike').textContent") == "74 equal lines"
    before = page.js("document.querySelectorAll('.again').length")
    click(page, ".alike button")
    assert page.js("document.querySelectorAll('.again').length") == before + 74


def test_impact_waiver_and_fix_are_told(page):
    click(page, "#unfold")
    text = page.js("document.getElementById('entries').textContent")
    assert "loses ec2:" in text
    assert "gains in the cluster: group system:masters" in text
    assert "not exact" in text
    assert "until PLAT-12" in text
    assert page.js("document.querySelectorAll('.fix .copy').length") > 0
    assert "attach-role-policy" in page.js("document.querySelector('.fix code').textContent")


def test_a_fix_can_be_copied(page):
    click(page, "#unfold")
    page.js(
        "document.execCommand = () => { window.copied = getSelection().toString(); return true; }"
    )
    page.js("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    click(page, ".fix .copy")
    assert page.js("window.copied") == page.js("document.querySelector('.fix code').textContent")
    assert page.js("document.querySelector('.fix .copy').textContent") == "Copied"


def test_the_map_shows_severity_and_what_is_not_known(page):
    cells = page.js(
        "Object.fromEntries([...document.querySelectorAll('#heat [role=gridcell]')]"
        ".map((e) => [e.getAttribute('aria-label'), e.className]))"
    )
    assert cells["prod-de, addon coredns: medium, 1 finding"] == "cell medium"
    assert cells["prod-sg, addon coredns: not read, not known"] == "cell unread"
    assert cells["prod-ca, addon coredns: no difference"] == "cell"
    assert cells["prod-us, workload : not audited"] == "cell skipped"
    assert cells["staging, iam-role ${cluster}-vpc-cni: waived, 1 finding"] == "cell waived"
    for each in REPORT.environments:
        if each.status == "error":
            mine = {v for k, v in cells.items() if k.startswith(f"{each.name},")}
            assert mine == {"cell unread"}


def test_names_stand_above_their_cells(browser, rich, tmp_path):
    lefts = """(selector) => [...document.querySelectorAll(selector)]
        .map((e) => e.getBoundingClientRect())
        .map((box) => Math.round(box.left + box.width / 2))"""
    page = browser.page(rich)
    names = page.js(f"({lefts})('#heat [role=columnheader]:not(.name)')")
    assert names == page.js(f"({lefts})('#heat .line:nth-child(2) [role=gridcell]')")
    page = opened(browser, tmp_path, large_report(60, 60))
    names = page.js(f"({lefts})('#heat [role=columnheader]:not(.name)')")
    cells = page.js(f"({lefts})('#heat .line:nth-child(2) [role=gridcell]')")
    assert max(abs(a - b) for a, b in zip(names, cells, strict=True)) <= 1


def test_an_incomplete_report_without_findings_draws_what_is_not_known(browser, tmp_path):
    summary = replace(REPORT.summary, findings=0, by_environment={}, by_severity={}, waived=0)
    report = replace(REPORT, findings=(), result="incomplete", summary=summary)
    page = opened(browser, tmp_path, report)
    assert page.js("document.querySelector('header.answer').classList.contains('incomplete')")
    assert page.js("document.querySelectorAll('#heat .unread').length") == 4
    assert "could not be read in full" in page.js("document.querySelector('h1').textContent")
    assert page.complaints == []


def test_a_fleet_is_drawn_by_value_and_a_cell_opens_its_setting(browser, tmp_path):
    page = opened(browser, tmp_path, replace(REPORT, findings=(), matrix=(ROW,)))
    drawn = "[...document.querySelectorAll('#matrix-heat [role=gridcell]')]"
    cells = page.js(f"{drawn}.map((e) => e.textContent + e.className)")
    assert cells.count("Acell most") == 2
    assert cells.count("Bcell outlier") == 1
    assert cells.count("?cell unread") == 4
    click(page, "#matrix-heat .outlier")
    assert page.js("document.querySelector('.row[open] .side').textContent") == (
        "A: prod-ca, prod-de"
    )
    assert page.complaints == []


def test_findings_and_settings_are_counted_apart(browser, tmp_path):
    page = opened(browser, tmp_path, replace(REPORT, matrix=(ROW,)))
    assert page.js(COUNT) == "11 findings, 1 setting"
    choose(page, "kind", "addon")
    assert page.js(COUNT) == "2 of 11 findings, 1 setting"
    choose(page, "q", "nowhere to be found")
    assert page.js(COUNT) == "0 of 11 findings, 0 of 1 setting"
    assert not page.js("document.getElementById('nothing').hidden")


def test_what_is_in_no_environment_is_no_clean_line_of_the_map(browser, tmp_path):
    page = opened(browser, tmp_path, report([environment("a")], [EXPIRED]))
    assert page.js("document.querySelector('.row .who').textContent") == "waivers.yaml"
    assert page.js("document.getElementById('fleet').hidden")
    found = [EXPIRED, finding("1", environment="a")]
    page = opened(browser, tmp_path, report([environment("a")], found))
    assert page.js("document.querySelectorAll('#heat .line').length") == 1


@pytest.mark.parametrize("name", [" a  b ", "two\nlines", HOSTILE])
def test_an_environment_of_any_name_is_a_filter(browser, tmp_path, name):
    found = [finding("1", environment=name), finding("2", environment="other")]
    shown = report([environment(name), environment("other")], found)
    page = opened(browser, tmp_path, shown)
    page.js("document.querySelector('[name=env]').selectedIndex = 1")
    page.js("document.querySelector('[name=env]').dispatchEvent(new Event('input', {bubbles: 1}))")
    assert page.js(COUNT) == "1 of 2 findings"


def test_the_keyboard_reaches_everything(page):
    page.press("Tab")
    assert page.js("document.activeElement.className") == "skip"
    page.press("/")
    page.type("coredns")
    assert titles(page) == ["addon version differs"]
    page.press("/")
    assert page.js("document.activeElement.value") == "coredns/"
    page.press("Escape")
    assert page.js(COUNT) == "11 findings"
    page.js("document.querySelector('#entries summary').focus()")
    page.press("Enter")
    assert page.js("document.querySelectorAll('.row[open]').length") == 1


def test_arrows_walk_the_map_and_enter_chooses(page):
    page.js("document.querySelector('#heat [tabindex=\"0\"]').focus()")
    page.press("ArrowRight", "ArrowRight")
    label = page.js("document.activeElement.getAttribute('aria-label')")
    assert label.startswith("prod-de, iam-role ${cluster}-vpc-cni: critical")
    page.press("ArrowDown", "End", "Home", "ArrowUp", "ArrowUp", "ArrowLeft")
    assert page.js("document.activeElement.getAttribute('role')") == "columnheader"
    page.press("ArrowDown", "Enter")
    assert page.js("document.getElementById('resource').textContent") == (
        "iam-role ${cluster}-vpc-cni"
    )
    assert page.js("document.activeElement.closest('.row').open")
    assert page.js("document.querySelectorAll('#heat [tabindex=\"0\"]').length") == 1
    click(page, "#resource")
    assert page.js(COUNT) == "11 findings"


def test_an_environment_of_the_map_is_a_filter(page):
    click(page, "#heat [role=columnheader]:nth-child(4)")
    assert page.js("document.getElementById('filters').elements.env.value") == "prod-de"
    assert page.js("document.activeElement.id") == "findings"


def test_on_paper_everything_that_is_filtered_in_is_open(page):
    choose(page, "kind", "iam-role")
    page.js("addEventListener('afterprint', () => { window.printed = true; })")
    rows = "document.querySelectorAll('.row[open] .body').length"
    page.js(f"addEventListener('beforeprint', () => {{ window.opened = {rows}; }})")
    folded = "document.querySelectorAll('.row:not([hidden]) details:not([open])').length"
    page.js(f"addEventListener('beforeprint', () => {{ window.folded = {folded}; }})")
    assert page.pdf().startswith(b"%PDF")
    assert page.js("window.opened") == len(titles(page)) > 0
    assert page.js("window.folded") == 0, "what an opened row folds is open on paper, too"
    assert page.js("window.printed")
    assert page.js("document.querySelectorAll('.row[open]').length") == 0


def test_without_scripts_the_list_is_there(browser, rich):
    page = browser.page(rich, script=False)
    assert page.js("document.querySelector('.row').offsetHeight") > 0
    assert page.js("document.querySelector('.gaps').offsetHeight") > 0
    assert page.js("document.getElementById('filters').offsetHeight") == 0
    assert page.js("document.querySelector('.noscript') !== null")


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_window(browser, rich, width):
    page = browser.page(rich, width=width)
    click(page, "#unfold")
    assert page.js("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(page, scheme):
    feature = {"name": "prefers-color-scheme", "value": scheme}
    page.call("Emulation.setEmulatedMedia", features=[feature])
    click(page, "#unfold")
    seen = page.js(CONTRAST)
    assert len(seen) > 100
    assert [each for each in seen if each["ratio"] < 4.5] == []


def test_dark_and_light_differ(page):
    shades = []
    for scheme in ("light", "dark"):
        feature = {"name": "prefers-color-scheme", "value": scheme}
        page.call("Emulation.setEmulatedMedia", features=[feature])
        shades.append(page.js("getComputedStyle(document.body).backgroundColor"))
    assert len(set(shades)) == 2


def test_hidden_characters_are_spelled_out(page):
    text = page.js("document.body.innerText")
    assert "\\u202e" in text
    assert not set(text).intersection(set(HOSTILE) & {"\u202e", "\x1b", "\x00"})


def test_5000_findings_in_200_environments_filter_and_draw_only_what_is_seen(browser, tmp_path):
    page = opened(browser, tmp_path, large_report(200, 5000))
    assert page.js(COUNT) == "5,000 findings"
    assert page.js("document.querySelectorAll('.body').length") == 0
    assert page.js("document.querySelectorAll('#heat .line').length") == RESOURCES
    assert page.js("document.querySelectorAll('#heat [role=gridcell]').length") < 200 * 120
    choose(page, "q", "getobject4321")
    assert page.js(COUNT) == "1 of 5,000 findings"
    choose(page, "q", "")
    choose(page, "env", "prod-007")
    assert page.js(COUNT) == "25 of 5,000 findings"
    assert page.complaints == []
