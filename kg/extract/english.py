"""The closed part of English that the extractor counts on: function words, irregular verbs, inflection.

Nothing here belongs to a domain; what does stands in ``ontology/``.
"""

from __future__ import annotations

import calendar
from typing import Final

NOT: Final = "n't"
"""Ends an auxiliary that denies."""


def _auxiliaries(words: str) -> frozenset[str]:
    """Give auxiliaries, each with what it becomes when it denies."""
    return frozenset(form for word in words.split() for form in (word, word + NOT))


BE: Final = _auxiliaries("am is are was were be been being")
HAVE: Final = _auxiliaries("have has had having")
DO: Final = _auxiliaries("do does did")
MODALS: Final = _auxiliaries("will would shall should may might can could must") | {"can't", "won't"}
NEGATIONS: Final = frozenset("not never no without n't cannot neither nor hardly".split())
DETERMINERS: Final = frozenset(
    "the a an this that these those its their his her our your some any each every both all several "
    "many few other another such no more most various certain own same".split()
)
PREPOSITIONS: Final = frozenset(
    "about above across after against along alongside amid among around as at before behind below "
    "beneath beside besides between beyond by concerning despite during except following for from in "
    "inside into like near of off on onto out outside over past regarding since through throughout "
    "till to toward towards under underneath until unto up upon versus via with within without".split()
)
CONJUNCTIONS: Final = frozenset("and or & plus".split())
SUBORDINATORS: Final = frozenset(
    "while when whereas because although though if unless once whether where wherein whereby but".split()
)
RELATIVES: Final = frozenset("which who whom whose that".split())
PRONOUNS: Final = frozenset("it they he she we them him us i you".split())
NUMBERS: Final = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
ORDINALS: Final = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
        "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first "
        "twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth "
        "twenty-ninth thirtieth thirty-first".split(),
        1,
    )
}
MONTHS: Final = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
WEEKDAYS: Final = {name.lower(): number for number, name in enumerate(calendar.day_name)}
LANGUAGES: Final = frozenset(
    "english arabic swahili hindi urdu bengali tamil mandarin cantonese dari pashto farsi kurdish hebrew "
    "amharic tigrinya hausa yoruba igbo zulu xhosa wolof lingala kinyarwanda kirundi creole bislama "
    "catalan latin".split()
)
"""Languages that do not bear the name of a people."""

SPOKEN_ABROAD: Final = frozenset("french german italian portuguese russian spanish ukrainian".split())
"""Languages of peoples: alone, without a noun, these words mostly mean the language."""

FEASTS: Final = frozenset("christmas easter ramadan diwali".split())
BEGINNINGS: Final = frozenset(
    "begin begins began begun beginning start starts started starting open opens opened opening launched "
    "commence commences commenced commencing".split()
)
ENDINGS: Final = frozenset(
    "end ends ended ending close closes closed closing closure conclude concludes concluded concluding "
    "complete completes completed completing finish finishes finished finishing over until till".split()
)
NOT_IN_NAMES: Final = (DETERMINERS | PREPOSITIONS | PRONOUNS | SUBORDINATORS | NUMBERS.keys()) - {"us", "no"}
"""Words that no name begins with, however they are written."""

SPELLINGS: Final = (
    ("organisation", "organization"),
    ("programme", "program"),
    ("centre", "center"),
    ("co-operation", "cooperation"),
    ("co-ordination", "coordination"),
    ("authorised", "authorized"),
    ("harmonised", "harmonized"),
    ("modernisation", "modernization"),
    ("labour", "labor"),
    ("defence", "defense"),
    (" & ", " and "),
)
"""How words of names are spelled in Britain and in America."""

# infinitive: past, past participle (where it differs)
_IRREGULAR: Final = """
be was been|bear bore borne|become became become|begin began begun|bring brought|build built
buy bought|catch caught|choose chose chosen|come came come|cut cut|deal dealt|draw drew drawn
drive drove driven|fall fell fallen|feel felt|fight fought|find found|fly flew flown|get got
give gave given|go went gone|grow grew grown|have had|hear heard|hold held|keep kept|know knew known
lead led|leave left|lend lent|let let|lose lost|make made|mean meant|meet met|pay paid
put put|read read|rise rose risen|run ran run|say said|see saw seen|seek sought|sell sold|send sent
set set|show showed shown|sit sat|speak spoke spoken|spend spent|stand stood
take took taken|teach taught|tell told|think thought
undergo underwent undergone|undertake undertook undertaken|understand understood|win won
write wrote written|foresee foresaw foreseen|oversee oversaw overseen|do did done|wear wore worn
broadcast broadcast|forgo forwent forgone|underwrite underwrote underwritten|co-lead co-led|uphold upheld
rewrite rewrote rewritten|rebuild rebuilt|withdraw withdrew withdrawn|withhold withheld|strike struck
lay laid|ride rode ridden|forget forgot forgotten|hit hit|partake partook partaken
"""
IRREGULAR: Final = {
    forms[0]: (forms[1], forms[-1])
    for entry in _IRREGULAR.replace("\n", "|").split("|")
    if len(forms := entry.split()) > 1
}
IRREGULAR_PASTS: Final = {form: lemma for lemma, (past, _) in IRREGULAR.items() for form in [past]}
IRREGULAR_PARTICIPLES: Final = {participle: lemma for lemma, (_, participle) in IRREGULAR.items()}

_ALSO_IN_T: Final = frozenset("learn burn dream spoil".split())
_VOWELS = frozenset("aeiou")
_DOUBLING = frozenset(
    "commit permit refer transfer equip admit submit plan stop ship spot map prefer incur run get put set "
    "sit cut win begin let hit net scan step log drop nab grab occur control enrol travel forget".split()
)


def inflect(lemma: str) -> dict[str, str]:
    """Give the forms of a verb, each with its tag.

    Parameters
    ----------
    lemma
        The infinitive, without 'to'.

    Returns
    -------
    dict
        Form to tag: ``V`` base, ``S`` third person, ``P`` past, ``N`` past participle, ``B`` both past and
        participle, ``G`` present participle.

    Examples
    --------
    >>> inflect("hold")
    {'hold': 'V', 'holds': 'S', 'held': 'B', 'holding': 'G'}
    """
    if lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        third = lemma + "es"
    elif lemma.endswith("y") and lemma[-2] not in _VOWELS:
        third = lemma[:-1] + "ies"
    else:
        third = lemma + "s"
    stem = lemma + lemma[-1] if lemma in _DOUBLING else lemma
    if lemma.endswith("ie"):
        gerund = lemma[:-2] + "ying"
    elif lemma.endswith("e") and not lemma.endswith(("ee", "oe")):
        gerund = lemma[:-1] + "ing"
    else:
        gerund = stem + "ing"
    if lemma in IRREGULAR:
        past, participle = IRREGULAR[lemma]
    elif lemma.endswith("e"):
        past = participle = lemma + "d"
    elif lemma.endswith("y") and lemma[-2] not in _VOWELS:
        past = participle = lemma[:-1] + "ied"
    else:
        past = participle = stem + "ed"
    forms = {lemma: "V", third: "S"}
    if past == participle:
        forms.setdefault(past, "B")
    else:
        forms.setdefault(past, "P")
        forms.setdefault(participle, "N")
    if lemma in _ALSO_IN_T:
        forms[lemma + "t"] = "B"
    forms[gerund] = "G"
    return forms


def singular(noun: str) -> str:
    """Give the singular of a regular English plural, or the word itself.

    Examples
    --------
    >>> singular("workshops"), singular("agencies"), singular("customs")
    ('workshop', 'agency', 'custom')
    """
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "sses", "xes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun


def plurals(noun: str) -> list[str]:
    """Give the words that :func:`singular` takes for plurals of a noun.

    Examples
    --------
    >>> plurals("agency"), plurals("clash")
    (['agencys', 'agencies'], ['clashs', 'clashes'])
    """
    forms = (f"{noun}s", f"{noun}es", f"{noun[:-1]}ies")
    return [form for form in forms if singular(form) == noun]


_COMMON: Final = """
accelerate account achieve acquire act add adapt advise affect agree aid align allow amend analyse
analyze answer apply ask assess assume assure attain avoid base begin believe belong boost build
call carry cause change check choose cite clarify close collect combat come command comment compare
complement comply comprise concern confirm connect consider consist contain continue contribute
control convert cooperate correct create curb cut deal decide declare deepen define depend derive
describe deserve design detect determine develop devise devote differ diminish direct disclose
discover display disrupt distribute draft draw drive ease echo elaborate embark emerge empower
enable encounter encourage enforce engage enhance enjoy enlarge ensure enter equip establish
estimate exceed exchange execute expand expect expedite experience explain express extend face fail
familiarize familiarise fight fill finalize find follow force form foster gain generate get give go
grant grow guarantee guide handle happen have heighten help identify illustrate impact impose
improve include increase inform insist inspect inspire install intend intensify interact invest
investigate invite involve keep know lack lay learn leave lie limit link list live look lose lower
maintain make manage mark match maximize measure minimize mobilize modernise modernize modify
monitor move need negotiate note notify observe obtain occur offer operate outline overcome own
perform permit persuade pick pinpoint place plan play pledge point prepare prevent proceed process
produce progress prohibit propose protect prove pursue put qualify quote raise reach react realize
reaffirm recall recognise recognize recommend reduce refer reflect reform register regulate
reinforce reiterate relate rely remain remind remove renew reply report represent request require
respond result retain return reveal rise save say scan secure see seek select send serve set settle
shape share sharpen show simplify slow solve speak specify speed spend spread stand state step
stimulate stop strengthen stress strike strive submit succeed suffer suggest supply surround sustain
tackle take target tell think thank threaten track trade transfer transform transmit travel treat
try turn underline underpin underscore understand unlock urge value vary verify view want warn watch
win withdraw work worry write yield
"""
COMMON_VERBS: Final = {
    form: tag
    for lemma in _COMMON.split()
    for form, tag in inflect(lemma).items()
    if form
    not in {
        "building",
        "controls",
        "control",
        "process",
        "processes",
        "trade",
        "trades",
        "plan",
        "plans",
        "report",
        "reports",
        "state",
        "states",
        "view",
        "views",
        "work",
        "works",
        "need",
        "needs",
        "request",
        "requests",
    }
}
