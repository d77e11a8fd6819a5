"""Templates stay plain: no inline script or style, macros in components, colours from the tokens."""

import re

import pytest
from flask import Flask
from jinja2 import StrictUndefined, nodes

from tests.support.source import ROOT, files, where

HEX_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b")
INLINE = {
    re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']?(importmap|application/))", re.I): "an inline script",
    re.compile(r"<style\b", re.I): "a <style> element",
    re.compile(r"\sstyle\s*=\s*[\"']", re.I): "a style attribute",
    re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I): "an event attribute",
    re.compile(r"javascript:", re.I): "a javascript: address",
    re.compile(r"(src|href)=[\"']https?://(?!www\.w3\.org)", re.I): "a resource or link of another site",
}
# Links to another site that are part of the content of a page, not a resource it loads.
FOREIGN_LINKS: set[str] = set()

# Nothing here depends on the database.
pytestmark = pytest.mark.sqlite

# What a post says, rendered and sanitised by forum.core.text when it was saved.
SHOWS_STORED_HTML = {"templates/components/post.html", "templates/components/conclusion.html"}

TEMPLATES = files("*.html", "templates")


def test_nothing_is_inline():
    wrong = []
    for path in TEMPLATES:
        text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.S)
        for pattern, what in INLINE.items():
            if pattern.search(text) and where(path) not in FOREIGN_LINKS:
                wrong.append(f"{where(path)}: {what}")
    assert not wrong, "\n".join(wrong) + "\nStyles go in static/css/, behaviour in static/js/: the CSP blocks the rest."


def test_only_stored_html_is_called_safe():
    wrong = [
        where(path)
        for path in TEMPLATES
        if re.search(r"\|\s*safe\b", path.read_text(encoding="utf-8")) and where(path) not in SHOWS_STORED_HTML
    ]
    assert not wrong, f"{wrong}: only HTML that core.text.render() made is safe; escape the rest or make it Markup."


def test_macros_live_in_components(app: Flask):
    wrong = []
    for path in TEMPLATES:
        tree = app.jinja_env.parse(path.read_text(encoding="utf-8"), where(path))
        in_components = "components" in path.relative_to(ROOT / "templates").parts[:1]
        if not in_components and any(tree.find_all(nodes.Macro)):
            wrong.append(where(path))
    assert not wrong, f"{wrong}: macros live in templates/components/, where the style guide shows them."


def test_components_say_how_they_are_used():
    components = files("*.html", "templates/components")
    wrong = [where(path) for path in components if not path.read_text(encoding="utf-8").lstrip().startswith("{#")]
    assert not wrong, f"{wrong}: begin with a comment that gives the signature."


def test_the_style_guide_shows_every_component():
    shown = "".join(path.read_text(encoding="utf-8") for path in files("*.html", "templates/styleguide"))
    missing = [
        where(path) for path in files("*.html", "templates/components") if f'"components/{path.name}"' not in shown
    ]
    assert not missing, f"{missing}: draw it in templates/styleguide/, with contents as in the product."


def test_every_template_compiles_and_its_imports_exist(app: Flask):
    for path in TEMPLATES:
        name = str(path.relative_to(ROOT / "templates"))
        app.jinja_env.get_template(name)
        tree = app.jinja_env.parse(path.read_text(encoding="utf-8"), name)
        for reference in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
            if isinstance(reference.template, nodes.Const):
                app.jinja_env.get_template(str(reference.template.value))


def test_every_imported_macro_exists_and_is_used(app: Flask):
    wrong = []
    for path in TEMPLATES:
        tree = app.jinja_env.parse(path.read_text(encoding="utf-8"), where(path))
        used = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
        for imported in tree.find_all(nodes.FromImport):
            source = _constant(imported.template)
            for entry in imported.names:
                name, alias = entry if isinstance(entry, tuple) else (entry, entry)
                if name not in _defined_in(app, source):
                    wrong.append(f"{where(path)} imports {name}, which {source} does not define")
                if alias not in used:
                    wrong.append(f"{where(path)} imports {alias} and does not use it")
    assert not wrong, "\n".join(wrong)


def _constant(node: nodes.Expr) -> str:
    assert isinstance(node, nodes.Const), "import macros from a template with a fixed name"
    return str(node.value)


def _defined_in(app: Flask, template: str) -> set[str]:
    assert app.jinja_env.loader is not None
    tree = app.jinja_env.parse(app.jinja_env.loader.get_source(app.jinja_env, template)[0])
    names = {macro.name for macro in tree.find_all(nodes.Macro)}
    return names | {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}


def test_an_unknown_name_in_a_template_is_an_error(app: Flask):
    assert app.jinja_env.undefined is StrictUndefined, (
        "set jinja_options undefined=StrictUndefined in forum/web/pages.py"
    )
    assert app.jinja_env.autoescape, "autoescape must be on"


def test_colours_come_from_the_tokens():
    wrong = []
    for path in files("*.css", "static"):
        if path.name == "tokens.css" or "vendor" in path.parts:
            continue
        text = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", path.read_text(encoding="utf-8"), flags=re.S)
        declarations = re.findall(r":([^;{}]*);", text)
        found = [colour for value in declarations for colour in HEX_COLOUR.findall(value)]
        if found:
            wrong.append(f"{where(path)}: {sorted(set(found))}")
    assert not wrong, "\n".join(wrong) + "\nGive the colour a name in static/css/tokens.css, for light and dark."
