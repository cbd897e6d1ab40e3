from hypothesis import given
from hypothesis import strategies as st

from driftaudit.render.markdown.fit import Piece, fit


def closing(left):
    return f"{sum(each.number for each in left)} left" if left else ""


def fitted(pieces, limit, size=len):
    return fit(tuple(pieces), limit=limit, size=size, closing=closing)


PIECES = (
    Piece("top", 0),
    Piece("low" * 5, 3),
    Piece("high", 1, number=2, glue="\n"),
    Piece("mid", 2),
)


WHOLE = "top\n\nlowlowlowlowlow\nhigh\n\nmid\n"


def test_all_of_it_in_its_order_where_there_is_room():
    assert fitted(PIECES, 100) == WHOLE
    assert fitted(PIECES, len(WHOLE) + 1) == WHOLE


def test_the_most_important_stay_and_the_rest_is_counted():
    assert fitted(PIECES, len(WHOLE)) == "top\nhigh\n\nmid\n\n1 left\n"
    assert fitted(PIECES, 22) == "top\nhigh\n\n2 left\n"
    assert fitted(PIECES, 15) == "top\n\n4 left\n"
    assert fitted(PIECES, 14) == ""


def test_nothing_that_matters_less_takes_the_room_of_what_matters_more():
    pieces = [Piece("top", 0), Piece("x" * 50, 1), Piece("y", 2)]
    assert fitted(pieces, 40) == "top\n\n2 left\n"


def test_the_size_is_the_given_one():
    pieces = [Piece("top", 0), Piece("ü" * 10, 1)]
    assert "ü" in fitted(pieces, 17)
    assert "ü" not in fitted(pieces, 17, size=lambda text: len(text.encode()))


piece = st.builds(Piece, st.text("ab", max_size=20), st.integers(0, 3), number=st.integers(0, 9))


@given(st.lists(piece, max_size=8), st.integers(0, 120))
def test_never_as_long_as_the_limit(pieces, limit):
    shown = fitted(pieces, limit)
    assert not shown or len(shown) < limit
