"""Files of members: checked, stored, served to whoever may see what refers to them, and read for search."""
