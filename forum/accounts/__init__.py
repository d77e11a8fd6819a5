"""Who may come in: members, roles, invitations, sign-in and sessions."""
