"""The network itself: municipalities, libraries, sites, pillars and working groups, with their history."""
