"""The constituencies of a council: seats to places, places to one constituency or more, and their lists."""

from collections.abc import Iterator
from fractions import Fraction

from cocau.constraints.council import Constituency
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.kinds.surplus import Surplus
from cocau.solver import apportion
from cocau.solver.seat_plan import Asked, PlaceSeats, Unit
from cocau.solver.seat_rules import Rules


def limit_of(rules: Rules) -> int:
    """How many deputies a constituency may elect.

    Raises:
        InputError: the book has no such rule.
    """
    if rules.limit is None:
        raise InputError(
            [
                Problem(
                    "no_limit",
                    "",
                    "Bộ quy định không nói một đơn vị bầu cử được bầu tối đa bao nhiêu đại biểu.",
                    "The rulebook does not say how many deputies a constituency may elect.",
                )
            ]
        )
    return rules.limit.limit


def impossible(asked: Asked, seats: int, limit: int) -> Iterator[Problem]:
    """Why the seats cannot be given to places and constituencies as wished, and what would be possible."""
    places, wanted = max(len(asked.places), 1), asked.constituencies
    if apportion.possible(places, seats, limit, wanted):
        return
    if places > seats:
        yield Problem(
            "too_many_places",
            "draft.places",
            f"Có {places} nơi mà chỉ có {seats} đại biểu; hãy gộp các nơi nhỏ thành một (một nơi, nhiều"
            f" localities) để còn nhiều nhất {seats} nơi.",
            f"There are {places} places and only {seats} seats; join small places (one place, several"
            f" localities) until there are at most {seats}.",
        )
        return
    least = max(places, -(-seats // limit))
    join_vi, join_en = "", ""
    if wanted is not None and wanted < places:
        join_vi = f" Muốn ít đơn vị hơn số nơi ({places}) thì gộp các nơi (một nơi, nhiều localities)."
        join_en = f" For fewer than there are places ({places}), join places (one place, several localities)."
    yield Problem(
        "constituencies_impossible",
        "draft.constituencies",
        f"Không chia được {seats} đại biểu thành {wanted} đơn vị bầu cử, mỗi đơn vị từ 1 đến {limit}"
        f" đại biểu; có thể từ {least} đến {seats} đơn vị.{join_vi}",
        f"{seats} seats cannot be given to {wanted} constituencies of 1 to {limit} seats;"
        f" {least} to {seats} constituencies are possible.{join_en}",
    )


def shares_of(asked: Asked, seats: int, limit: int) -> tuple[apportion.Share, ...]:
    """The seats of each place; of none, where no places are known."""
    places = [apportion.Place(place.id, place.population) for place in asked.places]
    return apportion.apportion(places, seats, limit, asked.constituencies) if places else ()


def place_of(asked: Asked, share: apportion.Share, quota: Fraction) -> PlaceSeats:
    """The seats of a place beside the mean."""
    name = next(place.name for place in asked.places if place.id == share.place.id)
    return PlaceSeats(
        id=share.place.id,
        name=name,
        population=share.place.population,
        seats=share.seats,
        constituencies=len(share.parts),
        people_per_seat=share.per_seat,
        deviation=share.per_seat / quota - 1,
    )


def units_of(
    asked: Asked, shares: tuple[apportion.Share, ...], seats: int, limit: int, surplus: Surplus | None
) -> Iterator[Unit]:
    """The constituencies; without places, seats as even as they can be."""
    if not shares:
        parts = apportion.even(seats, asked.constituencies or -(-seats // limit))
        for n, own in enumerate(parts, start=1):
            yield _unit(f"dv{n:02}", "", own, None, (), surplus)
    for place, share in zip(asked.places, shares, strict=True):
        if len(share.parts) == 1:
            yield _unit(place.id, place.name, share.seats, place.population, place.voting, surplus)
            continue
        for n, own in enumerate(share.parts, start=1):
            yield _unit(f"{place.id}-{n}", f"{place.name or place.id} ({n})", own, None, (), surplus)


def _unit(
    i: str, name: str, seats: int, people: int | None, localities: tuple[str, ...], surplus: Surplus | None
) -> Unit:
    unit = Constituency(id=i, name=name, seats=seats, population=people, localities=localities)
    listed = None if surplus is None else surplus.needed(unit)
    return Unit(id=i, name=name, seats=seats, population=people, localities=localities, listed=listed)
