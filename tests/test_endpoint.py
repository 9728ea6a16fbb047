"""A graph in other servers, real ones: sent there, asked there, fetched from there."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from service import free_port

from kg import GraphStore, build
from kg.endpoint import Endpoint
from kg.errors import QueryError

BIN = Path(sys.executable).parent
BRIEF = "Fiji Learns\n\nThe World Customs Organization held a workshop on transit for Fiji Customs in Suva."


def ready(endpoint: Endpoint) -> Endpoint:
    for _ in range(300):
        try:
            endpoint.query("ASK {}")
            return endpoint
        except QueryError:
            time.sleep(0.2)
    raise AssertionError("the server did not come up")


def oxigraph(folder: Path) -> Generator[Endpoint, None, None]:
    port = free_port()
    command = [BIN / "oxigraph", "serve", "--location", folder / "ox", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen([*command, "--union-default-graph"], stderr=subprocess.DEVNULL)
    try:
        yield ready(Endpoint(f"http://127.0.0.1:{port}/query"))
    finally:
        process.terminate()
        process.wait(20)


VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
TransactionFile = {folder}/virtuoso.trx
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
[HTTPServer]
ServerPort = 127.0.0.1:{web}
ServerRoot = {folder}
"""


def virtuoso(folder: Path) -> Generator[Endpoint, None, None]:
    if not shutil.which("virtuoso-t"):
        pytest.skip("Virtuoso is not installed; on Debian: apt-get install virtuoso-opensource-7-bin")
    web, settings = free_port(), folder / "virtuoso.ini"
    settings.write_text(VIRTUOSO.format(folder=folder, port=free_port(), web=web))
    process = subprocess.Popen(["virtuoso-t", "-f", "+configfile", settings], stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{web}/sparql"
        yield ready(Endpoint(url, f"{url}-auth"))
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(params=[oxigraph, virtuoso])
def endpoint(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Endpoint]:
    monkeypatch.setenv("KG_ENDPOINT_USER", "dba")  # whom Virtuoso knows at first; Oxigraph asks nobody
    monkeypatch.setenv("KG_ENDPOINT_PASSWORD", "dba")
    yield from request.param(tmp_path)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> GraphStore:
    folder = tmp_path_factory.mktemp("briefs")
    (folder / "brief.txt").write_text(BRIEF)
    return build([folder]).store


def test_a_graph_is_sent_once_asked_and_fetched_back(endpoint: Endpoint, store: GraphStore) -> None:
    sent, gone = endpoint.push(store)
    assert (sent, gone) == (3, 0)
    assert endpoint.push(store) == (0, 0)
    asked = "SELECT ?who WHERE { ?i wco:organizedBy ?who }"
    assert list(endpoint.select(asked)) == list(store.select(asked))
    named = [quad for quad in store.quads() if "_:" not in str(quad)]
    fetched = set(endpoint.download().quads())
    assert [quad for quad in named if quad not in fetched] == []


def test_only_who_asks_for_it_takes_out_what_other_stores_have_sent(
    endpoint: Endpoint, store: GraphStore, tmp_path: Path
) -> None:
    (tmp_path / "other.txt").write_text(BRIEF.replace("Fiji", "Samoa"))
    other = build([tmp_path / "other.txt"]).store
    briefs = sorted([*store.briefs(), *other.briefs()])
    endpoint.push(store)
    assert endpoint.push(other)[1] == 0
    assert sorted(endpoint.download().briefs()) == briefs
    assert endpoint.push(other, delete=True) == (0, 1)
    assert endpoint.download().briefs() == other.briefs()


def test_credentials_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_ENDPOINT_USER", "me")
    monkeypatch.setenv("KG_ENDPOINT_PASSWORD", "hunter2")
    with pytest.raises(QueryError, match="cannot be reached") as told:
        Endpoint(f"http://me:hunter2@127.0.0.1:{free_port()}/query").query("ASK {}")
    assert "hunter2" not in str(told.value)


def test_commands_ask_an_endpoint(tmp_path: Path, store: GraphStore) -> None:
    servers = oxigraph(tmp_path)
    endpoint = next(servers)
    endpoint.push(store)

    def kg(*arguments: str) -> str:
        command = [BIN / "kg", *arguments, "--endpoint", endpoint.url]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path).stdout

    assert "World Customs Organization" in kg("ask", "who-supports", "--country", "Fiji", "--evidence")
    assert kg("show", "Fiji Customs").startswith("Fiji Revenue and Customs Service")
    assert "organized by" in kg("why", "WCO", "Fiji Customs")
    assert kg("stats").startswith("1 brief, 1 initiative")
    assert "wco:Workshop" in kg("export", "--format", "turtle", "--output", "-")
    servers.close()
