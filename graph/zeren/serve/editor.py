"""The page on which people write queries: YASGUI with our prefixes, our terms and the shipped questions."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from zeren.ask import Question
from zeren.ground.vocabulary import PREFIXES
from zeren.serve import ontology, pages
from zeren.serve.guard import POLICY

FIRST = ("pairs", "rank", "leads", "due", "plans", "targets")
"""questions that are open as tabs on a first visit; the list beside them opens the others"""

OWN_FIRST = 6
"""questions of a user's own that are open as tabs on a first visit"""

# The one style sheet that YASGUI makes as it runs (of its column resizer), known by its digest, and icons in data
# addresses. Scripts and all other style stay ours alone, and nothing may be fetched from elsewhere.
_POLICY = POLICY.replace(
    "style-src 'self'", "style-src 'self' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
).replace("img-src 'self'", "img-src 'self' data:")


async def page(request: Request) -> Response:
    """Show the editor; without JavaScript, a form that asks the endpoint."""
    known: dict[str, Question] = request.app.state.questions
    return pages.render(
        "editor.html",
        request,
        headers={"Content-Security-Policy": _POLICY},
        questions=list(known.values()),
        prefixes=prologue(),
    )


async def data(request: Request) -> Response:
    """Answer with what the editor's script needs: prefixes, terms, questions in both languages."""
    known: dict[str, Question] = request.app.state.questions
    _, groups = ontology.groups()
    return JSONResponse(
        {
            "prefixes": PREFIXES,
            "terms": sorted({word.iri for group in groups for word in group.words}),
            "questions": {q.name: [q.question, q.title] for q in known.values()},
            "first": [*(name for name in FIRST if name in known), *_own_first(known)],
        }
    )


def _own_first(known: dict[str, Question]) -> list[str]:
    """A user's own questions, as many as make no crowd of tabs; the list beside them has all."""
    return [name for name, question in known.items() if question.own and name not in FIRST][:OWN_FIRST]


def prologue() -> str:
    """Return the declarations of the prefixes that questions use most."""
    used = ("zr", "zrc", "skos", "dcterms", "oa", "xsd")
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used)


routes = [Route("/sparql/editor", page), Route("/sparql/editor.json", data)]
