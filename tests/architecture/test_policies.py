"""Every action that is asked about has a rule, every rule is used and says who may."""

import re

import pytest
from flask import Flask

from forum.core import policy
from tests.support.source import files, modules

ASKED = re.compile(r"""\b(?:can|require|may)\(\s*(?:current_user|actor|self\.actor)?,?\s*["']([a-z_]+\.[a-z_]+)["']""")

pytestmark = pytest.mark.sqlite


def _asked() -> dict[str, str]:
    places: dict[str, str] = {}
    sources = [(module.where, module.text) for module in modules()]
    sources += [(path.name, path.read_text(encoding="utf-8")) for path in files("*.html", "templates")]
    for place, text in sources:
        for action in ASKED.findall(text):
            places.setdefault(action, place)
    return places


def test_every_action_that_is_asked_about_has_a_rule(app: Flask):
    missing = {action: place for action, place in _asked().items() if action not in policy.actions()}
    assert not missing, (
        f"No rule for {missing}: write it in policies.py of the feature with @rule(…), "
        "and have services.py import that module."
    )


def test_every_rule_is_asked_somewhere(app: Flask):
    unused = [action for action in policy.actions() if action not in _asked()]
    assert not unused, f"Nobody asks {unused}: require() it in the service it is for, or remove the rule."


def test_every_rule_says_who_may(app: Flask):
    silent = [action for action in policy.actions() if not (policy._rules[action].__doc__ or "").strip()]
    assert not silent, f"The rules {silent} have no docstring: say in a sentence who may do it."
