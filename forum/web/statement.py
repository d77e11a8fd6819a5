"""The accessibility statement every site of a public body must have (Flemish Bestuursdecreet, art. II.16)."""

from flask import Blueprint, render_template

from forum.web.access import allow_public

blueprint = Blueprint("statement", __name__)
allow_public("statement.accessibility")


@blueprint.get("/accessibility")
def accessibility() -> str:
    return render_template("web/accessibility.html")
