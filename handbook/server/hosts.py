"""The Host, Origin and Sec-Fetch headers of a request -> whether it is answered at all.

Any page of the web can make its reader's browser ask a server on that machine. Against DNS rebinding (a name
of the attacker's that first leads to his server, then to 127.0.0.1, so that his page may read what we answer:
drafts, paths, findings) helps only to look at the name that the browser asked for; against requests from
other sites, what the browser says about who asks. https://www.w3.org/TR/fetch-metadata/
"""

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Self

from msgspec import Struct

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""They, and all names below localhost, lead to this machine alone, whatever a name server says: RFC 6761."""

LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,62})"
HOST = re.compile(
    rf"(?:\[(?P<ipv6>[0-9a-f:.]{{2,45}})\]|(?P<name>{LABEL}(?:\.{LABEL})*))(?::(?P<port>[0-9]{{1,5}}))?",
    re.ASCII | re.IGNORECASE,
)
"""A host with or without a port, as browsers write it: RFC 9110, section 7.2."""

SCHEMES = ("http://", "https://")

OURS = frozenset({"same-origin", "same-site", "none"})
"""What browsers call a request of the site itself, of another port, and of the person in front of them."""


class Hosts(Struct, frozen=True):
    """The names that a server answers to, beside those of the loopback; at any port."""

    names: frozenset[str] = frozenset()
    """In lower case; addresses in their shortest form, those of IPv6 without brackets."""
    is_everywhere: bool = False
    """The server listens at all addresses of the machine: the one that a request came in at is allowed."""

    @classmethod
    def of(cls, given: str) -> Self:
        """Return what is answered to where the server listens at the name or address of ``--host``.

        At a wildcard (0.0.0.0, ::, or nothing) that is the machine's own name, the same below .local, the
        addresses that it reaches other networks from, and whichever of its addresses a request came in at.
        """
        address = _address(given)
        if given and (address is None or not address.is_unspecified):
            return cls(frozenset({_shortest(given)}))
        name = socket.gethostname().lower()
        own_names = {name, f"{name.partition('.')[0]}.local"}
        return cls(frozenset({*own_names, *_own_addresses()}), is_everywhere=True)

    def is_allowed(
        self, host: str | None, origin: str | None, fetch_site: str | None, *, arrived_at: str = ""
    ) -> bool:
        """Say whether a request with these headers is answered; None for a header that is not there.

        A header that is there twice comes joined by a comma, as HTTP has it, and is nobody's name.
        ``arrived_at`` is the address of ours that the connection was made to.
        """
        return (
            host is not None
            and self.has(host, arrived_at)
            and (origin is None or self._has_origin(origin, arrived_at))
            and (fetch_site is None or fetch_site in OURS)
        )

    def has(self, host: str, arrived_at: str = "") -> bool:
        """Say whether a host, with or without a port, is one of ours."""
        name = name_of(host)
        if name is None:
            return False
        return (
            name in LOOPBACK
            or name.endswith(".localhost")
            or name in self.names
            or (self.is_everywhere and name == _shortest(arrived_at))
        )

    def _has_origin(self, origin: str, arrived_at: str) -> bool:
        return any(
            origin.startswith(scheme) and self.has(origin.removeprefix(scheme), arrived_at)
            for scheme in SCHEMES
        )


def _own_addresses() -> Iterator[str]:
    """Yield the addresses that packets to other networks would come from; none is sent.

    The two destinations are for documentation only: RFC 5737, RFC 3849.
    """
    for family, destination in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((destination, 9))
            yield _shortest(probe.getsockname()[0])


def name_of(host: str) -> str | None:
    """Return the name in a host, as ``Hosts.names`` has it; None for what is no host."""
    match = HOST.fullmatch(host)
    if match is None or int(match["port"] or 0) > 65535:
        return None
    if match["name"]:
        return match["name"].lower()
    address = _address(match["ipv6"])
    return str(address) if isinstance(address, IPv6Address) else None


def _shortest(name: str) -> str:
    """Return an address in its one shortest form; a name in lower case."""
    address = _address(name)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        # A socket that listens to both kinds calls an address of IPv4 ::ffff:192.0.2.7.
        return str(address.ipv4_mapped)
    return str(address) if address else name.lower()


def _address(name: str) -> IPv4Address | IPv6Address | None:
    with suppress(ValueError):
        return ip_address(name.strip("[]").partition("%")[0])
    return None
