"""Evaluates NetworkPolicies as a cluster's network would."""

import dataclasses
import ipaddress


@dataclasses.dataclass(frozen=True)
class Place:
    """A pod, or an address outside of the cluster when it has no namespace."""

    name: str
    address: str
    namespace: str | None = None
    labels: tuple = ()


def allowed(policies, home, source, target, port, protocol="TCP"):
    """Whether a connection opens. The policies are all in the namespace `home`; both ends have a say."""
    return may_leave(policies, home, source, target, port, protocol) and may_enter(policies, home, source, target, port, protocol)


def may_leave(policies, home, source, target, port, protocol="TCP"):
    """Whether the side of the source lets it."""
    return _direction(policies, home, "Egress", source, target, port, protocol)


def may_enter(policies, home, source, target, port, protocol="TCP"):
    """Whether the side of the target lets it."""
    return _direction(policies, home, "Ingress", target, source, port, protocol)


def _direction(policies, home, direction, own, other, port, protocol):
    selecting = [
        policy["spec"]
        for policy in policies
        if own.namespace == home
        and direction in policy["spec"]["policyTypes"]
        and _selects(policy["spec"]["podSelector"], dict(own.labels))
    ]
    if not selecting:
        return True
    peers = "to" if direction == "Egress" else "from"
    return any(
        _port(rule, port, protocol) and _peer(rule.get(peers), home, other)
        for spec in selecting
        for rule in spec.get(direction.lower()) or []
    )


def _port(rule, port, protocol):
    ports = rule.get("ports")
    return not ports or any(it.get("protocol", "TCP") == protocol and it.get("port", port) == port for it in ports)


def _peer(peers, home, other):
    return not peers or any(_matches(peer, home, other) for peer in peers)


def _matches(peer, home, other):
    if "ipBlock" in peer:
        address = ipaddress.ip_address(other.address)
        block = peer["ipBlock"]
        within = [address in ipaddress.ip_network(cidr) for cidr in (block["cidr"], *block.get("except", []))]
        return within[0] and not any(within[1:])
    if other.namespace is None:
        return False
    if "namespaceSelector" in peer:
        if not _selects(peer["namespaceSelector"], {"kubernetes.io/metadata.name": other.namespace}):
            return False
    elif other.namespace != home:
        return False
    return _selects(peer.get("podSelector", {}), dict(other.labels))


def _selects(selector, labels):
    expressions = selector.get("matchExpressions", [])
    if set(selector) - {"matchLabels", "matchExpressions"} or any(it["operator"] != "In" for it in expressions):
        raise ValueError(f"not evaluated: {selector}")
    if any(labels.get(it["key"]) not in it["values"] for it in expressions):
        return False
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())
