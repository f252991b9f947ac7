"""Moves overlapping boxes apart, each as little as possible."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Part of the overlap that one round takes away: less, and it takes longer; more, and crowded boxes jump over others.
_STEP = 0.55
#: Every so many rounds the whole grows a little, which ends every jam.
_ROUNDS_TO_GROW, _GROWTH = 12, 1.02


def apart(centres: Floats, halves: Floats) -> Floats:
    """New centres (n x 2) at which no two boxes of these half widths and heights (n x 2) overlap."""
    places = np.array(centres, dtype=float)
    if len(places) < 2:
        return places
    for turn in range(1, 100_000):
        moves, hits = _pushes(places, halves)
        if not hits.any():
            break
        places += _STEP * moves / np.maximum(1, np.sqrt(hits))[:, None]
        if turn % _ROUNDS_TO_GROW == 0:
            middle = places.mean(axis=0)
            places = middle + (places - middle) * _GROWTH
    return places


def overlapping(centres: Floats, halves: Floats) -> bool:
    """Whether any two boxes overlap."""
    return bool(_pushes(centres, halves)[1].any())


def _pushes(places: Floats, halves: Floats) -> tuple[Floats, Floats]:
    """For each box, the sum of the pushes it gets, and from how many others.

    Sorted by height, a box can only overlap the next few; so the k-th neighbours above are compared all at once, for
    k = 1, 2, … until none is near enough.
    """
    order = np.lexsort((np.arange(len(places)), places[:, 1]))
    place, half = places[order], halves[order]
    moves, hits = np.zeros_like(place), np.zeros(len(place))
    reach = 2 * half[:, 1].max()
    for step in range(1, len(place)):
        gap = place[step:] - place[:-step]
        if (gap[:, 1] >= reach).all():
            break
        over = half[step:] + half[:-step] - np.abs(gap)
        hit = (over > 1e-6).all(axis=1)
        if not hit.any():
            continue
        share = over / (half[step:] + half[:-step])
        sideways = hit & (share[:, 0] <= share[:, 1])
        upward = hit & ~sideways
        push = np.zeros_like(gap)
        push[sideways, 0] = np.where(gap[sideways, 0] >= 0, 1, -1) * over[sideways, 0]
        push[upward, 1] = over[upward, 1]
        moves[step:] += push
        moves[:-step] -= push
        hits[step:] += hit
        hits[:-step] += hit
    back_moves, back_hits = np.zeros_like(moves), np.zeros_like(hits)
    back_moves[order], back_hits[order] = moves, hits
    return back_moves, back_hits
