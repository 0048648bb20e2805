import pytest

from app.responses import PageMeta, paginated
from app.utils.paging import Page, PageRequest


def told(total: int, request: PageRequest) -> PageMeta:
    """What is said about a page of a list of so many rows."""
    page: Page[int] = Page([], total, request)
    meta = paginated(page)["meta"]
    assert isinstance(meta, PageMeta)
    return meta


def test_a_page_begins_where_the_one_before_it_ended() -> None:
    assert [PageRequest(page, 20).offset for page in (1, 2, 51)] == [0, 20, 1000]


@pytest.mark.parametrize(("total", "pages"), [(0, 0), (1, 1), (20, 1), (21, 2), (40, 2), (41, 3)])
def test_the_last_page_may_be_short(total: int, pages: int) -> None:
    assert told(total, PageRequest(1, 20)).total_pages == pages


@pytest.mark.parametrize(("page", "has_prev", "has_next"), [(1, False, True), (2, True, True), (3, True, False)])
def test_a_page_knows_its_neighbours(page: int, has_prev: bool, has_next: bool) -> None:
    meta = told(41, PageRequest(page, 20))

    assert (meta.has_prev, meta.has_next) == (has_prev, has_next)


def test_rows_are_shaped_on_their_way_out() -> None:
    answer = paginated(Page([1, 2], 2, PageRequest()), lambda row: row * 10)

    assert answer["data"] == [10, 20]
