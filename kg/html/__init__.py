"""The page: one self-contained HTML file to look at a graph with, which asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterable
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from pyvis.network import Network

from kg.html.data import page_data
from kg.network import Queryable

if TYPE_CHECKING:
    from kg.ontology import Question

STYLES: Final = {
    "page": ("base.css", "page.css", "views.css"),
    "query": ("base.css", "views.css", "query.css"),
}
"""The styles of each page; later ones go before earlier ones."""

_IMPORT: Final = re.compile(r'^import \{([^}]*)\} from "\./([\w.-]+)";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?(?:const|function) (\w+))", re.MULTILINE)


class Page(Network):  # type: ignore[misc]  # pyvis ships no types
    """A pyvis network with a template of its own: escaped, without requests, under a strict content policy.

    Parameters
    ----------
    data
        What the page brings along, of the explorer as :func:`kg.html.data.page_data` gives it; None if it is
        to ask its server.
    title
        The title of the document.
    name
        Of its template and of the module that starts it: ``page``, the explorer, or ``query``.
    served
        Whether it may ask its server.
    """

    def __init__(
        self, data: dict[str, Any] | None, title: str, name: str = "page", served: bool = False
    ) -> None:
        super().__init__(directed=True, cdn_resources="in_line", heading=title)
        self.data, self.name, self.served = data, name, served
        self.path = f"{name}.html.j2"
        self.templateEnv = Environment(loader=PackageLoader("kg", "html"), autoescape=True)
        self.options = {
            "physics": False,
            "layout": {"improvedLayout": False},
            "edges": {"smooth": False},
            "interaction": {"hover": True, "keyboard": {"enabled": True, "bindToWindow": False}},
        }

    def generate_html(self, name: str = "index.html", local: bool = True, notebook: bool = False) -> str:
        """Give the page as one HTML document; the arguments are pyvis's and change nothing."""
        library = files("pyvis") / "templates/lib/vis-9.1.2/vis-network.min.js"
        scripts = [re.sub(r"^//# sourceMappingURL.*$", "", library.read_text("utf-8"), flags=re.M)]
        scripts.append(script(f"{self.name}.js"))
        style = styles(self.name)
        self.policy = "; ".join(
            [
                "default-src 'none'",
                f"script-src {' '.join(map(_hash, scripts))}",
                f"style-src {_hash(style)}",
                *(["connect-src 'self'"] if self.served else []),
                "img-src data: blob:",
                "base-uri 'none'",
                "form-action 'none'",
            ]
        )
        self.html = self.templateEnv.get_template(self.path).render(
            title=self.heading,
            policy=self.policy,
            served=self.served,
            style=Markup(style),  # noqa: S704  # our own
            scripts=[Markup(text) for text in scripts],  # noqa: S704  # our own and pyvis's
            data="" if self.data is None else packed(self.data),
            options=island(self.options),
        )
        return str(self.html)


def render(store: Queryable, title: str = "Knowledge graph", questions: Iterable[Question] = ()) -> str:
    """Give the page of a store: one HTML document that works offline and opens by double-click.

    Parameters
    ----------
    store
        The graph store.
    title
        What the page is called.
    questions
        Stock questions whose answers it brings along.

    Returns
    -------
    str
        The document; the same for the same store.

    Examples
    --------
    >>> import pyoxigraph
    >>> render(pyoxigraph.Store(), "Nothing yet")[:15]
    '<!doctype html>'
    """
    return Page(page_data(store, questions), title).generate_html()


def styles(name: str) -> str:
    """Give the style of a page, one of STYLES."""
    return "\n".join(map(_source, STYLES[name]))


def script(entry: str = "page.js") -> str:
    """Join a module of the page with all that it imports to one script, which needs no imports any more.

    Each module but the first becomes a function that gives what it exports, so that equal names in two of
    them do not meet.

    Parameters
    ----------
    entry
        The module that starts the page.

    Returns
    -------
    str
        JavaScript.
    """
    modules: dict[str, str] = {}

    def join(name: str) -> str:
        source = _source(name)
        for _, needed in _IMPORT.findall(source):
            if needed not in modules:
                body = join(needed)
                exported = ", ".join(_EXPORT.findall(_source(needed)))
                modules[needed] = (
                    f"const {_identifier(needed)} = (() => {{\n{body}return {{ {exported} }};\n}})();\n"
                )
        taken = _IMPORT.sub(
            lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = {_identifier(found[2])};\n", source
        )
        return _EXPORT.sub("", taken)

    start = join(entry)
    return f'"use strict";\n(async () => {{\n{"".join(modules.values())}{start}}})();\n'


def island(data: object) -> Markup:
    r"""Write data as JSON that can stand in a ``script`` element, whatever texts it holds.

    Parameters
    ----------
    data
        Anything that JSON can hold.

    Returns
    -------
    markupsafe.Markup
        Compact JSON without ``<``, ``>``, ``&`` and the line ends that only JavaScript knows.

    Examples
    --------
    >>> print(island(["</script>"]))
    ["\u003c/script\u003e"]
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(re.sub("[<>&\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", text))  # noqa: S704  # escaped


def packed(data: object) -> str:
    """Write data as JSON in Base64 after raw DEFLATE, which a page can unpack without a library.

    The text of ten thousand briefs takes a quarter of its room so.

    Parameters
    ----------
    data
        Anything that JSON can hold.

    Returns
    -------
    str
        Letters, digits, ``+``, ``/`` and ``=``: no text of a brief can end an element early.

    Examples
    --------
    >>> packed(["</script>"])
    'i1ay0S9OLsosKLFTigUA'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    deflate = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return base64.b64encode(deflate.compress(text.encode()) + deflate.flush()).decode()


def _source(name: str) -> str:
    return (files("kg.html") / name).read_text("utf-8")


def _identifier(module: str) -> str:
    return re.sub(r"\W", "_", module)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
