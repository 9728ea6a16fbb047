from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import sample

from kg import terms
from kg.html import island, render, script
from kg.html.data import page_data

ROOT = Path(__file__).parent.parent


class Reader(HTMLParser):
    """Collects the elements of a page, with the text of each script and style."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self.open = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.open = tag in ("script", "style", "title")

    def handle_endtag(self, tag: str) -> None:
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.append((*self.elements[-1], data))


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return sample.store([sample.GAMBIA, sample.MALDIVES, sample.HOSTILE])


@pytest.fixture(scope="module")
def page(store: ox.Store) -> str:
    return render(store, title='<b>"Trade" & customs</b>')


@pytest.fixture(scope="module")
def data(store: ox.Store) -> dict[str, Any]:
    return page_data(store)


def test_page_has_doctype_language_and_title(page: str) -> None:
    assert page.startswith('<!doctype html>\n<html lang="en">')
    [title] = [text for tag, _, text in Reader(page).texts if tag == "title"]
    assert title == '<b>"Trade" & customs</b>'


def test_page_refers_to_nothing_outside(page: str) -> None:
    for tag, attributes in Reader(page).elements:
        assert tag not in ("link", "iframe", "object", "embed", "img", "base"), tag
        assert not {"src", "srcset", "action", "formaction", "background", "poster"} & attributes.keys(), tag
        assert not any(name.startswith("on") or name == "style" for name in attributes), attributes
        assert not (attributes.get("href") or "#").startswith(("http", "//"))
    assert "sourceMappingURL" not in page


def test_policy_allows_only_the_scripts_and_the_style_of_the_page(page: str) -> None:
    reader = Reader(page)
    [policy] = [attributes["content"] for _, attributes in reader.elements if "http-equiv" in attributes]
    assert policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    allowed = re.findall(r"'sha256-([^']+)'", policy)
    found = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for tag, attributes, text in reader.texts
        if tag == "style" or (tag == "script" and "type" not in attributes)
    ]
    assert sorted(found) == sorted(allowed)
    assert len(found) == 3


def test_attack_strings_stay_text(page: str, data: dict[str, Any]) -> None:
    islands = {attributes["id"]: text for tag, attributes, text in Reader(page).texts if "id" in attributes}
    unpacked = zlib.decompress(base64.b64decode(islands["data"]), wbits=-zlib.MAX_WBITS)
    assert json.loads(unpacked) == json.loads(json.dumps(data)), "nothing is lost or changed"
    assert sample.ATTACK in data["briefs"][-2][1] or any(
        sample.ATTACK in brief[1] for brief in data["briefs"]
    )
    scripts = [tag for tag, _ in Reader(page).elements if tag == "script"]
    assert len(scripts) == 4
    assert "<!--<script>" not in page
    assert "javascript:" not in "".join(brief[4] for brief in data["briefs"])


@pytest.mark.parametrize(
    "text", ["</script>", "<!--", "]]>", "\u2028\u2029", "&amp;", "\0\x1b", "😀", "\\u003c"]
)
def test_island_keeps_any_text_and_ends_no_element(text: str) -> None:
    written = island([text])
    assert json.loads(written) == [text]
    assert not re.search("[<>&\u2028\u2029]", written)


def test_same_store_gives_the_same_bytes(page: str) -> None:
    again = sample.store([sample.HOSTILE, sample.MALDIVES, sample.GAMBIA])
    assert render(again, title='<b>"Trade" & customs</b>') == page


def test_offsets_count_as_javascript_counts(data: dict[str, Any]) -> None:
    [brief] = [number for number, brief in enumerate(data["briefs"]) if brief[0] == "brief-gambia"]
    text = data["briefs"][brief][2].encode("utf-16-le")
    assert data["briefs"][brief][2].startswith("😀")
    words = {
        text[2 * start : 2 * end].decode("utf-16-le")
        for _, where, part, start, end in data["mentions"]
        if where == brief and part == 1
    }
    assert {"Gambia Revenue Authority", "GRA", "Time Release Study"} <= words


def test_facts_carry_their_evidence(data: dict[str, Any]) -> None:
    things = [thing[0] for thing in data["things"]]
    gra = things.index("candidate-gambia-revenue-authority")
    [fact] = [
        n
        for n, fact in enumerate(data["facts"])
        if data["relations"][fact[1]] == "hosted by" and fact[2] == gra
    ]
    evidence = [row for row in data["evidence"] if row[0] == fact]
    assert evidence
    assert all(
        confidence == 0.9 and data["rules"][rule] == "pattern-by-hand" for *_, confidence, rule in evidence
    )
    assert ["type", "Workshop"] in [[data["relations"][fact[1]], fact[2]] for fact in data["facts"]]
    assert {data["things"][fact[0]][0] for fact in data["facts"] if fact[3] == 2} >= {"wco"}


def test_kinds_keep_their_place_whatever_the_briefs_name(data: dict[str, Any]) -> None:
    assert data["kinds"][:3] == [
        ("Initiative", "Initiatives"),
        ("Agency", "Agencies"),
        ("Country", "Countries"),
    ]
    assert page_data(sample.store([sample.MALDIVES]))["kinds"] == data["kinds"]


def test_a_symmetric_link_stands_once() -> None:
    store = sample.store([sample.GAMBIA])
    gra, wco = (ox.NamedNode(terms.ID + name) for name in ("candidate-gambia-revenue-authority", "wco"))
    works, inferred = ox.NamedNode(terms.WCO + "worksWith"), ox.NamedNode(terms.INFERRED_GRAPH)
    store.extend([ox.Quad(gra, works, wco, inferred), ox.Quad(wco, works, gra, inferred)])
    data = page_data(store)
    assert [data["relations"][fact[1]] for fact in data["facts"]].count("works with") == 1


def test_an_empty_store_gives_a_page() -> None:
    assert "<!doctype html>" in render(ox.Store())


def test_joined_script_needs_no_modules() -> None:
    entries = ("page.js", "query.js")
    joined = "".join(map(script, entries))
    assert not re.search(r"^\s*(import|export)\b", joined, flags=re.M)
    assert "</script" not in joined.lower()
    modules = {file.name.replace(".", "_") for file in (ROOT / "kg/html").glob("*.js")} - {
        entry.replace(".", "_") for entry in entries
    }
    assert set(re.findall(r"^const (\w+_js) =", joined, flags=re.M)) == modules, "every module is used"


def test_script_units(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: the units of the page's script were not tested")
    shutil.copytree(ROOT / "kg/html", tmp_path / "kg/html")
    shutil.copytree(ROOT / "tests/js", tmp_path / "tests/js")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    done = subprocess.run(
        [node, "--test", "tests/js/"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
