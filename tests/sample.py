"""Graph stores made by hand for the tests of the network and the page: annotated briefs in, quads out."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from kg import terms
from kg.model import Brief, Part, digest, slug

VOCABULARY = f"""
@prefix wco: <{terms.WCO}> . @prefix id: <{terms.ID}> . @prefix owl: <{terms.OWL}> .
@prefix rdfs: <{terms.RDFS}> . @prefix skos: <{terms.SKOS}> . @prefix org: <{terms.ORG}> .
@prefix schema: <{terms.SCHEMA}> .
wco:Initiative a owl:Class ; rdfs:label "Initiative"@en .
wco:Agency a owl:Class ; rdfs:label "Agency"@en ; rdfs:subClassOf org:Organization .
wco:CustomsAdministration a owl:Class ; rdfs:label "Customs administration"@en ; rdfs:subClassOf wco:Agency .
wco:involves rdfs:label "involves"@en .
wco:supports rdfs:label "supports"@en .
wco:worksWith rdfs:label "works with"@en .
wco:agencyOf rdfs:label "agency of"@en ; rdfs:subPropertyOf schema:areaServed .
wco:inRegion rdfs:label "in region"@en ; rdfs:subPropertyOf schema:containedInPlace .
wco:benefits schema:rangeIncludes wco:Agency, wco:Country . wco:heldIn schema:rangeIncludes wco:Country .
id:north a wco:Region ; skos:prefLabel "North"@en . id:south a wco:Region ; skos:prefLabel "South"@en .
wco:startDate rdfs:label "start date"@en .
wco:endDate rdfs:label "end date"@en .
wco:aim rdfs:label "aim"@en .
id:wco a wco:Agency ; skos:prefLabel "World Customs Organization"@en, "Organisation mondiale des douanes"@fr ;
  skos:altLabel "WCO"@en .
""" + "\n".join(
    [f'wco:{name} a owl:Class ; rdfs:label "{name}"@en .' for name in ("Country", "Region", "Place")]
    + [
        f'wco:{name} a owl:Class ; rdfs:label "{name}"@en .'
        for name in ("Programme", "Standard", "Tool", "Topic")
    ]
    + [
        f'wco:{name} a owl:Class ; rdfs:label "{label}"@en ; rdfs:subClassOf wco:Initiative .'
        for name, label in {
            "Workshop": "Workshop",
            "Training": "Training",
            "Meeting": "Meeting",
            "Conference": "Conference",
            "Mission": "Mission",
            "StudyVisit": "Study visit",
            "Publication": "Publication",
            "Adoption": "Adoption",
            "Statement": "Statement",
        }.items()
    ]
    + [
        f'wco:{name} rdfs:label "{label}"@en ; rdfs:subPropertyOf wco:involves .'
        for name, label in {
            "organizedBy": "organized by",
            "partneredWith": "partnered with",
            "fundedBy": "funded by",
            "hostedBy": "hosted by",
            "benefits": "benefits",
            "hasParticipant": "attended by",
            "heldIn": "held in",
            "underProgramme": "under programme",
            "appliesStandard": "applies standard",
            "usesTool": "uses tool",
            "hasTopic": "has topic",
        }.items()
    ]
)

CODES = "FJ GM MV WS KE BR AL GE VN JP SG MT MU TO CO SN PH UZ ZA CH".split()

GAMBIA: dict[str, Any] = {
    "id": "gambia",
    "title": "Gambia Enhances Customs Efficiency with WCO Trade Facilitation Support",
    "text": "😀 The World Customs Organization (WCO) supported the Gambia Revenue Authority (GRA) in "
    "hosting a Time Release Study (TRS) workshop to enhance trade facilitation. Gambia aims to comply with "
    "the WTO Trade Facilitation Agreement. The TRS will identify bottlenecks.",
    "date": "2024-03-01",
    "url": "https://example.org/gambia",
    "entities": {
        "e1": {
            "class": "Agency",
            "label": "Gambia Revenue Authority",
            "mentions": ["Gambia Revenue Authority", "GRA"],
            "country": "GM",
        },
        "e2": {
            "class": "Agency",
            "label": "World Customs Organization",
            "mentions": ["World Customs Organization", "WCO"],
        },
        "e3": {"class": "Tool", "label": "Time Release Study", "mentions": ["Time Release Study", "TRS"]},
        "e4": {
            "class": "Standard",
            "label": "WTO Trade Facilitation Agreement",
            "mentions": ["WTO Trade Facilitation Agreement"],
        },
        "e5": {"class": "Country", "label": "Gambia", "mentions": ["Gambia"], "country": "GM"},
    },
    "initiatives": [
        {
            "type": ["Workshop"],
            "roles": {
                "organizedBy": ["e2"],
                "hostedBy": ["e1"],
                "benefits": ["e1"],
                "appliesStandard": ["e4"],
                "usesTool": ["e3"],
                "hasTopic": ["trade-facilitation"],
            },
            "start": "2024-02-12",
        }
    ],
}

MALDIVES: dict[str, Any] = {
    "id": "maldives",
    "title": "Maldives Customs Strengthens Leadership",
    "text": "The Maldives Customs Service enhanced leadership by the Mercator Programme with WCO training.",
    "date": "2024-05-01",
    "entities": {
        "e1": {
            "class": "Agency",
            "label": "Maldives Customs Service",
            "mentions": ["Maldives Customs Service"],
        },
        "e2": {"class": "Agency", "label": "World Customs Organization", "mentions": ["WCO"]},
        "e3": {"class": "Programme", "label": "Mercator Programme", "mentions": ["Mercator Programme"]},
    },
    "initiatives": [
        {"type": ["Training"], "roles": {"organizedBy": ["e2"], "benefits": ["e1"], "underProgramme": ["e3"]}}
    ],
}

ATTACK = (
    '</title><script>document.title="PWNED"</script><!--<script> {{ 7*7 }} '
    "<img src=x onerror='document.title=1'> "
    '\\";alert(1);// \u2028 \u202etxt.exe ]]> Z' + "\u0301" * 300
)
HOSTILE: dict[str, Any] = {
    "id": "hostile",
    "title": f"Hostile {ATTACK}",
    "text": f"The Kestrel {ATTACK} Group held a workshop.",
    "url": "javascript:alert(1)",
    "entities": {"e1": {"class": "Agency", "label": f"Kestrel {ATTACK}", "mentions": [f"Kestrel {ATTACK}"]}},
    "initiatives": [{"type": ["Workshop"], "roles": {"organizedBy": ["e1"]}}],
}

FORMULA: dict[str, Any] = {
    "id": "formula",
    "title": "Formulas Meet",
    "text": "=cmd|' /C calc'!A0 and +cmd held a workshop.",
    "entities": {
        f"e{number}": {"class": "Agency", "label": label, "mentions": [label]}
        for number, label in enumerate(("=cmd|' /C calc'!A0", "+cmd"))
    },
    "initiatives": [{"type": ["Workshop"], "roles": {"organizedBy": ["e0", "e1"]}}],
}


def store(briefs: Iterable[dict[str, Any]]) -> ox.Store:
    """Give the graph of annotated briefs: named graphs with facts and evidence, vocabulary, derived links."""
    made = ox.Store()
    vocabulary = ox.NamedNode(terms.VOCABULARY_GRAPH)
    made.load(VOCABULARY.encode(), format=ox.RdfFormat.TURTLE, to_graph=vocabulary)
    quads: list[ox.Quad] = []
    for brief in briefs:
        quads += _brief(brief)
    made.extend(quads)
    return made


def generated(things: int, seed: int = 1) -> list[dict[str, Any]]:
    """Make annotated briefs whose graph has about so many initiatives and entities."""
    rng = random.Random(seed)  # noqa: S311  # no secret
    kinds = {"Agency": 0.4, "Country": 0.05, "Programme": 0.2, "Standard": 0.15, "Tool": 0.2}
    sides = ("North", "South", "East", "West")
    pools = {
        kind: [f"{rng.choice(sides)} {kind} {number}" for number in range(int(things * share / 2))]
        for kind, share in kinds.items()
    }
    roles = {
        "benefits": "Agency",
        "heldIn": "Country",
        "underProgramme": "Programme",
        "appliesStandard": "Standard",
        "usesTool": "Tool",
    }
    briefs = []
    for number in range(things // 2):
        entities = {"e0": {"class": "Agency", "label": "World Customs Organization", "mentions": ["WCO"]}}
        filled = {"organizedBy": ["e0"]}
        for role, kind in roles.items():
            pool = pools[kind]
            popular = min(int(rng.paretovariate(0.6)) - 1, len(pool) - 1)
            label = pool[popular if rng.random() < 0.5 else rng.randrange(len(pool))]
            key = f"e{len(entities)}"
            entities[key] = {"class": kind, "label": label, "mentions": [label]}
            if kind == "Country" and (index := int(label.split()[-1])) < len(CODES):
                entities[key]["country"] = CODES[index]
            filled[role] = [key]
        names = ", ".join(entity["mentions"][0] for entity in entities.values())
        briefs.append(
            {
                "id": f"{number:06}",
                "title": f"Workshop {number} strengthens border management and cooperation",
                "text": f"A workshop brought together {names}. It was held to strengthen border management.",
                "date": f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}",
                "entities": entities,
                "initiatives": [{"type": ["Workshop"], "roles": filled}],
            }
        )
    return briefs


def _brief(data: dict[str, Any]) -> list[ox.Quad]:
    brief = Brief(data["id"], data["title"], data["text"], data.get("date"), data.get("url"))
    graph = ox.NamedNode(brief.iri)
    quads: list[ox.Quad] = []

    def add(subject: str, predicate: str, value: str | ox.Literal) -> None:
        node = ox.NamedNode(value) if isinstance(value, str) else value
        quads.append(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), node, graph))

    def fact(subject: str, predicate: str, value: str | ox.Literal, words: Iterable[str]) -> None:
        add(subject, predicate, value)
        spans = [
            (part, at, form)
            for form in words
            for part in (Part.BODY, Part.HEADLINE)
            if (at := brief.part(part).find(form)) >= 0
        ] or [(Part.HEADLINE, 0, brief.title)]
        for part, at, form in spans[:2]:
            name = value if isinstance(value, str) else value.value
            end = at + len(form)
            key = (brief.iri, subject, predicate, name, part, str(at), str(end))
            node = f"{terms.ID}evidence-{digest(*key)}"
            for property_, content in {
                terms.TYPE: terms.EVIDENCE,
                terms.RDF + "subject": subject,
                terms.RDF + "predicate": predicate,
                terms.RDF + "object": value,
                terms.OA + "exact": ox.Literal(form),
                terms.OA + "start": ox.Literal(at),
                terms.OA + "end": ox.Literal(end),
                terms.PART: ox.Literal(str(part)),
                terms.PROV + "wasDerivedFrom": brief.iri,
                terms.RULE: terms.ID + "pattern-by-hand",
                terms.CONFIDENCE: ox.Literal("0.90", datatype=ox.NamedNode(terms.XSD + "decimal")),
            }.items():
                add(node, property_, content)
            add(node, terms.TYPE, terms.RDF + "Statement")

    add(brief.iri, terms.TYPE, terms.BRIEF)
    add(brief.iri, terms.DCTERMS + "identifier", ox.Literal(brief.id))
    add(brief.iri, terms.SCHEMA + "headline", ox.Literal(brief.title))
    add(brief.iri, terms.SCHEMA + "articleBody", ox.Literal(brief.text))
    if brief.date:
        day = ox.Literal(brief.date, datatype=ox.NamedNode(terms.XSD + "date"))
        add(brief.iri, terms.SCHEMA + "datePublished", day)
    if brief.url:
        add(brief.iri, terms.SCHEMA + "url", brief.url)
    iris = {}
    for key, entity in data["entities"].items():
        known = entity["label"] == "World Customs Organization"
        iris[key] = terms.ID + ("wco" if known else f"candidate-{slug(entity['label'])}")
        if not known:
            add(iris[key], terms.TYPE, terms.WCO + entity["class"])
            add(iris[key], terms.SKOS + "prefLabel", ox.Literal(entity["label"], language="en"))
            for form in entity["mentions"]:
                if form != entity["label"]:
                    add(iris[key], terms.SKOS + "altLabel", ox.Literal(form, language="en"))
            if "country" not in entity and entity["class"] == "Agency":
                add(iris[key], terms.STATUS, terms.CANDIDATE)
        if entity["class"] == "Country" and "country" in entity:
            vocabulary = ox.NamedNode(terms.VOCABULARY_GRAPH)
            for property_, value in {
                terms.TYPE: ox.NamedNode(terms.WCO + "Country"),
                terms.WCO + "alpha2": ox.Literal(entity["country"]),
                terms.WCO + "inRegion": ox.NamedNode(terms.ID + "south"),
            }.items():
                quads.append(ox.Quad(ox.NamedNode(iris[key]), ox.NamedNode(property_), value, vocabulary))
        fact(brief.iri, terms.MENTIONS, iris[key], entity["mentions"])
    for number, initiative in enumerate(data["initiatives"], 1):
        iri = f"{terms.ID}initiative-{brief.key}-{number}"
        add(iri, terms.TYPE, terms.INITIATIVE)
        add(iri, terms.RDFS + "label", ox.Literal(data["title"][:400]))
        add(iri, terms.REPORTED_IN, brief.iri)
        for name in initiative["type"]:
            fact(iri, terms.TYPE, terms.WCO + name, [name.lower()])
        if "start" in initiative:
            day = ox.Literal(initiative["start"], datatype=ox.NamedNode(terms.XSD + "date"))
            fact(iri, terms.START_DATE, day, [])
        for role, keys in initiative["roles"].items():
            for key in keys:
                if role == "hasTopic":
                    topic = f"{terms.ID}topic-{key}"
                    name = key.replace("-", " ")
                    add(topic, terms.TYPE, terms.WCO + "Topic")
                    label = ox.Literal(name.capitalize(), language="en")
                    add(topic, terms.SKOS + "prefLabel", label)
                    fact(iri, terms.WCO + role, topic, [name])
                else:
                    fact(iri, terms.WCO + role, iris[key], data["entities"][key]["mentions"])
        inferred = ox.NamedNode(terms.INFERRED_GRAPH)
        for organizer in initiative["roles"].get("organizedBy", []):
            for helped in initiative["roles"].get("benefits", []):
                ends = ox.NamedNode(iris[organizer]), ox.NamedNode(iris[helped])
                quads.append(ox.Quad(ends[0], ox.NamedNode(terms.WCO + "supports"), ends[1], inferred))
    return quads
