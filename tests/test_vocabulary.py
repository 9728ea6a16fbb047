"""The ontology's own files: names, references, counts, rules, stock questions and shapes."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import rules, terms
from kg.dataset import merged
from kg.ontology import Question, Rule, load
from kg.terms import ID, OWL, PREFIXES, RDFS, SKOS, TYPE, VOCABULARY_GRAPH, WCO

ONTOLOGY = load()
GRAPH = ONTOLOGY.graph
ENTITIES = ONTOLOGY.entities
KINDS = ("Agency", "Country", "Region", "Place", "Programme", "Standard", "Tool", "Topic")
VOCABULARIES = sorted((ONTOLOGY.folder / "vocabulary").glob("*.ttl"))

TOPICS = """
advance-rulings authorized-economic-operator border-security capacity-building
coordinated-border-management counterfeiting-and-ipr cross-border-e-commerce cultural-heritage
customs-business-partnership customs-valuation data-analytics digital-transformation disaster-relief
disruptive-technologies drug-trafficking environmental-protection express-and-postal free-zones
gender-equality-and-diversity harmonized-system-classification hazardous-waste health-emergencies
human-resource-management illicit-financial-flows illicit-trade informal-trade
integrity-and-anti-corruption intelligence-and-investigation leadership-development
legislation-and-governance natural-resources ozone-and-climate passenger-controls performance-measurement
post-clearance-audit research-and-statistics revenue-collection risk-management rules-of-origin
single-window small-arms-and-explosives stakeholder-engagement strategic-planning strategic-trade-control
supply-chain-security tobacco-and-excise trade-facilitation training-and-education transit wildlife-trade
"""

# Two briefs whose facts give every rule and every stock question something to find.
BRIEFS = """
id:brief-a {
    id:brief-a a wco:Brief ; dcterms:identifier "a" ; schema:headline "Gambia measures release times" ;
        schema:articleBody "The WCO held a workshop for the Gambia Revenue Authority." ;
        schema:datePublished "2021-10-11"^^xsd:date ; wco:warning "No year is told." ;
        wco:mentions id:wco, id:customs-gm, id:candidate-freight-club .
    id:initiative-a-1 a wco:Initiative, wco:Workshop ; rdfs:label "Workshop" ; wco:reportedIn id:brief-a ;
        wco:organizedBy id:wco ; wco:partneredWith id:unctad ; wco:fundedBy id:ccf-japan ;
        wco:hostedBy id:customs-gm ; wco:benefits id:customs-gm, id:africa ;
        wco:hasParticipant id:candidate-freight-club ; wco:heldIn id:country-gm ;
        wco:underProgramme id:mercator-programme ; wco:appliesStandard id:wto-tfa ;
        wco:usesTool id:time-release-study ;
        wco:hasTopic id:topic-trade-facilitation, id:topic-performance-measurement ;
        wco:startDate "2021-10-04"^^xsd:date ; wco:endDate "2021-10"^^xsd:gYearMonth ; wco:aim "to learn" .
    id:candidate-freight-club a wco:OtherAgency ; skos:prefLabel "Freight Club"@en ;
        wco:status wco:Candidate .
    id:evidence-a a wco:Evidence, rdf:Statement ; rdf:subject id:initiative-a-1 ; rdf:predicate wco:benefits ;
        rdf:object id:customs-gm ; oa:exact "Gambia Revenue Authority" ; oa:start 32 ; oa:end 56 ;
        wco:part "body" ; prov:wasDerivedFrom id:brief-a ; wco:rule id:pattern-for ; wco:confidence 0.9 .
}
id:brief-b {
    id:brief-b a wco:Brief ; dcterms:identifier "b" ; schema:headline "Comoros learns" ;
        schema:articleBody "Text." .
    id:initiative-b-1 a wco:Initiative, wco:Mission ; rdfs:label "Mission" ; wco:reportedIn id:brief-b ;
        wco:organizedBy id:wco, id:customs-gm ; wco:benefits id:country-km ; wco:startDate "2022"^^xsd:gYear ;
        wco:fundedBy id:mercator-programme ; wco:underProgramme id:columbus-programme ;
        wco:appliesStandard id:cites ; wco:usesTool id:ncen ; wco:hasTopic id:topic-risk-management .
    id:evidence-b a wco:Evidence, rdf:Statement ; rdf:subject id:initiative-b-1 ; rdf:predicate wco:benefits ;
        rdf:object id:country-km ; oa:exact "Comoros" ; oa:start 0 ; oa:end 7 ; wco:part "headline" ;
        prov:wasDerivedFrom id:brief-b ; wco:rule id:pattern-for ; wco:confidence 0.6 .
}
"""
PREFIX_LINES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())

LINKS = {
    "applies": {
        "customs-gm applies wto-tfa",
        "customs-gm applies time-release-study",
        "country-km applies cites",
        "country-km applies ncen",
    },
    "funds": {"ccf-japan funds mercator-programme", "ccf-japan funds customs-gm"},
    "promotes": {
        f"{promoter} promotes {promoted}"
        for promoters, promoteds in (
            (("wco", "mercator-programme"), ("wto-tfa", "time-release-study")),
            (("wco", "customs-gm", "columbus-programme"), ("cites", "ncen")),
        )
        for promoter in promoters
        for promoted in promoteds
    },
    "supports": {
        *(f"{agency} supports customs-gm" for agency in ("wco", "unctad", "ccf-japan")),
        *(f"{agency} supports africa" for agency in ("wco", "unctad", "ccf-japan")),
        *(f"{agency} supports country-km" for agency in ("wco", "customs-gm")),
    },
    "takes-part-in": {
        "customs-gm takesPartIn mercator-programme",
        "candidate-freight-club takesPartIn mercator-programme",
        "country-km takesPartIn columbus-programme",
    },
    "works-with": {
        "wco worksWith unctad",
        "unctad worksWith wco",
        "wco worksWith customs-gm",
        "customs-gm worksWith wco",
    },
}

BOUND = {
    "who-supports-whom": {"supporter": "unctad"},
    "who-supports": {"country": "country-gm"},
    "countries-in-programme": {"programme": "mercator-programme"},
    "standards-promoted": {"standard": "wto-tfa"},
    "donors-by-region": {"region": "west-africa"},
    "what-happened-in-country": {"country": "country-gm"},
    "programmes-by-topic": {"topic": "topic-trade-facilitation"},
    "agencies-two-steps-apart": {"agency": "customs-gm"},
    "who-funds-what": {"donor": "ccf-japan"},
    "partners-of-agency": {"agency": "unctad"},
    "initiatives-by-topic": {"topic": "topic-risk-management"},
    "tools-in-use": {"tool": "time-release-study"},
    "topics-by-region": {"region": "wco-region-esa"},
    "gaps": {"region": "wco-region-wca", "topic": "topic-risk-management"},
    "what-country-applies": {"country": "country-gm"},
    "topics-together": {"topic": "topic-trade-facilitation"},
    "evidence-for-entity": {"name": "gambia rev"},
}

TEMPLATES = {
    "brief": 'NODE a wco:Brief ; dcterms:identifier "x" ; schema:headline "h" ; schema:articleBody "b" ; '
    'schema:datePublished "2021-10-11"^^xsd:date ; schema:url <https://example.org/> .',
    "initiative": 'NODE a wco:Initiative, wco:Workshop ; rdfs:label "w" ; wco:reportedIn id:brief-a ; '
    'wco:startDate "2021"^^xsd:gYear ; wco:endDate "2021-10"^^xsd:gYearMonth ; wco:aim "to learn" ; '
    "wco:organizedBy id:wco ; wco:partneredWith id:unctad ; wco:fundedBy id:mercator-programme ; "
    "wco:hostedBy id:country-gm ; wco:benefits id:africa ; wco:hasParticipant id:country-km ; "
    "wco:heldIn id:asia ; wco:underProgramme id:mercator-programme ; wco:appliesStandard id:wto-tfa ; "
    "wco:usesTool id:time-release-study ; wco:hasTopic id:topic-transit .",
    "evidence": "NODE a wco:Evidence, rdf:Statement ; rdf:subject id:initiative-a-1 ; "
    "rdf:predicate wco:heldIn ; "
    'rdf:object id:country-gm ; oa:exact "Gambia" ; oa:start 0 ; oa:end 6 ; wco:part "headline" ; '
    "prov:wasDerivedFrom id:brief-a ; wco:rule id:pattern-in ; wco:confidence 1.0 .",
    "agency": 'NODE a wco:OtherAgency ; skos:prefLabel "Club"@en, "Clube"@pt ; wco:status wco:Candidate ; '
    "wco:agencyOf id:country-gm ; wco:partOf id:wco ; wco:runs id:mercator-programme ; "
    "wco:maintains id:wto-tfa .",
    "country": 'NODE a wco:Country ; skos:prefLabel "Utopia"@en ; wco:alpha2 "UT" ; wco:alpha3 "UTO" ; '
    'wco:numeric "999" ; wco:inRegion id:asia .',
    "topic": 'NODE a wco:Topic ; skos:prefLabel "Chess"@en ; skos:notation "chess" ; '
    "skos:inScheme id:topics .",
}
LABEL_FAULT = "an entity has exactly one English preferred label, and at most one in any other language"
OFFSET_FAULT = "evidence starts at one offset, at or after 0 and before its end"
FAULTS = [
    ("brief", 'dcterms:identifier "x" ; ', "", "a brief has exactly one identifier"),
    ("brief", '"h"', '"h", "i"', "a brief has exactly one headline"),
    ("brief", 'schema:articleBody "b" ; ', "", "a brief has exactly one text"),
    ("brief", '"2021-10-11"^^xsd:date', '"October"', "a brief has at most one day of publication"),
    ("brief", "<https://example.org/>", '"example.org"', "a brief has at most one address"),
    ("initiative", ", wco:Workshop", "", "an initiative is of at least one kind"),
    ("initiative", "id:brief-a", "id:brief-a, id:brief-b", "an initiative is reported in exactly one brief"),
    ("initiative", 'rdfs:label "w" ; ', "", "an initiative has a label"),
    ("initiative", '"2021"^^xsd:gYear', '"2021"', "an initiative starts on at most one day, month or year"),
    (
        "initiative",
        '"2021-10"^^xsd:gYearMonth',
        '"2021-10"',
        "an initiative ends on at most one day, month or year",
    ),
    ("initiative", '"to learn"', "5", "an aim is quoted words"),
    ("initiative", "organizedBy id:wco", "organizedBy id:country-gm", "an agency organizes"),
    ("initiative", "id:unctad", "id:africa", "an agency is partner"),
    (
        "initiative",
        "fundedBy id:mercator-programme",
        "fundedBy id:country-gm",
        "an agency or programme funds",
    ),
    ("initiative", "hostedBy id:country-gm", "hostedBy id:africa", "an agency or country hosts"),
    ("initiative", "benefits id:africa", "benefits id:wto-tfa", "an agency, country or region benefits"),
    (
        "initiative",
        "hasParticipant id:country-km",
        "hasParticipant id:wto-tfa",
        "an agency, country or region takes part",
    ),
    ("initiative", "heldIn id:asia", "heldIn id:wco", "an initiative is held in a country, region or place"),
    (
        "initiative",
        "underProgramme id:mercator-programme",
        "underProgramme id:wco",
        "an initiative is under a programme",
    ),
    (
        "initiative",
        "appliesStandard id:wto-tfa",
        "appliesStandard id:nowhere",
        "an initiative applies a standard",
    ),
    ("initiative", "id:time-release-study", "id:wto-tfa", "an initiative uses a tool"),
    ("initiative", "id:topic-transit", "id:transit", "an initiative has a topic of the scheme"),
    ("evidence", "rdf:subject id:initiative-a-1 ; ", "", "evidence has exactly one subject"),
    ("evidence", "wco:heldIn", "wco:heldIn, wco:hostedBy", "evidence has exactly one predicate"),
    ("evidence", "rdf:object id:country-gm ; ", "", "evidence has exactly one object"),
    ("evidence", '"Gambia"', '""', "evidence quotes words, once"),
    ("evidence", "oa:start 0", "oa:start -1", OFFSET_FAULT),
    ("evidence", "oa:start 0", "oa:start 6", OFFSET_FAULT),
    ("evidence", "oa:end 6", "oa:end 6, 7", "evidence ends at one offset"),
    ("evidence", '"headline"', '"footnote"', "evidence is in the headline or in the body"),
    ("evidence", "id:brief-a", "id:wco", "evidence comes from exactly one brief"),
    ("evidence", "wco:rule id:pattern-in ; ", "", "exactly one pattern found the evidence"),
    ("evidence", "1.0", "1.1", "evidence has one confidence from 0 to 1"),
    ("agency", '"Club"@en, ', "", LABEL_FAULT),
    ("agency", '"Clube"@pt', '"Society"@en', LABEL_FAULT),
    ("agency", "wco:Candidate", "id:wco", "an entity is known or a candidate"),
    ("agency", "agencyOf id:country-gm", "agencyOf id:wco", "an agency is of a country or customs union"),
    ("agency", "partOf id:wco", "partOf id:country-gm", "an agency is part of an agency"),
    ("agency", "runs id:mercator-programme", "runs id:wto-tfa", "an agency runs a programme"),
    ("agency", "maintains id:wto-tfa", "maintains id:wco", "an agency maintains a standard or tool"),
    ("country", '"UT"', '"ut"', "a country has one code of two capital letters"),
    ("country", '"UTO"', '"UT"', "a country has at most one code of three capital letters"),
    ("country", '"999"', '"99"', "a country has at most one code of three digits"),
    ("country", "inRegion id:asia", "inRegion id:country-gm", "a country is in a region"),
    ("topic", '"chess"', '"Chess"', "a topic has one key of lower-case words joined by hyphens"),
    ("topic", "id:topics", "id:sports", "a topic is in the scheme"),
]


def kind(iri: str) -> str:
    """The local name of the broadest class of an entity."""
    (cls,) = ENTITIES[iri].types
    return next(name for name in KINDS if ONTOLOGY.is_a(cls, WCO + name))


def members() -> dict[str, list[str]]:
    """The WCO regions of each country or customs union that is in one."""
    found = {
        iri: [
            region
            for region in GRAPH.values(iri, WCO + "inRegion")
            if WCO + "WCORegion" in GRAPH.values(region, TYPE)
        ]
        for iri in ENTITIES
    }
    return {iri: regions for iri, regions in found.items() if regions}


@pytest.fixture(scope="module")
def store() -> ox.Store:
    filled = ox.Store()
    filled.extend(merged(ox.Quad(*triple, ox.NamedNode(VOCABULARY_GRAPH)) for triple in ONTOLOGY.triples))
    filled.extend(merged(ox.parse((PREFIX_LINES + BRIEFS).encode(), ox.RdfFormat.TRIG)))
    rules.infer(filled, ONTOLOGY.rules)
    return filled


def ask(store: ox.Store, question: Question, **values: str) -> list[dict[str, str | None]]:
    texts = {parameter.name for parameter in question.parameters if parameter.kind == "text"}
    substitutions: dict[ox.Variable, ox.NamedNode | ox.Literal] = {
        ox.Variable(name): ox.Literal(value) if name in texts else ox.NamedNode(ID + value)
        for name, value in values.items()
    }
    answer = store.query(question.sparql, prefixes=PREFIXES, substitutions=substitutions)
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return [{name: getattr(row[name], "value", None) for name in names} for row in answer]


# Names and references


def test_every_term_of_the_model_is_labelled_and_explained() -> None:
    declared = [
        iri for cls in ("Class", "ObjectProperty", "DatatypeProperty") for iri in GRAPH.instances(OWL + cls)
    ]
    silent = [
        iri
        for iri in declared
        if not (GRAPH.values(iri, RDFS + "label", lang="en") and GRAPH.value(iri, RDFS + "comment"))
    ]
    assert len(declared) > 50
    assert silent == []


def test_the_model_declares_the_terms_of_the_machinery() -> None:
    names = [value for name, value in vars(terms).items() if name.isupper() and isinstance(value, str)]
    assert [iri for iri in names if iri.startswith(WCO) and iri != WCO and not GRAPH.properties(iri)] == []


def test_every_role_has_a_range_of_declared_classes() -> None:
    assert len(ONTOLOGY.roles) == 11
    assert [role.iri for role in ONTOLOGY.roles.values() if not role.ranges] == []
    assert {cls for role in ONTOLOGY.roles.values() for cls in role.ranges} <= ONTOLOGY.superclasses.keys()
    assert len(ONTOLOGY.initiative_types) == 14


def test_every_entity_has_one_class_and_one_label_in_a_language() -> None:
    subjects = [iri for iri in GRAPH.subjects() if iri.startswith(ID) and iri != ID + "topics"]
    assert set(subjects) == ENTITIES.keys()
    faults = []
    for iri in subjects:
        classes = [cls for cls in GRAPH.values(iri, TYPE) if cls.startswith(WCO)]
        languages = Counter(
            getattr(node, "language", None) for node in GRAPH.properties(iri)[SKOS + "prefLabel"]
        )
        if len(classes) != 1 or languages["en"] != 1 or set(languages.values()) != {1}:
            faults.append(iri)
    assert faults == []


def test_no_entity_says_a_name_twice() -> None:
    faults = []
    for iri in ENTITIES:
        names = [
            str(node)
            for p in ("pref", "alt", "hidden")
            for node in GRAPH.properties(iri).get(f"{SKOS}{p}Label", ())
        ]
        names += [f'"{acronym}"@en' for acronym in GRAPH.values(iri, WCO + "localAcronym")]
        faults += [f"{iri} {name}" for name, times in Counter(names).items() if times > 1]
    assert faults == []


def test_no_two_entities_of_a_kind_share_a_name() -> None:
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for iri in ENTITIES:
        hidden = () if kind(iri) == "Topic" else (SKOS + "altLabel", SKOS + "hiddenLabel")
        for name in GRAPH.values(iri, SKOS + "prefLabel", *hidden):
            bearers[kind(iri), name.casefold()].add(iri)
    assert {name: iris for name, iris in bearers.items() if len(iris) > 1} == {}


def test_no_two_countries_share_a_demonym() -> None:
    demonyms = Counter(
        name for iri in ENTITIES if kind(iri) == "Country" for name in GRAPH.values(iri, WCO + "demonym")
    )
    assert [name for name, times in demonyms.items() if times > 1] == []


def test_what_is_referred_to_exists() -> None:
    known = set(GRAPH.subjects())
    own = (ID, WCO)
    dangling = {
        f"{triple.subject} {triple.predicate} {triple.object}"
        for triple in ONTOLOGY.triples
        for node in (triple.predicate, triple.object)
        if isinstance(node, ox.NamedNode) and node.value.startswith(own) and node.value not in known
    }
    assert dangling == set()


@pytest.mark.parametrize("path", VOCABULARIES, ids=lambda path: path.stem)
def test_blocks_are_sorted(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    blocks = [line.split()[0] for line in lines if line.startswith("id:") and line.split()[0] != "id:topics"]
    assert blocks == sorted(set(blocks))


# Counts that are known for certain


def test_topics_are_the_closed_list() -> None:
    topics = [iri for iri in ENTITIES if kind(iri) == "Topic"]
    assert sorted(GRAPH.value(iri, SKOS + "notation") or "" for iri in topics) == TOPICS.split()
    assert {iri.removeprefix(ID + "topic-") for iri in topics} == set(TOPICS.split())
    assert {GRAPH.value(iri, SKOS + "inScheme") for iri in topics} == {ID + "topics"}


def test_the_wco_regions_part_the_members() -> None:
    assert [iri for iri, regions in members().items() if len(regions) > 1] == []
    sizes = Counter(regions[0].removeprefix(ID + "wco-region-") for regions in members().values())
    assert sizes == {"ams": 33, "ap": 35, "esa": 24, "eur": 53, "mena": 18, "wca": 24}
    assert sizes.total() == 187


def test_every_member_has_a_customs_administration() -> None:
    served = Counter(
        country
        for iri in GRAPH.instances(WCO + "CustomsAdministration")
        for country in GRAPH.values(iri, WCO + "agencyOf")
    )
    assert [iri for iri in members() if served[iri] != 1] == []


def test_country_codes_are_unique_and_name_the_country() -> None:
    for code in ("alpha2", "alpha3", "numeric"):
        codes = Counter(value for iri in ENTITIES for value in GRAPH.values(iri, WCO + code))
        assert max(codes.values()) == 1
    countries = [iri for iri in ENTITIES if kind(iri) == "Country"]
    assert {iri: iri[-2:].upper() for iri in countries} == {
        iri: GRAPH.value(iri, WCO + "alpha2") for iri in countries
    }


# Rules


@pytest.mark.parametrize("rule", ONTOLOGY.rules, ids=lambda rule: rule.name)
def test_rule_derives_these_links_and_no_others(store: ox.Store, rule: Rule) -> None:
    derived = store.query(rule.sparql, prefixes=PREFIXES)
    assert isinstance(derived, ox.QueryTriples)
    links = {
        f"{t.subject.value} {t.predicate.value} {t.object.value}".replace(ID, "").replace(WCO, "")
        for t in derived
    }
    assert links == LINKS[rule.name]
    assert rule.title != rule.name


# Stock questions


def test_there_are_questions_enough() -> None:
    assert len(ONTOLOGY.questions) >= 16
    assert {name for name, question in ONTOLOGY.questions.items() if question.parameters} == BOUND.keys()


@pytest.mark.parametrize("question", ONTOLOGY.questions.values(), ids=lambda question: question.name)
def test_question_finds_something(store: ox.Store, question: Question) -> None:
    rows = ask(store, question)
    assert rows == ask(store, question)
    assert rows
    labels = [name for name in rows[0] if name.endswith("Label")]
    assert [row for row in rows if not all(row[name] for name in labels)] == []


@pytest.mark.parametrize("name", BOUND)
def test_question_keeps_to_its_parameter(store: ox.Store, name: str) -> None:
    question, values = ONTOLOGY.questions[name], BOUND[name]
    assert values.keys() == {parameter.name for parameter in question.parameters}
    rows = ask(store, question, **values)
    assert rows
    everything = ask(store, question)
    for row in rows:
        given = {key: value.removeprefix(ID) for key in values if (value := row.pop(key))}
        assert given == values
    for row in everything:
        for key in values:
            row.pop(key)
    assert [row for row in rows if row not in everything] == []
    assert len(rows) < len(everything)


@pytest.mark.parametrize("question", ONTOLOGY.questions.values(), ids=lambda question: question.name)
def test_examples_of_parameters_name_one_thing(question: Question) -> None:
    for parameter in question.parameters:
        if parameter.kind != "text":
            named = [
                iri
                for iri, entity in ENTITIES.items()
                if entity.label == parameter.example
                and any(ONTOLOGY.is_a(t, WCO + parameter.kind) for t in entity.types)
            ]
            assert len(named) == 1, parameter


# Shapes


def validate(*more: str) -> set[tuple[str, str]]:
    """Validate the model, the vocabulary and the briefs with more Turtle; give focus nodes and messages."""
    import pyshacl
    import rdflib

    quads = ox.parse((PREFIX_LINES + BRIEFS).encode(), ox.RdfFormat.TRIG)
    lines = [f"{triple} ." for triple in (*ONTOLOGY.triples, *(quad.triple for quad in quads))]
    data = rdflib.Graph().parse(data="\n".join(lines), format="nt")
    data.parse(data=PREFIX_LINES + "\n".join(more), format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=str(ONTOLOGY.shapes))
    sh = rdflib.SH
    return {
        (
            str(report.value(result, sh.focusNode)).removeprefix(ID),
            str(report.value(result, sh.resultMessage)),
        )
        for result in report.subjects(rdflib.RDF.type, sh.ValidationResult)
    }


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_the_vocabulary_and_sound_facts_fit_the_shapes() -> None:
    sound = [text.replace("NODE", f"id:sound-{name}") for name, text in TEMPLATES.items()]
    assert validate(*sound) == set()


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_shapes_catch_every_planted_fault() -> None:
    planted = []
    for number, (template, old, new, _) in enumerate(FAULTS):
        assert TEMPLATES[template].count(old) == 1
        planted.append(TEMPLATES[template].replace(old, new).replace("NODE", f"id:fault-{number}"))
    assert validate(*planted) == {(f"fault-{n}", message) for n, (*_, message) in enumerate(FAULTS)}


def test_every_message_of_the_shapes_has_a_fault_to_catch() -> None:
    messages = {
        quad.object.value
        for quad in ox.parse(path=ONTOLOGY.shapes, format=ox.RdfFormat.TURTLE)
        if quad.predicate.value.endswith("#message")
    }
    assert messages - {message for *_, message in FAULTS} == {
        "a brief mentions entities",
        "a warning is a sentence",
    }
