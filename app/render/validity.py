"""From when until when a rule or step holds, in words: by the day of the election, or by that of the plan."""

from cocau.app.render.wording import Wording
from cocau.constraints.dated import Dated, DatedBy


def validity(wording: Wording, one: Dated) -> str:
    """``hiệu lực từ 2015-09-01``, ``phương án lập từ 2018-07-09 đến trước 2021-05-23``."""
    say = wording.say
    if one.dated_by is DatedBy.PLAN:
        ends = "" if one.until is None else say(f" đến trước {one.until}", f" and before {one.until}")
        return say(f"phương án lập từ {one.in_force}", f"plans made from {one.in_force} on") + ends
    until = "" if one.until is None else f" – {one.until}"
    return f"{say('hiệu lực từ', 'in force from')} {one.in_force}{until}"
