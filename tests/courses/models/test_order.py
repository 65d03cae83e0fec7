"""Which courses require which."""

from courses.models.order import chain


def test_a_chain_is_found_the_shortest_way_and_a_ring_beside_it_ends():
    requires = {1: [2, 5], 2: [3], 3: [4], 5: [4], 6: [7], 7: [6]}
    assert chain(1, 4, requires) == [1, 5, 4]
    assert chain(1, 1, requires) == [1]
    assert chain(4, 1, requires) == []
    assert chain(6, 1, requires) == []
