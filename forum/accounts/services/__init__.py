"""The verbs of accounts."""

from forum.accounts.services.members import (
    create_member,
    deactivate_member,
    edit_profile,
    grant_role,
    move_to_library,
    reactivate_member,
    revoke_role,
)
from forum.accounts.services.sign_in import (
    begin_session,
    change_password,
    end_other_sessions,
    end_session,
    sign_in,
    sign_out,
)

__all__ = [
    "begin_session",
    "change_password",
    "create_member",
    "deactivate_member",
    "edit_profile",
    "end_other_sessions",
    "end_session",
    "grant_role",
    "move_to_library",
    "reactivate_member",
    "revoke_role",
    "sign_in",
    "sign_out",
]
