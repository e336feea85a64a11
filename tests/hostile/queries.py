"""Queries that mean harm, by name: they want all time, all memory, the whole stack, or the network."""

from __future__ import annotations

from collections.abc import Mapping

_TWO = "?a ?b ?c . ?d ?e ?f"
_THREE = f"{_TWO} . ?g ?h ?i"
_LONG = 60_000
"""characters, within the limit of a query"""


def _chain(operator: str, item: str = "1") -> str:
    return operator.join([item] * (_LONG // (len(operator) + len(item)) - 50))


def _calls(function: str, depth: int = 95) -> str:
    return f"{function}(" * depth + "?c" + ")" * depth


_PRODUCTS = {
    "count": f"SELECT (COUNT(*) AS ?n) {{ {_THREE} }}",
    "count-distinct": f"SELECT (COUNT(DISTINCT ?a) AS ?n) {{ {_THREE} }}",
    "rows": f"SELECT * {{ {_THREE} FILTER(?a = ?i) }}",
    "distinct": f"SELECT DISTINCT ?a ?d ?g {{ {_THREE} }}",
    "reduced": f"SELECT REDUCED ?a ?d {{ {_THREE} FILTER(?c != ?c) }}",
    "order": f"SELECT * {{ {_THREE} }} ORDER BY DESC(?c) ?f ?i",
    "order-expression": f"SELECT * {{ {_TWO} }} ORDER BY MD5(CONCAT(?c, ?f))",
    "group": f"SELECT ?a (COUNT(*) AS ?n) {{ {_THREE} }} GROUP BY ?a ?d ?g",
    "group-concat": f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?x) {{ {_THREE} }}",
    "having": f"SELECT ?a {{ {_THREE} }} GROUP BY ?a HAVING(COUNT(*) < 0)",
    "sample": f"SELECT (SAMPLE(?a) AS ?x) (MAX(?i) AS ?y) {{ {_THREE} }}",
    "sum": f"SELECT (SUM(STRLEN(?c)) AS ?x) {{ {_THREE} }}",
    "offset": f"SELECT * {{ {_THREE} }} OFFSET 99999999999",
    "limit": f"SELECT * {{ {_THREE} }} LIMIT 9223372036854775807",
    "ask": f"ASK {{ {_THREE} FILTER(?a = ?b) }}",
    "construct": f"CONSTRUCT {{ ?a ?e ?i }} {{ {_THREE} }}",
    "construct-blank": f"CONSTRUCT {{ _:x ?b ?i }} {{ {_THREE} }}",
    "describe": f"DESCRIBE ?a ?d ?g {{ {_THREE} }}",
    "optional": f"SELECT * {{ ?a ?b ?c {'OPTIONAL { ?d ?e ?f } OPTIONAL { ?g ?h ?i }'} FILTER(?c = ?i) }}",
    "minus": f"SELECT * {{ ?a ?b ?c MINUS {{ {_THREE} . ?j ?k ?l FILTER(?d != ?l) }} }}",
    "exists": "SELECT * { ?a ?b ?c FILTER EXISTS { ?d ?e ?f . ?g ?h ?i FILTER(?f = ?g) } }",
    "not-exists": "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f . ?g ?h ?i FILTER(?c = ?d) } }",
    "union": "SELECT * { " + " UNION ".join([f"{{ {_TWO} }}"] * 40) + " } ORDER BY ?a",
    "graphs": "SELECT * { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i } FILTER(?a = ?i) }",
    "bind": f"SELECT * {{ {_THREE} BIND(RAND() AS ?r) FILTER(?r > 2) }}",
    "in": f"SELECT * {{ {_THREE} FILTER(?a IN (?d, ?g, 1, 2, 3)) }} ORDER BY ?a",
    "values-product": "SELECT * { " + " ".join(f"VALUES ?v{n} {{ {'1 ' * 100} }}" for n in range(20)) + " }",
    "subselects": "SELECT * { "
    + " ".join(f"{{ SELECT (COUNT(*) AS ?n{n}) {{ {_THREE} }} }}" for n in range(20))
    + " }",
    "languages": f'SELECT * {{ {_THREE} FILTER(LANGMATCHES(LANG(?c), "x") || LANG(?f) = "y") }}',
    "dates": f"SELECT * {{ {_THREE} FILTER(NOW() < ?c && YEAR(NOW()) = ?f) }}",
}
_PATHS = {
    "path-star": "SELECT (COUNT(*) AS ?n) { ?a (<http://e/next>|!<http://e/x>)* ?b . ?b (!<http://e/x>)* ?c . ?d ?e ?f }",
    "path-plus": "SELECT * { ?a (!<http://e/x>)+ ?b . ?b (!<http://e/x>)+ ?c } ORDER BY ?a",
    "path-inverse": "SELECT (COUNT(*) AS ?n) { ?a (^!<http://e/x>|!<http://e/x>)* ?b . ?c (^!<http://e/x>|!<http://e/x>)* ?d }",
    "path-nested": "SELECT * { ?a ((((!<http://e/x>)*)*)*)* ?b . ?c ((!<http://e/x>)?)+ ?d } ORDER BY ?b",
    "path-sequence": "SELECT (COUNT(*) AS ?n) { ?a " + "/".join(["!<http://e/x>"] * 200) + " ?b }",
    "path-long": "ASK { ?a " + _chain("/", "<x:>") + " ?b }",
    "path-alternatives": "SELECT (COUNT(*) AS ?n) { ?a (" + _chain("|", "<x:>") + ")* ?b . ?c !<x:> ?d }",
    "path-reversals": "ASK { ?a " + "^" * _LONG + "<x:> ?b }",
}
_TEXTS = {
    "doubling": "SELECT * { BIND('xxxxxxxxxxxxxxxx' AS ?a0) "
    + " ".join(f"BIND(CONCAT({', '.join([f'?a{n}'] * 16)}) AS ?a{n + 1})" for n in range(9))
    + " }",
    "replacing": "SELECT * { BIND('aaaaaaaaaaaaaaaa' AS ?a0) "
    + " ".join(f"BIND(REPLACE(?a{n}, 'a', 'aaaaaaaaaaaaaaaa') AS ?a{n + 1})" for n in range(9))
    + " }",
    "encoding": "SELECT * { BIND('%%%%%%%%%%%%%%%%' AS ?a0) "
    + " ".join(f"BIND(ENCODE_FOR_URI(CONCAT(?a{n}, ?a{n}, ?a{n})) AS ?a{n + 1})" for n in range(30))
    + " }",
    "regex": f'SELECT * {{ {_TWO} FILTER(REGEX(CONCAT(?c, ?f, STR(?a), STR(?d)), "(.*a){{20}}x")) }}',
    "regex-size": 'ASK { FILTER(REGEX("a", "((((a{99}){99}){99}){99}){99}")) }',
    "regex-each": f"SELECT * {{ {_TWO} FILTER(REGEX(?c, ?f)) }} ORDER BY ?a",
    "regex-classes": 'ASK { FILTER(REGEX("a", "' + "(\\\\p{L}|\\\\w)*" * 500 + '")) }',
    "hashing": f"SELECT * {{ {_TWO} FILTER(SHA512(CONCAT(?c, ?f)) = SHA512(SHA512(?c))) }}",
    "uuid": f"SELECT (COUNT(DISTINCT STRUUID()) AS ?n) {{ {_THREE} }}",
}
_NESTINGS = {
    "exists-deep": "SELECT * { " + "FILTER EXISTS { ?a ?b ?c " * 95 + "}" * 95 + " }",
    "groups-deep": "SELECT * { " + "{ " * 5_000 + "?a ?b ?c" + " }" * 5_000 + " }",
    "optional-deep": "SELECT * { " + "OPTIONAL { ?a ?b ?c " * 95 + "}" * 95 + " }",
    "minus-deep": "SELECT * { ?a ?b ?c " + "MINUS { ?a ?b ?c " * 95 + "}" * 95 + " }",
    "select-deep": "SELECT * { " + "{ SELECT * { " * 48 + "?a ?b ?c . ?d ?e ?f . ?g ?h ?i" + " } }" * 48 + " } ORDER BY ?a",
    "brackets": "ASK { FILTER(" + "(" * 30_000 + "1" + ")" * 30_000 + ") }",
    "negations": "ASK { FILTER(" + "!" * _LONG + "true) }",
    "minus-signs": "ASK { FILTER(1 = " + "- " * (_LONG // 2) + "1) }",
    "sums": "ASK { FILTER(1 = " + _chain("+") + ") }",
    "products": "ASK { FILTER(1 = " + _chain("*") + ") }",
    "ors": "ASK { FILTER(" + _chain("||", "?a") + ") }",
    "ands": "ASK { FILTER(" + _chain("&&", "true") + ") }",
    "calls": f"SELECT * {{ {_TWO} BIND({_calls('STR')} AS ?x) }} ORDER BY ?x",
    "conditions": "SELECT * { ?a ?b ?c BIND(" + "IF(?c, 1, " * 90 + "2" + ")" * 90 + " AS ?x) }",
    "unions": "SELECT * { " + _chain("UNION", "{}") + " }",
    "filters": "SELECT * { ?a ?b ?c " + "FILTER(?c = 1) " * 3_900 + "}",
    "optionals": "SELECT * { " + "OPTIONAL { ?a ?b ?c } " * 2_700 + "}",
    "lists": "ASK { ?a ?b " + "(" * 95 + ")" * 95 + " }",
    "blank-nodes": "ASK { ?a ?b " + "[ ?c " * 95 + "1" + " ]" * 95 + " }",
    "triple-terms": "ASK { ?a ?b " + "<<( ?a ?b " * 45 + "1" + " )>>" * 45 + " }",
}
_SIZES = {
    "values-long": "SELECT * { VALUES ?v { " + "1 " * 30_000 + "} ?v ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "variables": "SELECT * { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(1_500)) + " }",
    "joins": "SELECT * { " + " ".join(f"?a{n} ?b ?a{n + 1} ." for n in range(2_000)) + " }",
    "prefixes": "".join(f"PREFIX p{n}: <http://e/{n}/> " for n in range(1_800)) + "ASK { ?a ?b ?c }",
    "comment": "#" * _LONG + "\nASK { ?a ?b ?c }",
    "name": "ASK { ?" + "a" * _LONG + " ?b ?c }",
    "literal": 'ASK { ?a ?b "' + "字" * 20_000 + '" }',
    "unclosed": 'ASK { ?a ?b "' + '\\"' * 30_000,
    "number": "ASK { FILTER(" + "9" * _LONG + " = 1) }",
    "escapes": 'ASK { ?a ?b "' + "\\uD800" * 10_000 + '" }',
    "too-long": "ASK { ?a ?b ?c }" + " " * (64 << 10),
    "zeros": "ASK { ?a ?b ?c }" + "\0" * 1_000,
}
_REACHING = {
    "service": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
    "service-silent": "SELECT * { SERVICE SILENT <http://192.0.2.1/> { ?a ?b ?c } }",
    "service-each": "SELECT * { ?a ?b ?c SERVICE ?a { ?d ?e ?f } }",
    "load": "LOAD <file:///etc/passwd>",
    "drop": "DROP ALL",
    "from": "SELECT * FROM <file:///etc/passwd> { ?a ?b ?c }",
}
QUERIES: Mapping[str, str] = {**_PRODUCTS, **_PATHS, **_TEXTS, **_NESTINGS, **_SIZES, **_REACHING}
QUICK = (
    "count", "order", "group-concat", "path-inverse", "path-reversals", "doubling", "replacing", "regex-size", "exists-deep",
    "negations", "sums", "optionals", "values-long", "unclosed", "service-silent", "drop",
)  # fmt: skip
"""those that every run of the tests tries"""
