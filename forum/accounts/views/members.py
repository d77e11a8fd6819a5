"""Colleagues: the list, the page of one, suggestions for @mention."""

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from forum.accounts import queries
from forum.accounts.forms import ROLE_LABELS
from forum.accounts.names import clean
from forum.accounts.views.blueprint import blueprint


@blueprint.get("/members/")
def member_list() -> ResponseReturnValue:
    """Colleagues by name, with a search and a filter by library."""
    chosen = chosen_members()
    page = queries.list_members(current_user, **chosen, **cursors())
    group_name = queries.get_group_name(chosen["group"]) if chosen["group"] else ""
    libraries = queries.library_slugs()
    return render_template("accounts/member_list.html", page=page, libraries=libraries, group_name=group_name, **chosen)


@blueprint.get("/members/<int:member_id>")
def member_show(member_id: int) -> ResponseReturnValue:
    """The page of a colleague."""
    profile = queries.get_profile(current_user, member_id)
    roles = queries.list_roles([member_id]).get(member_id, [])
    return render_template("accounts/member_show.html", member=profile, roles=roles, role_labels=ROLE_LABELS)


@blueprint.get("/members/@<handle>")
def member_by_handle(handle: str) -> ResponseReturnValue:
    """The short address of a colleague, as in a mention."""
    member_id = queries.get_id_by_handle(current_user, handle)
    return redirect(url_for("accounts.member_show", member_id=member_id), 302)


@blueprint.get("/members/suggest")
def member_suggest() -> ResponseReturnValue:
    """JSON for @mention: at most eight active colleagues and three working groups, ``about`` says which they are."""
    text = request.args.get("q", "")
    members = [
        {"handle": row.handle, "name": row.display_name, "about": row.library_name or ""}
        for row in queries.suggest_members(current_user, text)
    ]
    groups = [
        {
            "handle": row.slug,
            "name": row.name,
            "about": ngettext("working group, %(num)s colleague", "working group, %(num)s colleagues", row.count),
        }
        for row in queries.suggest_groups(text)
    ]
    return jsonify(members + groups)


def chosen_members() -> dict[str, Any]:
    """Search words, library and working group of a list of members, from the address."""
    names = {"text": "q", "library": "library", "group": "group"}
    return {name: clean(request.args.get(asked, "")) for name, asked in names.items()}


def cursors() -> dict[str, Any]:
    """Where the page of a list begins or ends, from the address."""
    return {name: request.args.get(name, "") for name in ("after", "before")}
