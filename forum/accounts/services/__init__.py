"""The verbs of accounts."""

from forum.accounts.services.invitations import (
    accept_invitation,
    find_invitation,
    invite_member,
    withdraw_invitation,
)
from forum.accounts.services.members import (
    create_member,
    deactivate_member,
    edit_profile,
    grant_role,
    move_to_library,
    reactivate_member,
    revoke_role,
    set_display,
)
from forum.accounts.services.sign_in import (
    begin_session,
    change_password,
    check_new_password,
    end_other_sessions,
    end_session,
    replace_password,
    sign_in,
    sign_out,
)
from forum.accounts.services.work import change_dead_work

__all__ = [
    "accept_invitation",
    "begin_session",
    "change_dead_work",
    "change_password",
    "check_new_password",
    "create_member",
    "deactivate_member",
    "edit_profile",
    "end_other_sessions",
    "end_session",
    "find_invitation",
    "grant_role",
    "invite_member",
    "move_to_library",
    "reactivate_member",
    "replace_password",
    "revoke_role",
    "set_display",
    "sign_in",
    "sign_out",
    "withdraw_invitation",
]
