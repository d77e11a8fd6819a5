"""The benchmark: a scratch installation, the production server, and what pages cost next to a bare one."""
