"""Notifications: who follows what, and the notices in a member's list."""
