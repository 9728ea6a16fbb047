"""The terms that the machinery itself is about, as IRIs: briefs, initiatives, evidence, patterns.

What is said *in* these terms (roles, kinds of initiative and of entity, names) is the ontology's business
and stands in ``ontology/``, never here.
"""

from __future__ import annotations

from typing import Final

WCO: Final = "https://w3id.org/wco-kg/ontology#"
ID: Final = "https://w3id.org/wco-kg/id/"
PATTERN: Final = "https://w3id.org/wco-kg/pattern/"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
SCHEMA: Final = "https://schema.org/"
PROV: Final = "http://www.w3.org/ns/prov#"
OA: Final = "http://www.w3.org/ns/oa#"
ORG: Final = "http://www.w3.org/ns/org#"

PREFIXES: Final = {
    "id": ID,
    "pat": PATTERN,
    "wco": WCO,
    "dcterms": DCTERMS,
    "oa": OA,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "xsd": XSD,
}

TYPE: Final = RDF + "type"

BRIEF: Final = WCO + "Brief"
INITIATIVE: Final = WCO + "Initiative"
EVIDENCE: Final = WCO + "Evidence"
CANDIDATE: Final = WCO + "Candidate"
REJECTED: Final = WCO + "Rejected"

INVOLVES: Final = WCO + "involves"
MENTIONS: Final = WCO + "mentions"
REPORTED_IN: Final = WCO + "reportedIn"
STATUS: Final = WCO + "status"
RULE: Final = WCO + "rule"
CONFIDENCE: Final = WCO + "confidence"
PART: Final = WCO + "part"
START_DATE: Final = WCO + "startDate"
END_DATE: Final = WCO + "endDate"
AIM: Final = WCO + "aim"

VOCABULARY_GRAPH: Final = ID + "vocabulary"
INFERRED_GRAPH: Final = ID + "inferred"
