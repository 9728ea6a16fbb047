"""The reader that asks a language model, against an endpoint on loopback: good, slow, broken and lying."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from test_cli import kg

from kg import llm
from kg.build import build
from kg.errors import InputError, KgError
from kg.llm import LlmReader
from kg.model import Brief, Literal, Part, Reading
from kg.ontology import Ontology, load
from kg.rules import violations
from kg.terms import CANDIDATE, MENTIONS, PATTERN, STATUS

KEY = "sk-secret-4711"
TITLE = "Fiji Sharpens Its Valuation Skills"
TEXT = (
    "The World Customs Organization held a workshop on Customs valuation for Fiji Customs in Suva from 4 "
    "to 8 March 2024, with funding from Japan and help from Bluewater Analytics, to sharpen the skills "
    "of officers."
)
BRIEF = Brief("fiji", TITLE, TEXT)

GOOD = [
    ("type", "workshop", "Workshop", None),
    ("organizedBy", "The World Customs Organization held", "WCO", "InternationalOrganization"),
    ("benefits", "for Fiji Customs", "Fiji Customs", "CustomsAdministration"),
    ("benefits", "Fiji Sharpens", "Fiji", "Country"),
    ("heldIn", "in Suva", "Suva", "Place"),
    ("fundedBy", "with funding from Japan", "Government of Japan", "OtherAgency"),
    ("partneredWith", "help from Bluewater Analytics", "bluewater Analytics", "OtherAgency"),
    ("hasTopic", "Customs valuation", "topic-customs-valuation", None),
    ("startDate", "from 4 to 8 March 2024", "2024-03-04", None),
    ("endDate", "from 4 to 8 March 2024", "2024-03-08", None),
    ("aim", "to sharpen the skills of officers", None, None),
]
LIES = {
    ("organizedBy", "The WCO held", "WCO", "OtherAgency"): "the quote is not in the brief",
    ("organizedBy", "", "WCO", "OtherAgency"): "the quote is not in the brief",
    ("organizedBy", "in Suva", "Suva", "OtherAgency"): "the name is not of a kind that fits the role",
    ("partneredWith", "Bluewater Analytics", "Bluewater Analytics", "Country"): (
        "the name is not of a kind that fits the role"
    ),
    (
        "fundedBy",
        "with funding from Japan",
        "Asian Development Bank",
        "OtherAgency",
    ): "the brief does not name it",
    ("fundedBy", "with funding from Japan", "Ghost Fund", "OtherAgency"): "the brief does not name it",
    ("partneredWith", "skills of officers", "officers", "OtherAgency"): "the brief does not name it",
    ("startDate", "from 4 to 8 March 2024", "2023-03-04", None): "the date is not what the quote says",
    ("startDate", "in Suva", "2024-03-04", None): "the date is not what the quote says",
    ("sponsoredBy", "with funding from Japan", "Japan", "Country"): "the ontology knows no such property",
    ("type", "workshop", "Party", None): "the ontology knows no such type",
    ("hasTopic", "valuation", "topic-weather", None): "the ontology knows no such topic",
    ("heldIn", "in Suva", "Suva", "Place"): "said before",
}


def answer(*initiatives: Any) -> str:
    """Write an answer as a model would that keeps to the schema."""
    keys = ("property", "quote", "value", "kind")
    told = [
        {"facts": [{k: v for k, v in zip(keys, fact, strict=True) if v is not None} for fact in facts]}
        for facts in initiatives
    ]
    return json.dumps({"initiatives": told})


Reply = Callable[[BaseHTTPRequestHandler], None]


def says(content: str | None) -> Reply:
    """Answer as a model that says something."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        message = {"role": "assistant", "content": content}
        body = {
            "id": "1",
            "object": "chat.completion",
            "created": 0,
            "model": "m",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 20, "total_tokens": 1020},
        }
        send(handler, 200, json.dumps(body))

    return reply


def fails(status: int, body: str = '{"error": {"message": "out of order"}}') -> Reply:
    return lambda handler: send(handler, status, body)


def sleeps(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(0.6)
    handler.close_connection = True


def send(handler: BaseHTTPRequestHandler, status: int, body: str) -> None:
    data = body.encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(data)))
    handler.send_header("retry-after-ms", "1")
    handler.end_headers()
    handler.wfile.write(data)


class Endpoint:
    """An endpoint that gives its replies in turn, the last one for ever, and keeps what it was asked."""

    def __init__(self) -> None:
        self.replies: list[Reply] = [says(answer(GOOD))]
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                endpoint.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                endpoint.keys.append(self.headers["Authorization"])
                replies = endpoint.replies
                (replies.pop(0) if len(replies) > 1 else replies[0])(self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Endpoint]:
    endpoint = Endpoint()
    monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    monkeypatch.delenv("KG_LLM_MODEL", raising=False)
    monkeypatch.setattr(llm, "RETRIES", 2)
    yield endpoint
    endpoint.server.shutdown()
    endpoint.server.server_close()


@pytest.fixture
def reader(endpoint: Endpoint, tmp_path: Path) -> LlmReader:
    return LlmReader(load(), "m", tmp_path / "cache")


def told(reading: Reading, ontology: Ontology) -> list[tuple[str, str, str]]:
    """What a reading says of initiatives: local names of properties, labels or values, words."""
    labels = ontology.labels | {entity.iri: entity.label for entity in reading.entities}
    initiatives = {initiative.iri for initiative in reading.initiatives}
    return [
        (
            fact.predicate.rpartition("#")[2],
            fact.object.value if isinstance(fact.object, Literal) else labels[fact.object],
            fact.evidence.exact,
        )
        for fact in reading.facts
        if fact.subject in initiatives
    ]


def test_a_good_answer_fills_the_same_reading(reader: LlmReader, endpoint: Endpoint) -> None:
    reading = reader(BRIEF)
    assert [initiative.label for initiative in reading.initiatives] == [f"Workshop: {TITLE}"]
    assert told(reading, load()) == [
        ("type", "workshop", "workshop"),
        ("aim", "to sharpen the skills of officers", "to sharpen the skills of officers"),
        ("benefits", "Fiji", "Fiji Sharpens"),
        ("benefits", "Fiji Revenue and Customs Service", "for Fiji Customs"),
        ("endDate", "2024-03-08", "from 4 to 8 March 2024"),
        ("fundedBy", "Government of Japan", "with funding from Japan"),
        ("hasTopic", "Customs valuation", "Customs valuation"),
        ("heldIn", "Suva", "in Suva"),
        ("organizedBy", "World Customs Organization", "The World Customs Organization held"),
        ("partneredWith", "Bluewater Analytics", "help from Bluewater Analytics"),
        ("startDate", "2024-03-04", "from 4 to 8 March 2024"),
    ]
    for fact in reading.facts:
        said = fact.evidence
        assert BRIEF.part(said.part)[said.start : said.end] == said.exact
        assert (said.rule == PATTERN + "llm") == (fact.subject != BRIEF.iri)
    headline = next(fact for fact in reading.facts if fact.evidence.exact == "Fiji Sharpens")
    assert headline.evidence.part is Part.HEADLINE
    assert any(fact.predicate == MENTIONS for fact in reading.facts)
    minted = {entity.label: entity for entity in reading.entities}
    assert (STATUS, CANDIDATE) in minted["Bluewater Analytics"].links
    assert reader.tally.kept == len(GOOD)
    assert endpoint.keys == [f"Bearer {KEY}"]


def test_what_is_asked_for_is_what_the_ontology_can_say(reader: LlmReader, endpoint: Endpoint) -> None:
    reader(BRIEF)
    (request,) = endpoint.requests
    form = request["response_format"]["json_schema"]
    assert form["strict"] is True
    choices = form["schema"]["properties"]["initiatives"]["items"]["properties"]["facts"]["items"]["anyOf"]
    by_property = {name: c["properties"] for c in choices for name in c["properties"]["property"]["enum"]}
    assert "Workshop" in by_property["type"]["value"]["enum"]
    assert by_property["heldIn"]["kind"]["enum"] == ["Country", "Place", "Region", "WCORegion"]
    assert "topic-customs-valuation" in by_property["hasTopic"]["value"]["enum"]
    system, user = (message["content"] for message in request["messages"])
    assert "\nhostedBy: hosted by. Who gives the venue or invites.\n" in system
    assert user == f"{TITLE}\n\n{TEXT}"


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: f"{lie[0]} {lie[2]}")
def test_a_lie_is_dropped_and_counted(
    reader: LlmReader, endpoint: Endpoint, lie: tuple[str, str, str, str | None]
) -> None:
    endpoint.replies = [says(answer([*GOOD, lie]))]
    reading = reader(BRIEF)
    assert reader.tally.kept == len(GOOD) == len(told(reading, load()))
    assert dict(reader.tally.dropped) == {LIES[lie]: 1}


def test_an_initiative_without_a_type_is_none(reader: LlmReader, endpoint: Endpoint) -> None:
    endpoint.replies = [says(answer(GOOD[1:3], GOOD[:2]))]
    reading = reader(BRIEF)
    assert [initiative.iri[-7:] for initiative in reading.initiatives] == ["-fiji-1"]
    assert str(reader.tally).splitlines()[1:] == [
        "Facts: 2 kept, 2 dropped",
        "  2: of an initiative without a type",
    ]


def test_the_same_question_is_asked_once(reader: LlmReader, endpoint: Endpoint, tmp_path: Path) -> None:
    first = reader(BRIEF)
    again = LlmReader(load(), "m", tmp_path / "cache")
    assert again(BRIEF) == first
    assert len(endpoint.requests) == 1
    assert (again.tally.cached, again.tally.asked, again.tally.sent) == (1, 0, 0)
    again(Brief("fiji", TITLE, TEXT + " It ended."))
    LlmReader(load(), "another", tmp_path / "cache")(BRIEF)
    assert len(endpoint.requests) == 3
    assert KEY not in "".join(path.read_text() for path in (tmp_path / "cache").iterdir())


def test_a_spoilt_cache_is_asked_anew(reader: LlmReader, endpoint: Endpoint, tmp_path: Path) -> None:
    reader(BRIEF)
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_text("{")
    assert reader(BRIEF).initiatives
    assert len(endpoint.requests) == 2


@pytest.mark.parametrize("bad", [fails(500), fails(429), sleeps], ids=["500", "429", "slow"])
def test_a_passing_failure_is_tried_again(
    reader: LlmReader, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, bad: Reply
) -> None:
    monkeypatch.setattr(llm, "TIMEOUT", 0.3)
    endpoint.replies = [bad, says(answer(GOOD))]
    assert reader(BRIEF).initiatives
    assert len(endpoint.requests) == 2


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (says("{"), "fiji: the model's answer is not JSON"),
        (says(None), "fiji: the model's answer is not JSON"),
        (says("[]"), "fiji: the model's answer has not the form asked for"),
        (says('{"initiatives": [{"facts": ["x"]}]}'), "fiji: the model's answer has not the form asked for"),
        (fails(200, "<html>"), "fiji: what the endpoint answers is no chat completion"),
        (fails(200, "{}"), "fiji: the model's answer is not JSON"),
        (fails(400), "fiji: the endpoint answers 400"),
        (fails(500, f"no\n{KEY}"), "fiji: the endpoint answers 500"),
        (sleeps, "fiji: no answer in 0.3 seconds, asked 2 times"),
    ],
)
def test_a_brief_without_a_usable_answer_is_an_error_of_that_brief(
    reader: LlmReader,
    endpoint: Endpoint,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    reply: Reply,
    fault: str,
) -> None:
    monkeypatch.setattr(llm, "TIMEOUT", 0.3)
    monkeypatch.setattr(llm, "RETRIES", 1)
    endpoint.replies = [reply]
    with pytest.raises(InputError) as caught:
        reader(BRIEF)
    assert str(caught.value).startswith(fault)
    assert KEY not in str(caught.value)
    assert not (tmp_path / "cache").exists()


def test_an_endpoint_that_cannot_be_used_ends_the_run(
    reader: LlmReader, endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint.replies = [fails(401, json.dumps({"error": {"message": f"wrong key {KEY}"}}))]
    with pytest.raises(KgError, match=r"^the endpoint answers 401: .*wrong key ….*; check OPENAI_BASE_URL"):
        reader(BRIEF)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setattr(llm, "RETRIES", 0)
    with pytest.raises(KgError, match=r"^the endpoint cannot be reached"):
        LlmReader(load(), "m", tmp_path)(BRIEF)


def test_one_bad_brief_does_not_stop_the_rest(reader: LlmReader, endpoint: Endpoint, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(f"{TITLE}\n\n{TEXT} {name}")
    endpoint.replies = [says("{"), says(answer(GOOD))]
    result = build([tmp_path / "a.txt", tmp_path / "b.txt"], reader=reader)
    assert result.briefs == 1
    assert violations(result.store) == []
    assert [str(notice.fault).partition(": ")[2] for notice in result.notices] == [
        "the model's answer is not JSON"
    ]


def test_the_reader_knows_no_domain(endpoint: Endpoint, tmp_path: Path) -> None:
    toy = Ontology(Path(__file__).parent / "toy")
    brief = Brief(
        "hake", "Doubloons", "Neptune Salvors raised the Golden Hake in Eddystone Bay on 3 May 1901."
    )
    facts = [
        ("type", "raised", "Salvage", None),
        ("salvor", "Neptune Salvors raised", "Neptune Salvors", "Company"),
        ("inSea", "in Eddystone Bay", "Eddystone Bay", "Sea"),
        ("startDate", "on 3 May 1901", "1901-05-03", None),
    ]
    endpoint.replies = [says(answer(facts))]
    reading = LlmReader(toy, "m", tmp_path)(brief)
    assert [fact[:2] for fact in told(reading, toy)] == [
        ("type", "salvage"),
        ("inSea", "Eddystone Bay"),
        ("salvor", "Neptune Salvors"),
        ("startDate", "1901-05-03"),
    ]


def test_the_command_line_reads_with_a_model(endpoint: Endpoint, tmp_path: Path) -> None:
    (tmp_path / "fiji.txt").write_text(f"{TITLE}\n\n{TEXT}\n")
    model = ("--reader", "llm", "--llm-model", "m")
    assert "--reader llm needs the name of a model" in kg(
        tmp_path, "extract", "fiji.txt", "--reader", "llm", status=2
    )
    first = kg(tmp_path, "build", "fiji.txt", *model)
    assert first.startswith(
        "LLM: 1 answered, 0 from the cache; 1,000 tokens sent, 20 received\nFacts: 11 kept, 0 dropped\n"
        "1 brief read; the graph holds 1 brief, 1 initiative\n"
    )
    assert "pat:llm" in (tmp_path / "output" / "graph.trig").read_text()
    assert len(list((tmp_path / "user" / "wco-kg" / "llm").iterdir())) == 1
    second = kg(tmp_path, "extract", "fiji.txt", *model)
    assert '"object": "id:wco"' in second
    assert "LLM: 0 answered, 1 from the cache; 0 tokens sent, 0 received\n" in second
    assert len(endpoint.requests) == 1
    endpoint.replies = [fails(400, json.dumps({"error": {"message": f"\x1b[2J{KEY}"}}))]
    failed = kg(tmp_path, "extract", "fiji.txt", *model, "--llm-cache", "empty", status=1)
    assert "error: fiji-sharpens-its-valuation-skills: the endpoint answers 400" in failed
    assert KEY not in first + second + failed
    assert "\x1b" not in failed
