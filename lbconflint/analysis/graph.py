"""Cycles in a directed graph, in linear time (Tarjan's strongly connected components, without recursion)."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

V = TypeVar("V", bound=Hashable)


def cyclic_groups(graph: Mapping[V, Sequence[V]]) -> list[list[V]]:
    """Groups of nodes that can all reach each other, in the graph's order: every cycle lies within one."""
    number: dict[V, int] = {}
    lowest: dict[V, int] = {}
    stack: list[V] = []
    held: set[V] = set()
    groups: list[list[V]] = []
    for root in graph:
        if root in number:
            continue
        walk: list[tuple[V, Iterator[V]]] = [(root, iter(graph[root]))]
        number[root] = lowest[root] = len(number)
        stack.append(root)
        held.add(root)
        while walk:
            node, following = walk[-1]
            for other in following:
                if other not in graph:
                    continue
                if other not in number:
                    number[other] = lowest[other] = len(number)
                    stack.append(other)
                    held.add(other)
                    walk.append((other, iter(graph[other])))
                    break
                if other in held:
                    lowest[node] = min(lowest[node], number[other])
            else:
                walk.pop()
                if walk:
                    lowest[walk[-1][0]] = min(lowest[walk[-1][0]], lowest[node])
                if lowest[node] == number[node]:
                    members = set()
                    while node not in members:
                        members.add(stack.pop())
                    held -= members
                    if len(members) > 1 or node in graph[node]:
                        groups.append(sorted(members, key=number.__getitem__))
    return sorted(groups, key=lambda group: number[group[0]])
