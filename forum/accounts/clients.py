"""What is kept of the browser somebody signs in with: a short name of the device and a coarse network address."""

import ipaddress
import re
from dataclasses import dataclass

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Client:
    """Where a request came from."""

    address: str = ""
    user_agent: str = ""

    @property
    def device(self) -> str:
        """Browser and system in words, such as "Firefox · Windows"; empty when unknown."""
        names = (_first(_BROWSERS, self.user_agent), _first(_SYSTEMS, self.user_agent))
        return " · ".join(name for name in names if name)

    @property
    def prefix(self) -> str:
        """The network part of the address: /24 of IPv4, /48 of IPv6; empty when unknown."""
        try:
            address = ipaddress.ip_address(self.address)
        except ValueError:
            return ""
        length = 24 if address.version == 4 else 48
        return str(ipaddress.ip_network(f"{address}/{length}", strict=False))


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in names if re.search(rf"\b{re.escape(mark)}\b", user_agent)), "")
