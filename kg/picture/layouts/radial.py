"""One entity in the middle, the others on rings around it by their distance in relations."""

from __future__ import annotations

from kg.picture.content import Content, Node
from kg.picture.layouts.apart import overlapping
from kg.picture.layouts.spots import ROOM, Guide, Layout, Spot, rooms, spot

#: Rings are ellipses this much wider than high: labels lie on their side, pages too.
_WIDER = 1.35
_GROWTH = 1.03
_WIDEST = 185.0
#: More siblings than these keep the order of their groups.
_MOST_SWAPPED = 48


def radial(content: Content) -> Layout:
    """Around the content's centre, or the best linked node; what no chain of relations reaches is left out."""
    if not content.nodes:
        return Layout(())
    neighbours: dict[str, set[str]] = {node.key: set() for node in content.nodes}
    for link in content.links:
        neighbours[link.source].add(link.target)
        neighbours[link.target].add(link.source)
    known = {node.key: node for node in content.nodes}
    root = content.asked[0] if content.asked else min(known, key=lambda key: (-known[key].degree, key))
    children = _tree(root, neighbours, known)
    for key, hanging in children.items():
        children[key] = _neighbourly(hanging, neighbours)
    rings = _ringed(root, children)
    high = {node.key: _height(node) for node in content.nodes}
    turns = _turns(rings, children, high)
    spots = [spot(known[root], size=10.0)]
    reach = 0.0
    guides = []
    for ring in rings[1:]:
        start = reach + (70.0 if len(ring) > 2 else 95.0)
        laid, reach = _ring([known[key] for key in ring], turns, start, spots)
        spots += laid
        guides.append(Guide("ring", 0.0, 0.0, reach * _WIDER, reach))
    placed = {item.node.key: item for item in spots}
    return Layout(
        tuple(placed[node.key] for node in content.nodes if node.key in placed),
        tuple(guides),
        left_out=len(content.nodes) - len(spots),
        why="unconnected",
    )


def _tree(root: str, neighbours: dict[str, set[str]], known: dict[str, Node]) -> dict[str, list[str]]:
    """The tree in which each node hangs on one that is a step nearer to the root."""
    seen, children, outermost = {root}, {}, [root]
    while outermost:
        following: list[str] = []
        for key in outermost:
            near = sorted(neighbours[key] - seen, key=lambda other: (known[other].group, known[other].kind, other))
            seen |= set(near)
            children[key] = near
            following += near
        outermost = following
    return children


def _neighbourly(keys: list[str], neighbours: dict[str, set[str]]) -> list[str]:
    """Linked ones next to each other, so that few lines cross the middle: swapped in pairs while that helps."""
    order = list(keys)
    if not 3 < len(order) <= _MOST_SWAPPED:
        return order
    pairs = [(a, b) for a in order for b in neighbours[a] if a < b and b in set(order)]

    def length(trial: list[str]) -> int:
        at = {key: number for number, key in enumerate(trial)}
        steps = (abs(at[a] - at[b]) for a, b in pairs)
        return sum(min(step, len(trial) - step) ** 2 for step in steps)

    best, better = length(order), True
    while better:
        better = False
        for one in range(len(order) - 1):
            for other in range(one + 1, len(order)):
                trial = list(order)
                trial[one], trial[other] = trial[other], trial[one]
                if (new := length(trial)) < best:
                    order, best, better = trial, new, True
    return order


def _ringed(root: str, children: dict[str, list[str]]) -> list[list[str]]:
    """The rings in the order of the branches they hang on."""
    rings = [[root]]
    while following := [child for key in rings[-1] for child in children[key]]:
        rings.append(following)
    return rings


def _turns(rings: list[list[str]], children: dict[str, list[str]], high: dict[str, float]) -> dict[str, float]:
    """Each node's place on its ring, 0 at noon, 0.5 at six: a branch gets a share by the height of what it carries."""
    weight: dict[str, float] = {}
    for ring in reversed(rings):
        for key in ring:
            weight[key] = max(high[key], sum(weight[child] for child in children[key]))
    shares = {rings[0][0]: (0.0, 1.0)}
    for ring in rings:
        for key in ring:
            at, end = shares[key]
            each = (end - at) / max(1e-9, sum(weight[child] for child in children[key]))
            for child in children[key]:
                shares[child] = (at, at + each * weight[child])
                at += each * weight[child]
    return {key: (start + end) / 2 for key, (start, end) in shares.items()}


def _ring(nodes: list[Node], turns: dict[str, float], start: float, before: list[Spot]) -> tuple[list[Spot], float]:
    """The nodes of one ring, at the smallest radius at which no label touches another or an inner ring's."""
    reach = start
    while True:
        laid = [_outward(node, turns[node.key], reach) for node in nodes]
        if not overlapping(*rooms([*before, *laid])):
            return laid, reach
        reach *= _GROWTH


def _height(node: Node) -> float:
    _, bottom, _, top = spot(node, "right", widest=_WIDEST).box
    return top - bottom + ROOM


def _outward(node: Node, turn: float, reach: float) -> Spot:
    """On the ring, with the label outside it; places are even in height, not in angle, as labels need it."""
    high = 1 - 4 * turn if turn < 0.5 else 4 * turn - 3
    across = (1 - high * high) ** 0.5 * (1 if turn < 0.5 else -1)
    made = spot(node, "right" if turn < 0.5 else "left", widest=_WIDEST)
    return made.at(across * reach * _WIDER, high * reach)
