"""The readers: what people have becomes briefs, and what is wrong with it is told with its place."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Brief
from kg.readers import MAX_BYTES, READERS, read

TEXT = "The WCO held a workshop in Fiji."


def told(*inputs: Path | str) -> tuple[list[Brief], list[str]]:
    """Read, and give the briefs, and the notices as ``level file, place: reason``."""
    notices: list[str] = []
    briefs = list(
        read(
            inputs,
            lambda notice: notices.append(
                f"{notice.level} {Path(notice.fault.path).name}, {notice.fault.place}: {notice.fault.reason}"
            ),
        )
    )
    return briefs, notices


def given_file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


@pytest.mark.parametrize(
    ("text", "briefs"),
    [
        (
            "One\n\nOne\n\nFirst.\n\nTwo\n\nTwo\n\nSecond.\n\nMore.",
            [("One", "First."), ("Two", "Second.\n\nMore.")],
        ),
        ("One\n\nOne\nFirst.\n\nTwo\nTwo\n\nSecond.", [("One", "First."), ("Two", "Second.")]),
        ("  One  two \n\nOne two\n\n\n\nFirst.", [("One two", "First.")]),
        ("Before.\n\nOne\n\nOne\n\nFirst.", [("", "Before."), ("One", "First.")]),
        ("One\n\nOne\n\nOne\n\nFirst.", [("One", "One\n\nFirst.")]),
        ("Headline\n\nText.", [("Headline", "Text.")]),
        (f"Headline\n{'word ' * 50}", [("Headline", ("word " * 50).strip())]),
        ("A text that was broken\ninto short lines.", [("", "A text that was broken\ninto short lines.")]),
        ("One paragraph.", [("", "One paragraph.")]),
        ("A sentence.\n\nAnother.", [("", "A sentence.\n\nAnother.")]),
        (f"{'x' * 201}\n\nText.", [("", f"{'x' * 201}\n\nText.")]),
        ("* * *\n\n* * *\n\nText.", [("* * *", "* * *\n\nText.")]),
        ("One\r\n\r\nOne\r\rA\x85B\u2028C\u2029D", [("One", "A\nB\nC\nD")]),
    ],
)
def test_text_is_split_at_headlines_that_are_said_twice(
    tmp_path: Path, text: str, briefs: list[tuple[str, str]]
) -> None:
    found, notices = told(given_file(tmp_path, "a.txt", text))
    assert [(brief.title, brief.text) for brief in found] == briefs
    assert notices == []


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.from_regex(r"[A-Z][a-z]{2,9} [a-z]{2,9}", fullmatch=True), st.just(TEXT)), max_size=6
    )
)
def test_many_briefs_in_one_text_come_out_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[tuple[str, str]]
) -> None:
    wanted = [(f"{title} {number}", text) for number, (title, text) in enumerate(wanted)]
    path = tmp_path_factory.mktemp("briefs") / "a.txt"
    path.write_text("\n\n".join(f"{title}\n\n{title}\n\n{text}" for title, text in wanted))
    assert [(brief.title, brief.text) for brief in told(path)[0]] == wanted


@pytest.mark.parametrize(
    ("text", "briefs"),
    [
        (
            f"# One\n\n{TEXT}\n\n## Part\n\n* item\n\n# Two\nB",
            [("One", f"{TEXT}\n\n## Part\n\n* item"), ("Two", "B")],
        ),
        (f"---\ntitle: One\n---\n{TEXT}", [("One", TEXT)]),
        (f"---\ntitle: Meta\n---\n\n# One\n\n{TEXT}", [("One", TEXT)]),
        (TEXT, [("", TEXT)]),
    ],
)
def test_markdown_has_a_brief_under_each_headline(
    tmp_path: Path, text: str, briefs: list[tuple[str, str]]
) -> None:
    found, notices = told(given_file(tmp_path, "a.md", text))
    assert [(brief.title, brief.text) for brief in found] == briefs
    assert notices == []


FIELDS = {"id": "b1", "title": "One", "text": TEXT, "date": "2024-05-31", "url": "https://example.org/a"}
ONE = Brief("b1", "One", TEXT, "2024-05-31", "https://example.org/a")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", json.dumps(FIELDS) + "\r\n\r\n"),
        ("a.json", json.dumps(FIELDS, indent=2)),
        ("a.json", json.dumps([FIELDS])),
        ("a.csv", "id,title,text,date,url\r\nb1,One," + TEXT + ",2024-05-31,https://example.org/a\r\n"),
        ("a.csv", f'more, TEXT ,id,title,date,url\n"x,y",{TEXT},b1,One,2024-05-31,https://example.org/a'),
        ("a.md", f"---\nid: b1\ndate: '2024-05-31'\nurl: https://example.org/a\n---\n# One\n{TEXT}"),
        ("A.JSON", json.dumps(FIELDS)),
    ],
)
def test_every_form_carries_all_fields(tmp_path: Path, name: str, content: str) -> None:
    assert told(given_file(tmp_path, name, content)) == ([ONE], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("suffix", READERS)
def test_marked_encodings_are_read(tmp_path: Path, encoding: str, suffix: str) -> None:
    text = "Réunion à Genève"
    content = {
        ".txt": text,
        ".md": text,
        ".csv": f"text\n{text}\n",
    }.get(suffix, json.dumps({"text": text}, ensure_ascii=False))
    [brief], notices = told(given_file(tmp_path, "a" + suffix, content.encode(encoding)))
    assert (brief.text, notices) == (text, [])


@pytest.mark.parametrize(
    ("name", "content", "notice"),
    [
        ("a.txt", b"Soci\xe9t\xe9", "error a.txt, byte 4: not UTF-8 text"),
        ("a.txt", b"\xef\xbb\xbfab\xff", "error a.txt, byte 5: not UTF-8 text"),
        ("a.txt", b"\xff\xfea\x00\x00\xd8", "error a.txt, byte 4: not UTF-16 text"),
        ("a.txt", b"ab\0c", "error a.txt, byte 2: not text: it holds NUL"),
        ("a.txt", b"", "skipped a.txt, : empty: it holds no brief"),
        ("a.csv", b"", "skipped a.csv, : empty: it holds no brief"),
        ("a.txt", b"One\n\nOne\n", "error a.txt, line 1: no text"),
        (
            "a.json",
            b'{"text": "x',
            "error a.json, line 1, column 10: not JSON: Unterminated string starting at",
        ),
        ("a.json", b"[" * 100_000 + b"]" * 100_000, "error a.json, : not JSON: nested too deeply"),
        ("a.json", b'{"text": %s}' % (b"9" * 5000), "error a.json, : not JSON: a number has too many digits"),
        ("a.json", b'{"text": 5}', "error a.json, : 'text' is not text"),
        ("a.json", b'{"text": "x", "id": {}}', "error a.json, : 'id' is not text"),
        ("a.json", b'{"text": "\\ud800"}', "error a.json, : 'text' holds U+D800, which is no character"),
        ("a.json", b'["x"]', "error a.json, item 1: no JSON object"),
        (
            "a.csv",
            b"id,body\n1,x\n",
            "error a.csv, line 1: no column 'text'; the columns are id, title, text, date, url",
        ),
        ("a.csv", b"id,text\n1\n", "error a.csv, line 2: 1 fields where the header has 2"),
        ("a.csv", b'text\n"x" y\n', "error a.csv, line 2: not CSV: ',' expected after '\"'"),
        ("a.xml", b"<a/>", "error a.xml, : not read: only .txt, .md, .jsonl, .json, .csv are known"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, name: str, content: bytes, notice: str) -> None:
    good = given_file(tmp_path, "good.txt", TEXT)
    briefs, notices = told(given_file(tmp_path, name, content), good)
    assert [brief.text for brief in briefs] == [TEXT]
    assert notices == [notice]


def test_a_bad_line_costs_itself_only(tmp_path: Path) -> None:
    lines = [b'{"id": 1, "text": "a"}', b"{broken", b'"\xff"', b"[]", b'{"id": "2", "text": "b"}']
    briefs, notices = told(given_file(tmp_path, "a.jsonl", b"\n".join(lines)))
    assert [(brief.id, brief.text) for brief in briefs] == [("1", "a"), ("2", "b")]
    assert [notice.partition(":")[0] for notice in notices] == [
        "error a.jsonl, line 2, column 2",
        "error a.jsonl, line 3, byte 32",
        "error a.jsonl, line 4",
    ]


@pytest.mark.parametrize(
    ("field", "value", "warning"),
    [
        ("date", "2024-02-30", "date '2024-02-30' is no day like 2024-05-31: left out"),
        ("date", "31/05/2024", "date '31/05/2024' is no day like 2024-05-31: left out"),
        ("url", "javascript:alert(1)", "url 'javascript:alert(1)' is no http(s) address: left out"),
        ("url", "https://e.org/a b", "url 'https://e.org/a b' is no http(s) address: left out"),
        ("url", "http://", "url 'http://' is no http(s) address: left out"),
    ],
)
def test_a_bad_date_or_address_is_left_out(tmp_path: Path, field: str, value: str, warning: str) -> None:
    [brief], notices = told(given_file(tmp_path, "a.json", json.dumps({"text": TEXT, field: value})))
    assert (brief.date, brief.url) == (None, None)
    assert notices == [f"warning a.json, : {warning}"]


def test_ids_are_made_from_headlines_and_kept_apart(tmp_path: Path) -> None:
    records = [
        {"title": "Same", "text": "a"},
        {"title": "Same", "text": "b"},
        {"title": "Same", "text": "a"},
        {"text": "Words of the text"},
        {"text": "Слова"},
        {"id": "x", "text": "a"},
        {"id": "x", "text": "b"},
    ]
    briefs, notices = told(given_file(tmp_path, "a.json", json.dumps(records)))
    ids = [brief.id for brief in briefs]
    assert [ids[0], ids[2], *ids[4:]] == ["same", "words-of-the-text", "x", "x"]
    assert ids[1].startswith("same-")
    assert len({brief.iri for brief in briefs}) == len(briefs) - 1
    assert notices == [
        "skipped a.json, item 3: brief 'same' again, in the same words",
        "warning a.json, item 7: brief 'x' again, in other words: the later one counts",
    ]


def test_text_is_composed(tmp_path: Path) -> None:
    assert told(given_file(tmp_path, "a.txt", "Cafe\u0301"))[0][0].text == "Café"


def test_folders_are_read_whole_in_order_and_no_further(tmp_path: Path) -> None:
    outside = given_file(tmp_path, "secret.txt", "root:x:")
    top = tmp_path / "top"
    (top / "b" / "deep").mkdir(parents=True)
    (top / "dir.txt").mkdir()
    for name in ("b/deep/z.txt", "b/a.txt", "a.txt", ".hidden.txt", "dir.txt/x.txt"):
        given_file(top, name, f"In {name}.")
    given_file(top, "c.pdf", b"%PDF")
    (top / "b" / "up").symlink_to(top)
    (top / "link.txt").symlink_to(outside)
    (top / "again.txt").symlink_to(top / "a.txt")
    (top / "gone.txt").symlink_to("nowhere")
    (top / "self.txt").symlink_to("self.txt")
    os.mkfifo(top / "pipe.txt")
    briefs, notices = told(top, top / "a.txt", outside)
    assert [brief.text for brief in briefs] == [
        "In a.txt.",
        "In b/a.txt.",
        "In b/deep/z.txt.",
        "In dir.txt/x.txt.",
        "root:x:",
    ]
    assert notices == [
        "skipped c.pdf, : not read: only .txt, .md, .jsonl, .json, .csv are known",
        "error gone.txt, : No such file or directory",
        "skipped link.txt, : a link that leads out of the folder",
        "error pipe.txt, : not a regular file",
        "error self.txt, : Too many levels of symbolic links",
    ]


def test_a_file_that_is_too_large_is_refused_at_once(tmp_path: Path) -> None:
    for name in ("a.txt", "a.jsonl"):
        with (tmp_path / name).open("wb") as stream:
            stream.truncate(MAX_BYTES + 1)
    _, notices = told(tmp_path / "a.txt", tmp_path / "a.jsonl")
    assert notices == [
        "error a.txt, : larger than 50 MB; split it, or use .jsonl or .csv",
        "error a.jsonl, line 1: a line longer than 50 MB",
    ]


@pytest.mark.parametrize(
    "content", [TEXT, json.dumps({"text": TEXT}), json.dumps([{"text": TEXT}]), "\ufeff" + TEXT]
)
def test_standard_input_is_told_apart(content: str) -> None:
    code = "from kg.readers import read; print([brief.text for brief in read(['-'], print)])"
    done = subprocess.run([sys.executable, "-c", code], input=content.encode(), capture_output=True)
    assert done.stdout.decode().strip() == repr([TEXT])
