"""The service, as its clients meet it: over HTTP, from a server that runs on its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from service import KG, get, serving

BRIEF = "Fiji Learns\n\nThe World Customs Organization held a workshop on transit for Fiji Customs in Suva."
FOREVER = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(9)) + " }"


def ask(port: int, sparql: str, accept: str = "text/csv") -> tuple[int, str]:
    response, text = get(port, "/sparql?" + urlencode({"query": sparql}), accept)
    return response.status, text


def build(folder: Path, text: str) -> Path:
    (folder / "brief.txt").write_text(text)
    command = [KG, "build", "brief.txt", "--store", "store", "--output", "out"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "store"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("served"), BRIEF)


@pytest.fixture(scope="module")
def port(store: Path) -> Iterator[int]:
    with serving("--store", store, "--deadline", "2", "--memory", "256", "--result", "1") as port:
        yield port


def test_queries_are_answered_over_all_graphs_or_those_named(port: int) -> None:
    assert ask(port, "SELECT ?l { id:customs-fj skos:prefLabel ?l FILTER(LANG(?l) = 'en') }") == (
        200,
        "l\r\nFiji Revenue and Customs Service\r\n",
    )
    assert ask(port, "ASK FROM id:vocabulary { ?b a wco:Brief }") == (200, "false")
    assert ask(port, "ASK { ?b a wco:Brief } # FROM nowhere") == (200, "true")


def test_a_fault_is_told_with_its_place(port: int) -> None:
    response, text = get(port, "/sparql?" + urlencode({"query": "SELECT * {\n ?x }"}))
    told = json.loads(text)
    assert (response.status, response.headers["content-type"]) == (400, "application/problem+json")
    assert (told["line"], told["column"]) == (2, 6)


def test_what_costs_too_much_ends_and_others_are_served(port: int) -> None:
    status, text = ask(port, FOREVER)
    assert (status, "longer than 2 s" in text) == (503, True)
    status, text = ask(port, "SELECT * { ?a ?b ?c . ?d ?e ?f }")
    assert (status, "longer than 1 MB" in text) == (500, True)
    blow = " ".join(f"BIND(CONCAT({','.join([f'?a{i}'] * 16)}) AS ?a{i + 1})" for i in range(7))
    query = "SELECT (STRLEN(?a7) AS ?n) { BIND('xxxxxxxxxxxxxxxx' AS ?a0) " + blow + " }"
    status, text = ask(port, query)
    assert (status, "256 MB of memory" in text or "more memory" in text) == (500, True)
    assert ask(port, "ASK {}") == (200, "true")


def test_no_query_reaches_network_or_files(port: int, tmp_path: Path) -> None:
    secret = tmp_path / "secret.nt"
    secret.write_text("<a:s> <a:p> 'hunter2' .")
    assert ask(port, "ASK FROM <file://%s> { ?s ?p ?o }".replace("%s", str(secret))) == (200, "false")
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.5)
        url = f"http://127.0.0.1:{trap.getsockname()[1]}/"
        assert ask(port, f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")[0] >= 400
        ask(port, f"SELECT * {{ FILTER(1<2)SERVICE#>\n<{url}> {{ ?s ?p ?o }} }}")
        with pytest.raises(TimeoutError):
            trap.accept()


def test_nothing_is_written_and_foreign_names_are_turned_away(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/sparql", "CLEAR ALL", {"Content-Type": "application/sparql-update"})
    assert connection.getresponse().status == 403
    assert get(port, "/sparql?query=ASK%20%7B%7D", host="evil.example")[0].status == 421
    assert get(port, "/sparql?query=ASK%20%7B%7D", host=f"127.0.0.1:{port}")[0].status == 200


def test_each_thing_has_a_page_at_its_address(port: int) -> None:
    response, page = get(port, "/id/customs-fj", "text/html,*/*;q=0.8")
    assert "<h1><bdi>Fiji Revenue and Customs Service</bdi></h1>" in page
    sentence = (
        "The World Customs Organization held a workshop on transit <mark>for Fiji Customs</mark> in Suva."
    )
    assert f'<blockquote dir="auto">{sentence}</blockquote>' in page
    assert "Benefits this customs administration" in page
    assert '<a href="/id/country-fj"><bdi>Fiji</bdi></a>' in page
    assert "default-src 'none'" in response.headers["content-security-policy"]
    response, text = get(port, "/id/customs-fj", "text/turtle")
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    assert "wco:agencyOf id:country-fj" in text
    assert isinstance(json.loads(get(port, "/id/customs-fj", "application/ld+json")[1]), list | dict)
    assert "wco:benefits" in get(port, "/ontology", "text/turtle")[1]
    response, text = get(port, "/id/nobody")
    assert (response.status, json.loads(text)["detail"]) == (404, "nothing is called so here")
    response, text = get(port, "/id/nobody", "text/html,*/*;q=0.8")
    assert (response.status, "<h1>Not found</h1>" in text) == (404, True)
    assert "<h1>Ask in SPARQL</h1>" in get(port, "/query")[1]


def test_stock_questions_are_answered_for_spreadsheets_and_people(port: int) -> None:
    assert "who-supports" in [each["name"] for each in json.loads(get(port, "/ask")[1])]
    response, text = get(port, "/ask/who-supports.csv?country=fiji&evidence=1")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert text.startswith("countryLabel,supporterLabel,")
    assert "Fiji,World Customs Organization,1," in text
    assert "held a workshop on transit for Fiji Customs" in text
    page = get(port, "/ask/who-supports?country=fiji&evidence=1", "text/html")[1]
    assert 'name="evidence" value="1" checked>' in page
    assert 'href="/ask/who-supports.csv?country=fiji&amp;evidence=1"' in page
    page = get(port, "/ask/who-supports", "text/html")[1]
    assert '<td><a href="/id/wco"><bdi>World Customs Organization</bdi></a></td>' in page
    assert "https://w3id.org/wco-kg/id/" not in page, "things are shown by name"
    response, text = get(port, "/ask/who-supports?country=Fijji")
    assert (response.status, "did you mean Fiji" in text) == (400, True)
    assert get(port, "/ask/who")[0].status == 404


def test_the_service_tells_of_itself(port: int) -> None:
    assert "sd:endpoint" in get(port, "/sparql", "text/turtle")[1]
    void = get(port, "/.well-known/void")[1]
    assert re.search(r"void:triples \d{4,}", void)
    assert "dcat:DataService" in void
    assert json.loads(get(port, "/health")[1])["status"] == "ok"
    assert 'kg_requests_total{route="/sparql",status="200"}' in get(port, "/metrics")[1]


def test_a_growing_store_is_picked_up(tmp_path: Path) -> None:
    store = build(tmp_path, BRIEF)
    count = "SELECT (COUNT(?b) AS ?n) { ?b a wco:Brief }"
    with serving("--store", store) as port:
        assert ask(port, count) == (200, "n\r\n1\r\n")
        build(tmp_path, BRIEF.replace("Fiji", "Malta"))
        for _ in range(100):
            if ask(port, count)[1] == "n\r\n2\r\n":
                break
            time.sleep(0.1)
        assert ask(port, count) == (200, "n\r\n2\r\n")


def test_a_killed_worker_is_replaced(store: Path) -> None:
    with serving("--store", store) as port:
        found = subprocess.run(["pgrep", "-f", "kg.serve.worker"], capture_output=True, text=True).stdout
        parents = {pid: Path(f"/proc/{pid}/status").read_text() for pid in found.split()}
        mine = [pid for pid, status in parents.items() if f"PPid:\t{server(port)}\n" in status]
        assert len(mine) == 2
        for pid in mine:
            os.kill(int(pid), signal.SIGKILL)
        for _ in range(3):
            ask(port, "ASK {}")
        time.sleep(1)
        assert ask(port, "ASK {}") == (200, "true")


def test_a_spreadsheet_gets_no_formula_and_copies_of_a_killed_server_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    file = tmp_path / "graph.nq"
    file.write_text("<a:b> <https://w3id.org/wco-kg/ontology#warning> '=1+1' <a:b> .".replace("'", '"'))
    with serving(file) as port:
        assert get(port, "/ask/warnings.csv")[1].splitlines()[1] == ",'=1+1,a:b"
        assert get(port, "/ask/warnings.tsv")[1].splitlines()[1].split("\t")[1] == '"=1+1"'
        assert "<td>=1+1</td>" in get(port, "/ask/warnings", "text/html")[1]
        os.kill(server(port), signal.SIGKILL)
        [left] = tmp_path.glob("kg-serve-*")
        with serving(file):
            [copy] = tmp_path.glob("kg-serve-*")
            assert copy != left
    assert not list(tmp_path.glob("kg-serve-*"))


def server(port: int) -> int:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and f"--port\0{port}\0" in (folder / "cmdline").read_text():
            return int(folder.name)
    raise AssertionError
