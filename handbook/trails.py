"""The entries of a sidebar -> each of them with its place, in the order in which a tree is read."""

from collections.abc import Iterable, Iterator

from handbook.model import Node, Trail


def with_trails(nodes: Iterable[Node], above: Trail = ()) -> Iterator[tuple[Node, Trail]]:
    """Yield every entry and its trail; ``above`` is that of the entry which the nodes are children of."""
    for index, node in enumerate(nodes):
        trail = (*above, index)
        yield node, trail
        yield from with_trails(node.children, trail)
