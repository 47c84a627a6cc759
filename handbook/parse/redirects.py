"""The redirects data -> rules in their order: Netlify's ``[[redirects]]``, or a list in YAML or JSON."""

from collections.abc import Sequence

from handbook.diagnostics import Code, Diagnostic
from handbook.model import RedirectRule
from handbook.parse.data_file import DataFile, bad, texts_of, values_of
from handbook.parse.nodes import Items, Node, Scalar, Table
from handbook.parse.passage import Passage
from handbook.parse.plain import is_nothing

MOVED = 301
STATUSES = range(200, 600)
RULE_HINT = 'write [[redirects]], and below it from = "/old/" and to = "/new/"'


def redirects_of(files: Sequence[DataFile]) -> tuple[tuple[RedirectRule, ...], list[Diagnostic]]:
    """Read every rule that says from where and to where; equal ones and loops are for others to judge."""
    rules: list[RedirectRule] = []
    diagnostics: list[Diagnostic] = []
    for file in files:
        nodes, findings = _rules(file)
        diagnostics += findings
        for node in nodes:
            rule, findings = _rule(node, file.passage)
            diagnostics += findings
            rules += [rule] if rule else []
    return tuple(rules), diagnostics


def _rules(file: DataFile) -> tuple[Sequence[Node], list[Diagnostic]]:
    root = file.root
    if isinstance(root, Table):
        root = values_of(root).get("redirects", root)
    if root is None or is_nothing(root) or root == Table((), root.start, root.end):
        return (), []
    if isinstance(root, Items):
        return root.nodes, []
    return (), [bad(root, "redirects", file.passage, "a list of rules", RULE_HINT)]


def _rule(node: Node, passage: Passage) -> tuple[RedirectRule | None, list[Diagnostic]]:
    if not isinstance(node, Table):
        return None, [bad(node, "the rule", passage, "a mapping", RULE_HINT)]
    texts, findings = texts_of(node, ("from", "to", "status"), passage)
    missing = [name for name in ("from", "to") if name not in texts]
    if missing:
        message = f"the rule does not say {missing[0]} where it leads"
        return None, [*findings, passage.finding(Code.BAD_DATA, message, node, RULE_HINT)]
    status = _status(texts.get("status"))
    if status is None:
        message = f"status is no status of an answer; {MOVED} is used"
        findings.append(passage.finding(Code.BAD_DATA, message, texts["status"], "write 301, 302 or 200"))
    origin, target = passage.written(texts["from"]), passage.written(texts["to"])
    return RedirectRule(origin, target, status or MOVED), findings


def _status(written: Scalar | None) -> int | None:
    if written is None:
        return MOVED
    text = written.text.strip()
    return (
        int(text) if len(text) == 3 and text.isascii() and text.isdigit() and int(text) in STATUSES else None
    )
